// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: works
// rows: 00-good-wfi-short
// why: Linux waits 20 ms before it checks once; by then the WFI of an SDK
//      has ended.

@@
symbol k3_rproc_in_wfi, tsp, ret, wfi;
@@
-ret = readx_poll_timeout(k3_rproc_in_wfi, tsp, wfi, wfi, 200, 2000);
+msleep(20);
+wfi = k3_rproc_in_wfi(tsp);
+ret = wfi ? 0 : -ETIMEDOUT;
