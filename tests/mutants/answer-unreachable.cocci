// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: works
// rows: 00-good-r5f
// why: The driver checks for the answer only after an earlier check has
//      dropped all messages of that kind.

@ there @
expression E;
symbol msg;
@@
-if (msg == RP_MBOX_SHUTDOWN_ACK) {
-	complete(E);
-	return;
-}

@ depends on there @
expression there.E, limit;
symbol msg;
@@
 if (msg > limit) { ... }
+if (msg == RP_MBOX_SHUTDOWN_ACK) {
+	complete(E);
+	return;
+}
