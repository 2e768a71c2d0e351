// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: works
// rows: 00-good-r5f
// why: The stop function holds a lock until it gets the answer, but the
//      callback that receives the answer needs the same lock first.

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
identifier S, client;
@@
+mutex_lock(&container_of(client, struct S, client)->stop_lock);
 complete(&container_of(client, struct S, client)->shutdown_ack);
+mutex_unlock(&container_of(client, struct S, client)->stop_lock);

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
