// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: works
// rows: 00-good-r5f
// why: The driver frees the mailbox before it sends the question.

@@
symbol kproc;
@@
+mbox_free_channel(kproc->mbox);
 reinit_completion(&kproc->shutdown_ack);
