// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: bounded
// rows: 06-wfi-glitch
// why: The driver polls with a time limit of 0, which means no limit. If the
//      core never rests, the stop never returns.

@@
symbol k3_rproc_in_wfi, tsp, wfi;
@@
 readx_poll_timeout(k3_rproc_in_wfi, tsp, wfi, wfi,
-	200, 2000
+	200, 0
 	)
