// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: works
// rows: 00-good-r5f
// why: The driver releases the processor to the system firmware after each
//      stop, and does not request it again before the next start.

@@
symbol ret, wfi;
@@
-return ret ? ret : min(wfi, 0);
+if (!ret && wfi > 0)
+	ti_sci_proc_release(tsp);
+return ret ? ret : min(wfi, 0);
