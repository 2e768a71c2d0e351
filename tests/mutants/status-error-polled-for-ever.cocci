// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: bounded
// rows: 08-status-nack
// why: The driver polls until it sees WFI, even if reading the status fails.

@@
symbol ret, status;
@@
-return ret ? ret : !!(status & BIT(1));
+return !ret && (status & BIT(1));

@@
symbol k3_rproc_in_wfi, tsp, ret, wfi;
@@
-ret = readx_poll_timeout(k3_rproc_in_wfi, tsp, wfi, wfi, 200, 2000);
+while (!(wfi = k3_rproc_in_wfi(tsp)))
+	usleep_range(200, 400);
