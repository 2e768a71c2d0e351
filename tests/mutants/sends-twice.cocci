// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: works
// rows: 00-good-r5f
// why: After the answer, the driver sends the question again, to be safe. The
//      message waits in the FIFO, and when the core starts again, it stops at
//      once.

@@
expression E, M;
symbol kproc, ret;
@@
 ret = mbox_send_message(kproc->mbox, M);
 ...
 if (!wait_for_completion_timeout(E, ...)) { ... }
+mbox_send_message(kproc->mbox, M);
