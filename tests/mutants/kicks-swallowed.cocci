// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: works
// rows: 00-good-rpmsg-again
// why: Once a stop has been asked for, all that the core says is dropped,
//      after its next start as well: no rpmsg any more.

@@
identifier S =~ "^k3_(r5_|dsp_|m4_)?rproc$";
@@
 struct S {
 	...
 	struct completion shutdown_ack;
+	bool stopping;
 	...
 };

@@
expression E;
symbol msg;
@@
 if (msg == RP_MBOX_SHUTDOWN_ACK) {
 	complete(&E->shutdown_ack);
 	return;
 }
+if (E->stopping)
+	return;

@@
symbol kproc;
@@
 reinit_completion(&kproc->shutdown_ack);
+kproc->stopping = true;
