// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: works
// rows: 00-good-c66x
// why: The driver polls a C66x for WFI, but its status has no such flag. Each
//      stop runs into the timeout.

@@
symbol tsp;
@@
-if (of_device_is_compatible(tsp->dev->of_node, "ti,j721e-c66-dsp"))
-	return 0;
