// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: works
// rows: 00-good-r5f
// why: The driver reads the control flags instead of the status flags. Both
//      are arguments of the same type, and their order is easily confused.

@@
symbol tsp, status, control, config, vector;
@@
 ti_sci_proc_get_status(tsp, &vector, &config,
-	&control, &status
+	&status, &control
 	)
