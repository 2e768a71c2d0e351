// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: works
// rows: 00-good-r5f
// why: The values of both messages are too high by one, so the core knows
//      neither.

@@
@@
 enum omap_rp_mbox_messages {
 	...,
-	RP_MBOX_SHUTDOWN = 0xFFFFFF14,
-	RP_MBOX_SHUTDOWN_ACK = 0xFFFFFF15,
-	RP_MBOX_END_MSG = 0xFFFFFF16,
+	RP_MBOX_SHUTDOWN = 0xFFFFFF15,
+	RP_MBOX_SHUTDOWN_ACK = 0xFFFFFF16,
+	RP_MBOX_END_MSG = 0xFFFFFF17,
 };
