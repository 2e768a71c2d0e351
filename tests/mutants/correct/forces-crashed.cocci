// SPDX-License-Identifier: GPL-2.0-or-later
// rows: 00-good-r5f 01-no-answer 11-crashed 25-false-alarm 25-crash-restart
// why: If a core has reported a crash, or was reported as crashed, the driver
//      does not ask it. It resets the core, and the log says so.

@@
identifier S =~ "^k3_(r5_|dsp_|m4_)?rproc$";
@@
 struct S {
 	...
 	struct completion shutdown_ack;
+	bool crashed;
 	...
 };

@@
identifier S, client;
symbol msg;
@@
 if (msg == RP_MBOX_SHUTDOWN_ACK) {
 	complete(&container_of(client, struct S, client)->shutdown_ack);
 	return;
 }
+if (msg == RP_MBOX_CRASH)
+	container_of(client, struct S, client)->crashed = true;

@@
symbol kproc;
@@
+if (kproc->crashed || kproc->rproc->state == RPROC_CRASHED) {
+	dev_warn(tsp->dev, "crashed: forcing it into reset\n");
+	kproc->crashed = false;
+	return 0;
+}
 reinit_completion(&kproc->shutdown_ack);
