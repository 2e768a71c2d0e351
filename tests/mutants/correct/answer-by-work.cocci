// SPDX-License-Identifier: GPL-2.0-or-later
// rows: 00-good-r5f 00-good-m4f 01-no-answer 02-late-answer
// allows: repair@02-late-answer
// why: The callback only queues a work item, which completes the completion.
//      The driver cancels the work before the next question.

@@
identifier S =~ "^k3_(r5_|dsp_|m4_)?rproc$";
@@
 struct S {
 	...
 	struct completion shutdown_ack;
+	struct work_struct ack_work;
 	...
 };

@ f @
identifier f =~ "^k3_.*_mbox_callback$";
identifier S, client;
@@
 f(...)
 {
 	<...
-	complete(&container_of(client, struct S, client)->shutdown_ack);
+	schedule_work(&container_of(client, struct S, client)->ack_work);
 	...>
 }

@@
identifier request =~ "^k3_(r5_|dsp_|m4_)?rproc_request_mbox$";
identifier f.S;
@@
+static void k3_rproc_ack_work(struct work_struct *work)
+{
+	complete(&container_of(work, struct S, ack_work)->shutdown_ack);
+}
+
 int request(...) { ... }

@@
identifier probe =~ "^k3_m4_rproc_probe$";
identifier f.S;
@@
+static void k3_rproc_ack_work(struct work_struct *work)
+{
+	complete(&container_of(work, struct S, ack_work)->shutdown_ack);
+}
+
 int probe(...) { ... }

@@
symbol kproc;
@@
 init_completion(&kproc->shutdown_ack);
+INIT_WORK(&kproc->ack_work, k3_rproc_ack_work);

@@
symbol kproc;
@@
+cancel_work_sync(&kproc->ack_work);
 reinit_completion(&kproc->shutdown_ack);
