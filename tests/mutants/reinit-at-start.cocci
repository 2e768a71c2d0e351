// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: fresh
// rows: 02-late-answer
// why: The driver resets the completion when the core starts, not before each
//      question. A late answer to a stop that failed counts for the next stop.

@@
symbol kproc;
@@
-reinit_completion(&kproc->shutdown_ack);

@@
identifier start =~ "^k3_(r5_|dsp_|m4_)?rproc_start$";
identifier S;
statement S1, S2;
symbol kproc, rproc;
@@
 start(struct rproc *rproc)
 {
 	struct S *kproc = rproc->priv;
 	... when != S1
+	reinit_completion(&kproc->shutdown_ack);
 	S2
 	... when any
 }
