// SPDX-License-Identifier: GPL-2.0-or-later
// rows: 00-good-r5f 00-good-m4f 02-late-answer 02-late-answer-m4f
//      03-stale-answer 03-twice 05-slow-wfi 08-status-nack 10-lost-shutdown
// why: A core that has answered does not answer again. If its answer came too
//      late for a stop, the next stop does not ask, but only checks for WFI.

@@
identifier S =~ "^k3_(r5_|dsp_|m4_)?rproc$";
@@
 struct S {
 	...
 	struct completion shutdown_ack;
+	bool asked;
+	bool answered;
 	...
 };

@@
identifier S, client;
symbol msg;
@@
 if (msg == RP_MBOX_SHUTDOWN_ACK) {
+	struct S *mine = container_of(client, struct S, client);
+
+	mine->answered = READ_ONCE(mine->asked);
 	complete(&container_of(client, struct S, client)->shutdown_ack);
 	return;
 }

@@
symbol kproc;
@@
+if (READ_ONCE(kproc->answered) && k3_rproc_in_wfi(tsp) > 0)
+	return 0;
+WRITE_ONCE(kproc->asked, true);
 reinit_completion(&kproc->shutdown_ack);

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
+	kproc->asked = false;
+	kproc->answered = false;
 	S2
 	... when any
 }
