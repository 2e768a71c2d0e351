// SPDX-License-Identifier: GPL-2.0-or-later
// rows: 00-good-r5f 00-good-wfi-1ms 00-good-wfi-short 04-never-wfi 05-slow-wfi 08-status-nack
// allows: repair@05-slow-wfi repair@08-status-nack
// why: The driver polls in a loop with usleep_range() instead of using the
//      macro.

@@
identifier S;
symbol k3_rproc_in_wfi, kproc, tsp, ret, wfi;
@@
 k3_rproc_ask_to_stop(struct S *kproc, struct ti_sci_proc *tsp)
 {
 	...
-	ret = readx_poll_timeout(k3_rproc_in_wfi, tsp, wfi, wfi, 200, 2000);
-	if (ret) dev_err(...);
-	return ret ? ret : min(wfi, 0);
+	for (ret = 0; ret < 10; ret++) {
+		wfi = k3_rproc_in_wfi(tsp);
+		if (wfi)
+			return min(wfi, 0);
+		usleep_range(200, 250);
+	}
+	dev_err(tsp->dev, "not in WFI after its answer\n");
+	return -ETIMEDOUT;
 }
