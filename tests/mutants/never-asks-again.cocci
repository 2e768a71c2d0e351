// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: repair
// rows: 10-lost-shutdown
// why: If a core fails to answer once, the driver never asks it again.

@@
identifier S =~ "^k3_(r5_|dsp_|m4_)?rproc$";
@@
 struct S {
 	...
 	struct completion shutdown_ack;
+	bool unresponsive;
 	...
 };

@@
expression E;
symbol kproc;
@@
+if (kproc->unresponsive)
+	return -EBUSY;
 reinit_completion(&kproc->shutdown_ack);
 ...
 if (!wait_for_completion_timeout(E, ...)) {
+	kproc->unresponsive = true;
 	...
 }
