// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: health bounded
// rows: 02-late-answer
// why: The completion is on the stack of the stop function. If the stop gives
//      up, an answer that comes later writes to whatever is on the stack then.

@@
identifier S =~ "^k3_(r5_|dsp_|m4_)?rproc$";
@@
 struct S {
 	...
-	struct completion shutdown_ack;
+	struct completion *shutdown_ack;
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
+if (E->shutdown_ack)
+	complete(E->shutdown_ack);

@@
identifier S;
symbol kproc, tsp, wfi;
@@
 k3_rproc_ask_to_stop(struct S *kproc, struct ti_sci_proc *tsp)
 {
 	...
 	int wfi;
+	DECLARE_COMPLETION_ONSTACK(answer);
 	...
-	reinit_completion(&kproc->shutdown_ack);
+	kproc->shutdown_ack = &answer;
 	...
 	if (!wait_for_completion_timeout(
-		&kproc->shutdown_ack,
+		&answer,
 		...)) { ... }
 	...
 }
