// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: contract
// rows: 04-late-never-wfi
// why: The driver checks for WFI before the answer has come. At that time, the
//      core may be in WFI because it has not read the question yet.

@@
expression E, T;
symbol k3_rproc_in_wfi, tsp, ret, wfi;
@@
-if (!wait_for_completion_timeout(E, T)) {
-	dev_err(tsp->dev, "no answer to shutdown message\n");
-	return -EBUSY;
-}
 if (of_device_is_compatible(...)) return 0;
 ret = readx_poll_timeout(k3_rproc_in_wfi, tsp, wfi, wfi, 200, 2000);
 if (ret) dev_err(...);
+if (!wait_for_completion_timeout(E, T)) {
+	dev_err(tsp->dev, "no answer to shutdown message\n");
+	return -EBUSY;
+}
 return ret ? ret : min(wfi, 0);
