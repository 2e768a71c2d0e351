// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: works
// rows: 00-good-r5f
// why: The check for the answer comes after one that drops all messages of
//      its kind.

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
