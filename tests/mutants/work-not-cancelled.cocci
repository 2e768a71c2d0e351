// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: health
// rows: 18-unread-answer
// why: The driver does not cancel a work item for late answers when it is
//      removed. When the work is due, its function no longer exists.

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
@@
 k3_rproc_ask_to_stop(...)
 {
 	...
 	if (!wait_for_completion_timeout(...)) {
+		INIT_DELAYED_WORK(&kproc->late_work, k3_rproc_late_work);
+		schedule_delayed_work(&kproc->late_work,
+				      msecs_to_jiffies(1500));
 		...
 	}
 	...
 }
