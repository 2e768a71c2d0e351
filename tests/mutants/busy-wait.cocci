// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: works
// rows: 00-good-r5f
// why: The wait is a busy loop with preemption disabled: on one CPU the
//      interrupt thread of the mailbox never runs, and the answer is not read.

@@
expression E;
identifier S;
symbol kproc, tsp, wfi;
@@
 k3_rproc_ask_to_stop(struct S *kproc, struct ti_sci_proc *tsp)
 {
 	...
 	int wfi;
+	int tries;
 	...
+	preempt_disable();
+	for (tries = 0; tries < 5000 && !completion_done(E); tries++)
+		udelay(100);
+	preempt_enable();
-	if (!wait_for_completion_timeout(E, ...))
+	if (tries == 5000)
 	{ ... }
 	...
 }
