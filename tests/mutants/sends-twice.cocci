// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: works
// rows: 00-good-r5f
// why: The question is sent again after the answer, to be sure; it waits in
//      the FIFO until the core starts again, which stops at once.

@@
expression E, M;
symbol kproc, ret;
@@
 ret = mbox_send_message(kproc->mbox, M);
 ...
 if (!wait_for_completion_timeout(E, ...)) { ... }
+mbox_send_message(kproc->mbox, M);
