// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: works
// rows: 00-good-r5f
// why: The driver resets the completion after it has sent the question. If the
//      core answers quickly, its answer is lost.

@@
symbol kproc;
@@
-reinit_completion(&kproc->shutdown_ack);

@@
expression E;
statement S;
symbol kproc, ret;
@@
 ret = mbox_send_message(kproc->mbox, E);
 if (ret < 0) S
+/* Give the core a moment to see the message */
+usleep_range(1000, 1500);
+reinit_completion(&kproc->shutdown_ack);
 if (!wait_for_completion_timeout(&kproc->shutdown_ack, ...)) { ... }
