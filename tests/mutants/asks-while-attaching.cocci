// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: works
// rows: 00-attached-m4f 00-attached-r5f
// why: The driver tries the new message when it attaches to a core. The core
//      takes it seriously and shuts down.

@ owner @
identifier stop =~ "^k3_(r5_|dsp_|m4_)?rproc_stop$";
identifier S;
symbol rproc;
@@
 stop(struct rproc *rproc)
 {
 	struct S *kproc = rproc->priv;
 	...
 }

@@
identifier attach =~ "^k3_(r5_|dsp_|m4_)?rproc_attach$";
identifier owner.S;
typedef uintptr_t;
symbol rproc;
@@
 attach(struct rproc *rproc)
 {
 	...
+	mbox_send_message(((struct S *)rproc->priv)->mbox,
+			  (void *)(uintptr_t)RP_MBOX_SHUTDOWN);
 	return 0;
 }
