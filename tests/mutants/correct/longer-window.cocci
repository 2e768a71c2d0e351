// SPDX-License-Identifier: GPL-2.0-or-later
// rows: 00-good-r5f 00-good-wfi-1ms 00-good-wfi-short 04-never-wfi 05-slow-wfi
// allows: repair@05-slow-wfi
// why: The driver gives the core 5 ms to rest, and checks every 100 us.

@@
symbol k3_rproc_in_wfi, tsp, wfi;
@@
 readx_poll_timeout(k3_rproc_in_wfi, tsp, wfi, wfi,
-	200, 2000
+	100, 5000
 	)
