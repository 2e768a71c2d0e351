// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: contract
// rows: 18-unread-answer
// why: When the driver is removed, it resets the core without asking it.

@@
symbol kproc;
@@
+if (kproc->rproc->deleting)
+	return 0;
 reinit_completion(&kproc->shutdown_ack);
