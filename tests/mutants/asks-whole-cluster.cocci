// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: works
// rows: 00-good-pair
// why: When one core of a cluster is to be stopped, the driver asks both.

@@
iterator name list_for_each_entry;
symbol k3_rproc_ask_to_stop, kproc, rproc, asked;
@@
 k3_r5_rproc_stop(struct rproc *rproc)
 {
 	<...
(
+	list_for_each_entry(core, &cluster->cores, elem) {
-	asked = k3_rproc_ask_to_stop(kproc, kproc->core->tsp);
+	asked = k3_rproc_ask_to_stop(core->rproc->priv, core->tsp);
 	if (asked)
 		return asked;
+	}
+	core = kproc->core;
|
+	list_for_each_entry(core, &cluster->cores, elem) {
-	asked = k3_rproc_ask_to_stop(kproc, kproc->tsp);
+	asked = k3_rproc_ask_to_stop(core->kproc, core->kproc->tsp);
 	if (asked)
 		return asked;
+	}
+	core = kproc->priv;
)
 	...>
 }
