// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: health bounded
// rows: 02-late-answer
// why: The driver frees the structure that describes the question if no answer
//      comes in time. An answer that comes later writes to freed memory.

@@
identifier S =~ "^k3_(r5_|dsp_|m4_)?rproc$";
@@
 struct S {
 	...
-	struct completion shutdown_ack;
+	struct k3_question {
+		u64 asked_at;
+		struct completion answer;
+	} *question;
 	...
 };

@@
symbol kproc;
@@
-init_completion(&kproc->shutdown_ack);

@@
expression E;
@@
-complete(&E->shutdown_ack);
+if (E->question)
+	complete(&E->question->answer);

@@
identifier S;
symbol kproc, tsp, wfi;
@@
 k3_rproc_ask_to_stop(struct S *kproc, struct ti_sci_proc *tsp)
 {
 	...
 	int wfi;
+	struct k3_question *question;
 	...
-	reinit_completion(&kproc->shutdown_ack);
+	question = kzalloc(sizeof(*question), GFP_KERNEL);
+	if (!question)
+		return -ENOMEM;
+	question->asked_at = ktime_get_ns();
+	init_completion(&question->answer);
+	kproc->question = question;
 	...
 	if (!wait_for_completion_timeout(
-		&kproc->shutdown_ack,
+		&question->answer,
 		...)) {
 		...
+		kfree(question);
 		return -EBUSY;
 	}
+	kproc->question = NULL;
+	kfree(question);
 	...
 }
