// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: health
// rows: 30-allocation
// config: failslab
// why: The driver allocates a structure for each question, and does not
//      check whether there was memory for it.

@@
identifier S;
symbol kproc, tsp, wfi;
@@
 k3_rproc_ask_to_stop(struct S *kproc, struct ti_sci_proc *tsp)
 {
 	...
 	int wfi;
+	u64 *asked_at = kzalloc(256, GFP_KERNEL);
 	...
+	*asked_at = ktime_get_ns();
 	reinit_completion(&kproc->shutdown_ack);
 	...
 	if (!wait_for_completion_timeout(...)) {
+		kfree(asked_at);
 		...
 	}
+	kfree(asked_at);
 	...
 }
