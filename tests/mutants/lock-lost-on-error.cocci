// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: bounded
// rows: 02-late-answer
// why: A stop that gets no answer returns without releasing its lock. The next
//      stop waits for ever.

@@
identifier S =~ "^k3_(r5_|dsp_|m4_)?rproc$";
@@
 struct S {
 	...
 	struct completion shutdown_ack;
+	struct mutex stop_lock;
 	...
 };

@@
symbol kproc;
@@
 init_completion(&kproc->shutdown_ack);
+mutex_init(&kproc->stop_lock);

@@
expression E;
symbol kproc;
@@
+mutex_lock(&kproc->stop_lock);
 reinit_completion(&kproc->shutdown_ack);
 ...
 if (!wait_for_completion_timeout(E, ...)) { ... }
+mutex_unlock(&kproc->stop_lock);
