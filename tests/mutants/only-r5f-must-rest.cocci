// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: contract
// rows: 04-never-wfi-m4f
// why: The driver checks only an R5F for WFI, although an M4F has this flag as
//      well.

@@
symbol tsp;
@@
 if (
-	of_device_is_compatible(tsp->dev->of_node, "ti,j721e-c66-dsp")
+	!of_node_name_eq(tsp->dev->of_node, "r5f")
 	) return 0;
