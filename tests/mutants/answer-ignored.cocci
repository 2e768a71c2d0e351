// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: works
// rows: 00-good-m4f
// why: The driver ignores the answer, so each stop runs into its timeout.

@@
expression E;
symbol msg;
@@
-if (msg == RP_MBOX_SHUTDOWN_ACK) {
-	complete(E);
-	return;
-}
