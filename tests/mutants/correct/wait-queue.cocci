// SPDX-License-Identifier: GPL-2.0-or-later
// rows: 00-good-r5f 00-good-slow 01-no-answer 02-late-answer 03-twice
// allows: repair@02-late-answer
// why: The driver uses a wait queue and a flag instead of a completion, and
//      clears the flag before each question.

@@
identifier S =~ "^k3_(r5_|dsp_|m4_)?rproc$";
@@
 struct S {
 	...
-	struct completion shutdown_ack;
+	wait_queue_head_t answered_wait;
+	bool answered;
 	...
 };

@@
symbol kproc;
@@
-init_completion(&kproc->shutdown_ack);
+init_waitqueue_head(&kproc->answered_wait);

@@
expression E;
@@
-complete(&E->shutdown_ack);
+WRITE_ONCE(E->answered, true);
+wake_up(&E->answered_wait);

@@
symbol kproc;
@@
-reinit_completion(&kproc->shutdown_ack);
+WRITE_ONCE(kproc->answered, false);

@@
expression T;
symbol kproc;
@@
-wait_for_completion_timeout(&kproc->shutdown_ack, T)
+wait_event_timeout(kproc->answered_wait, READ_ONCE(kproc->answered), T)
