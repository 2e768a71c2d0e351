// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: works
// rows: 00-good-r5f
// why: Flags of control and of status are arguments of the same type, in an
//      order that is easily mistaken.

@@
symbol tsp, status, control, config, vector;
@@
 ti_sci_proc_get_status(tsp, &vector, &config,
-	&control, &status
+	&status, &control
 	)
