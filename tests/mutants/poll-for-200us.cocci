// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: works
// rows: 00-good-wfi-1ms
// why: The driver gives the core 200 us to rest after its answer, a tenth of
//      the time that the protocol allows.

@@
symbol k3_rproc_in_wfi, tsp, wfi;
@@
 readx_poll_timeout(k3_rproc_in_wfi, tsp, wfi, wfi,
-	200, 2000
+	50, 200
 	)
