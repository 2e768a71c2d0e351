// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: truth
// rows: 01-no-answer
// why: When the core refuses to stop, the driver leaves it running but returns
//      success. Linux believes that the core is offline.

@@
identifier S =~ "^k3_(r5_|dsp_|m4_)?rproc$";
@@
 struct S {
 	...
 	struct completion shutdown_ack;
+	bool refused;
 	...
 };

@@
identifier stop =~ "^k3_(r5_|dsp_|m4_)?rproc_stop$";
symbol asked;
@@
 stop(...)
 {
 <...
+kproc->refused = asked;
 if (asked)
-	return asked;
+	return 0;
 ...>
 }

@@
identifier unprepare =~ "^k3_(r5_|dsp_|m4_)?rproc_unprepare$";
identifier S;
statement S1, S2;
symbol kproc, rproc;
@@
 unprepare(struct rproc *rproc)
 {
 	struct S *kproc = rproc->priv;
 	... when != S1
+	if (kproc->refused)
+		return 0;
 	S2
 	... when any
 }
