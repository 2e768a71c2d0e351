// SPDX-License-Identifier: GPL-2.0-or-later
// rows: 00-good-r5f 00-good-m4f 01-no-answer 11-crashed 11-crashed-m4f
//      25-false-alarm 25-crash-restart 25-recovery 25-recovery-m4f
//      25-recovery-c66x 25-recovery-lockstep 26-attached-crash
// why: If a core has reported a crash, or was reported as crashed, the driver
//      does not ask it. It resets the core, and the log says so. The stop of
//      an R5F only halts it, so for a crashed one it includes the reset.

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
expression X;
symbol rproc, kproc, asked, k3_rproc_ask_to_stop;
@@
-asked = k3_rproc_ask_to_stop(kproc, X);
+asked = 0;
+if (kproc->crashed || rproc->state == RPROC_CRASHED)
+	dev_warn(&rproc->dev, "crashed: forcing it into reset\n");
+else
+	asked = k3_rproc_ask_to_stop(kproc, X);

@@
identifier start =~ "^k3_(r5_|dsp_|m4_)?rproc_start$";
identifier S;
statement S1, S2;
symbol kproc, rproc;
@@
 start(struct rproc *rproc)
 {
 	struct S *kproc = rproc->priv;
 	... when != S1
+	kproc->crashed = false;
 	S2
 	... when any
 }

@@
@@
+static int k3_r5_rproc_renew(struct rproc *rproc)
+{
+	int ret = k3_r5_rproc_unprepare(rproc);
+
+	return ret ? ret : k3_r5_rproc_prepare(rproc);
+}
+
 int k3_r5_rproc_stop(struct rproc *rproc) { ... }

@@
symbol kproc, rproc;
@@
 k3_r5_rproc_stop(struct rproc *rproc)
 {
 	...
+	if (kproc->crashed || rproc->state == RPROC_CRASHED)
+		return k3_r5_rproc_renew(rproc);
+
 	return 0;
 	...
 }
