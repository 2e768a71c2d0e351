// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: contract
// rows: 04-never-wfi-c71x
// why: The driver takes no DSP to have a WFI flag, but only a C66x has none. It
//      resets a C71x that is still busy.

@@
symbol tsp;
@@
-of_device_is_compatible(tsp->dev->of_node, "ti,j721e-c66-dsp")
+(of_device_is_compatible(tsp->dev->of_node, "ti,j721e-c66-dsp") ||
+ of_device_is_compatible(tsp->dev->of_node, "ti,j721e-c71-dsp"))
