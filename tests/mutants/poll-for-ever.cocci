// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: bounded
// rows: 06-wfi-glitch
// why: The limit of the polling is 0, which means none: a core that never
//      rests holds the stop for ever.

@@
symbol k3_rproc_in_wfi, tsp, wfi;
@@
 readx_poll_timeout(k3_rproc_in_wfi, tsp, wfi, wfi,
-	200, 2000
+	200, 0
 	)
