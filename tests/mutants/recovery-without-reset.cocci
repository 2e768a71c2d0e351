// SPDX-License-Identifier: GPL-2.0-or-later
// on: forces-crashed
// breaks: truth
// rows: 25-recovery 25-recovery-lockstep
// why: When a crashed R5F is recovered, the driver only halts it. A running R5F
//      ignores that, so it never starts again, although the log says so.

@@
@@
-return k3_r5_rproc_renew(rproc);
+return 0;

@@
@@
-int k3_r5_rproc_renew(struct rproc *rproc) { ... }
