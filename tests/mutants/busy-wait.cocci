// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: works
// rows: 00-good-r5f
// why: The driver waits in a busy loop with preemption disabled. On a single
//      CPU, the interrupt thread of the mailbox never runs, so the answer is
//      not read.

@@
symbol wfi, ret;
@@
 k3_rproc_ask_to_stop(...)
 {
 	...
-	int ret, wfi;
+	int ret, wfi, tries;
 	...
 }

@@
@@
 k3_rproc_ask_to_stop(...)
 {
 <...
+preempt_disable();
 ret = mbox_send_message(...);
 ...>
 }

@@
expression E;
@@
-if (!wait_for_completion_timeout(E, ...))
+for (tries = 0; tries < 5000 && !completion_done(E); tries++)
+	udelay(100);
+preempt_enable();
+if (tries == 5000)
 { ... }

@@
expression D;
@@
+preempt_enable();
 dev_err(D, "cannot send shutdown message: %d\n", ret);
