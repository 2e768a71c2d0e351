// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: contract
// rows: 04-never-wfi-m4f
// why: WFI is checked for an R5F only; an M4F also has it.

@@
symbol tsp;
@@
 if (
-	of_device_is_compatible(tsp->dev->of_node, "ti,j721e-c66-dsp")
+	!of_node_name_eq(tsp->dev->of_node, "r5f")
 	) return 0;
