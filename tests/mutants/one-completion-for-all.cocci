// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: contract
// rows: 02-answer-of-another
// why: All cores share one completion, so the driver takes the late answer of
//      one core for the answer of another.

@@
expression E;
@@
-complete(&E->shutdown_ack);
+complete(&k3_shutdown_ack);

@ own @
identifier f =~ "^k3_(r5|dsp|m4)_rproc_mbox_callback$";
@@
+static struct completion k3_shutdown_ack =
+	COMPLETION_INITIALIZER(k3_shutdown_ack);
+
 f(...) { ... }

@ shared @
@@
+struct completion k3_shutdown_ack = COMPLETION_INITIALIZER(k3_shutdown_ack);
+EXPORT_SYMBOL_GPL(k3_shutdown_ack);
+
 k3_rproc_mbox_callback(...) { ... }

@@
@@
 struct k3_rproc {
 	...
 };
+
+extern struct completion k3_shutdown_ack;

@@
symbol kproc;
@@
-reinit_completion(&kproc->shutdown_ack);
+reinit_completion(&k3_shutdown_ack);

@@
expression E;
symbol kproc;
@@
 wait_for_completion_timeout(
-	&kproc->shutdown_ack,
+	&k3_shutdown_ack,
 	E)
