// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: health
// rows: 10-lost-shutdown
// config: debugobjects
// why: If a core does not answer, the driver looks again a minute later, and
//      does not cancel that when it is removed. The timer is freed while it
//      is pending.

@@
identifier S =~ "^k3_(r5_|dsp_|m4_)?rproc$";
@@
 struct S {
 	...
 	struct completion shutdown_ack;
+	struct delayed_work late_work;
 	...
 };

@@
identifier S;
symbol kproc, tsp;
@@
+static void k3_rproc_late_work(struct work_struct *work)
+{
+	struct S *kproc = container_of(to_delayed_work(work), struct S,
+				       late_work);
+
+	if (completion_done(&kproc->shutdown_ack))
+		dev_warn(kproc->dev, "late answer to shutdown message\n");
+}
+
 int k3_rproc_ask_to_stop(struct S *kproc, struct ti_sci_proc *tsp) { ... }

@@
symbol kproc;
@@
 init_completion(&kproc->shutdown_ack);
+INIT_DELAYED_WORK(&kproc->late_work, NULL);

@@
@@
 k3_rproc_ask_to_stop(...)
 {
 	...
 	if (!wait_for_completion_timeout(...)) {
+		kproc->late_work.work.func = k3_rproc_late_work;
+		schedule_delayed_work(&kproc->late_work,
+				      msecs_to_jiffies(60000));
 		...
 	}
 	...
 }
