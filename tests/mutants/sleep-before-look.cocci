// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: works
// rows: 00-good-wfi-short
// why: The driver waits 20 ms and then checks for WFI once. By then, the WFI
//      of SDK firmware has ended.

@@
symbol k3_rproc_in_wfi, tsp, ret, wfi;
@@
-ret = readx_poll_timeout(k3_rproc_in_wfi, tsp, wfi, wfi, 200, 2000);
+msleep(20);
+wfi = k3_rproc_in_wfi(tsp);
+ret = wfi ? 0 : -ETIMEDOUT;
