// SPDX-License-Identifier: GPL-2.0-or-later
// rows: 00-good-r5f 01-no-answer 02-late-answer 04-never-wfi
// allows: repair@02-late-answer
// why: The driver holds a lock of its own for the whole stop, and releases it
//      in every case.

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
identifier stop =~ "^k3_(r5_|dsp_|m4_)?rproc_stop$";
symbol k3_rproc_ask_to_stop, asked;
@@
 stop(...)
 {
 <...
+mutex_lock(&kproc->stop_lock);
 asked = k3_rproc_ask_to_stop(...);
+mutex_unlock(&kproc->stop_lock);
 ...>
 }
