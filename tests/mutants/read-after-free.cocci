// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: health
// rows: 00-good-r5f
// config: kasan
// why: The driver frees the structure of a question and reads from it once
//      more, for a message.

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
+	kfree(asked_at);
+	if (ktime_get_ns() - READ_ONCE(*asked_at) > NSEC_PER_SEC)
+		dev_warn(tsp->dev, "late answer\n");
 	...
 }
