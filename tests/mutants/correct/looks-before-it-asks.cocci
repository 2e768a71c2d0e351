// SPDX-License-Identifier: GPL-2.0-or-later
// rows: 00-good-r5f 00-good-m4f 01-no-answer 04-never-wfi 08-status-nack
// allows: repair@08-status-nack
// why: The driver also reads the status before it asks, for the log.

@@
symbol kproc;
@@
+wfi = k3_rproc_in_wfi(tsp);
+dev_dbg(tsp->dev, "%s before it is asked\n", wfi > 0 ? "idle" : "busy");
 reinit_completion(&kproc->shutdown_ack);
