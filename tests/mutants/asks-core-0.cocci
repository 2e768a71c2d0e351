// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: works
// rows: 00-good-pair
// why: The driver asks core 0, whichever core of the cluster is to be stopped.

@@
symbol kproc;
@@
 k3_r5_rproc_stop(...)
 {
 	<...
(
 k3_rproc_ask_to_stop(
-	kproc
+	list_first_entry(&kproc->cluster->cores, struct k3_r5_core, elem)->rproc->priv
 	, kproc->core->tsp)
|
 k3_rproc_ask_to_stop(
-	kproc
+	list_first_entry(&core->cluster->cores, struct k3_r5_core, elem)->kproc
 	, kproc->tsp)
)
 	...>
 }
