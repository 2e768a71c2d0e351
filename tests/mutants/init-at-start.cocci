// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: health
// rows: 02-answer-before-load
// why: The completion is initialised when Linux starts a core. Linux never
//      starts a core that a boot loader has started.

@@
symbol kproc;
@@
-init_completion(&kproc->shutdown_ack);

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
+	init_completion(&kproc->shutdown_ack);
 	S2
 	... when any
 }
