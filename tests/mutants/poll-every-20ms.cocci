// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: works
// rows: 00-good-wfi-short
// why: The driver checks for WFI every 20 ms. SDK firmware rests only until
//      its next tick, a millisecond at most.

@@
symbol k3_rproc_in_wfi, tsp, wfi;
@@
 readx_poll_timeout(k3_rproc_in_wfi, tsp, wfi, wfi,
-	200, 2000
+	20000, 200000
 	)
