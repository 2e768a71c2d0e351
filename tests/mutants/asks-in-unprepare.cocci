// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: truth contract
// rows: 01-no-answer
// why: The driver asks in its unprepare function, where it also resets the
//      core. The error is lost there, so Linux believes that the core is
//      offline.

@ stop @
identifier f =~ "^k3_(r5_|dsp_|m4_)?rproc_stop$";
expression T;
symbol k3_rproc_ask_to_stop, kproc, asked;
@@
 f(...)
 {
 	<...
-	asked = k3_rproc_ask_to_stop(kproc, T);
-	if (asked)
-		return asked;
 	...>
 }

@@
identifier stop.f;
symbol asked;
@@
 f(...)
 {
 	...
-	int asked;
 	...
 }

@@
identifier unprepare =~ "^k3_(r5_|dsp_|m4_)?rproc_unprepare$";
identifier S;
expression stop.T;
statement S1, S2;
symbol kproc, rproc;
@@
+static int k3_rproc_ask_to_stop(struct S *kproc, struct ti_sci_proc *tsp);
+
 int unprepare(struct rproc *rproc)
 {
 	struct S *kproc = rproc->priv;
+	int asked;
 	... when != S1
+	asked = k3_rproc_ask_to_stop(kproc, T);
+	if (asked)
+		return asked;
 	S2
 	... when any
 }
