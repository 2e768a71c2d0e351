// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: works
// rows: 00-good-c66x
// why: A C66x has no WFI in its status; each of its stops runs into the
//      timeout.

@@
symbol tsp;
@@
-if (of_device_is_compatible(tsp->dev->of_node, "ti,j721e-c66-dsp"))
-	return 0;
