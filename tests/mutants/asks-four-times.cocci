// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: bounded
// rows: 01-no-answer
// why: The driver asks four times, each time with a timeout of its own. The
//      stop takes 20 s.

@@
identifier S;
symbol kproc, tsp, ret, wfi;
@@
 k3_rproc_ask_to_stop(struct S *kproc, struct ti_sci_proc *tsp)
 {
 	...
 	int wfi;
+	int tries = 4;
 	...
+again:
 	ret = mbox_send_message(...);
 	...
 	if (!wait_for_completion_timeout(...)) {
+		if (--tries)
+			goto again;
 		...
 	}
 	...
 }
