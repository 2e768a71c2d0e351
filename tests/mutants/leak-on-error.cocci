// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: health
// rows: 10-lost-shutdown
// config: kmemleak
// why: The driver allocates a structure for each question. If no answer comes,
//      it returns without freeing it.

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
+	if (!asked_at)
+		return -ENOMEM;
+	*asked_at = ktime_get_ns();
 	reinit_completion(&kproc->shutdown_ack);
 	...
 	if (!wait_for_completion_timeout(...)) {
 		...
 	}
+	dev_dbg(tsp->dev, "answer after %llu ns\n",
+		ktime_get_ns() - *asked_at);
+	kfree(asked_at);
 	...
 }
