// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: works
// rows: 00-good-r5f
// why: The driver also sends the question when a core starts, so the core
//      shuts down as soon as it is up.

@@
identifier start =~ "^k3_(r5_|dsp_|m4_)?rproc_start$";
identifier S;
statement S1, S2;
symbol kproc, rproc;
typedef uintptr_t;
@@
 start(struct rproc *rproc)
 {
 	struct S *kproc = rproc->priv;
 	... when != S1
+	mbox_send_message(kproc->mbox, (void *)(uintptr_t)RP_MBOX_SHUTDOWN);
 	S2
 	... when any
 }
