// SPDX-License-Identifier: GPL-2.0-or-later
// rows: 00-good-r5f 01-no-answer 04-never-wfi
// rows@7: 00-good-r5f 00-good-m4f 01-no-answer 04-never-wfi
// why: The driver sends the message with the function that kicks a virtqueue,
//      which logs errors itself. If the message cannot be sent, no answer
//      comes.

@@
statement S;
symbol kproc, ret;
@@
 k3_rproc_ask_to_stop(...)
 {
 <...
-ret = mbox_send_message(kproc->mbox, ...);
-if (ret < 0) S
+kproc->rproc->ops->kick(kproc->rproc, RP_MBOX_SHUTDOWN);
 ...>
 }
