// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: works
// rows: 00-good-wfi-1ms
// why: The driver checks for WFI once, right after the answer. The core sends
//      the answer before it rests.

@@
symbol k3_rproc_in_wfi, tsp, ret, wfi;
@@
-ret = readx_poll_timeout(k3_rproc_in_wfi, tsp, wfi, wfi, 200, 2000);
+wfi = k3_rproc_in_wfi(tsp);
+ret = wfi ? 0 : -ETIMEDOUT;
