// SPDX-License-Identifier: GPL-2.0-or-later
// rows: 00-good-r5f 00-good-wfi-1ms 00-good-wfi-short 04-never-wfi
// why: The driver polls with udelay(), for 2 ms at most.

@@
identifier S;
symbol k3_rproc_in_wfi, kproc, tsp, ret, wfi;
@@
 k3_rproc_ask_to_stop(struct S *kproc, struct ti_sci_proc *tsp)
 {
 	...
 	int wfi;
+	ktime_t end;
 	...
-	ret = readx_poll_timeout(k3_rproc_in_wfi, tsp, wfi, wfi, 200, 2000);
+	end = ktime_add_us(ktime_get(), 2000);
+	while (!(wfi = k3_rproc_in_wfi(tsp)) &&
+	       ktime_before(ktime_get(), end))
+		udelay(50);
+	ret = wfi ? 0 : -ETIMEDOUT;
 	...
 }
