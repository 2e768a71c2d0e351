// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: contract
// rows: 04-never-wfi-core-1
// why: The driver checks the WFI flag of core 0 for both cores of a cluster.

@@
symbol kproc;
@@
 k3_r5_rproc_stop(...)
 {
 	<...
(
 k3_rproc_ask_to_stop(kproc,
-	kproc->core->tsp
+	list_first_entry(&kproc->cluster->cores, struct k3_r5_core, elem)->tsp
 	)
|
 k3_rproc_ask_to_stop(kproc,
-	kproc->tsp
+	list_first_entry(&core->cluster->cores, struct k3_r5_core, elem)->kproc->tsp
 	)
)
 	...>
 }
