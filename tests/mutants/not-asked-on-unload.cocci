// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: contract
// rows: 18-unread-answer
// why: A core whose driver is removed is reset without a question.

@@
symbol kproc;
@@
+if (kproc->rproc->deleting)
+	return 0;
 reinit_completion(&kproc->shutdown_ack);
