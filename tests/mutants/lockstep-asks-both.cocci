// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: health
// breaks@7: works
// rows: 00-good-lockstep
// why: In lockstep mode, the driver asks both cores. The second core has no
//      remote processor and no mailbox.

@@
iterator name list_for_each_entry;
symbol k3_rproc_ask_to_stop, elem, kproc, rproc, cluster, core, asked;
@@
 k3_r5_rproc_stop(struct rproc *rproc)
 {
 	<...
(
-	asked = k3_rproc_ask_to_stop(kproc, kproc->core->tsp);
-	if (asked)
-		return asked;
 	if (cluster->mode == CLUSTER_MODE_LOCKSTEP) {
 		list_for_each_entry(core, &cluster->cores, elem) {
+			asked = k3_rproc_ask_to_stop(core->rproc->priv,
+						     core->tsp);
+			if (asked)
+				return asked;
 			...
 		}
 	} else {
+		asked = k3_rproc_ask_to_stop(kproc, kproc->core->tsp);
+		if (asked)
+			return asked;
 		...
 	}
|
-	asked = k3_rproc_ask_to_stop(kproc, kproc->tsp);
-	if (asked)
-		return asked;
 	if (cluster->mode == CLUSTER_MODE_LOCKSTEP) {
 		list_for_each_entry(core, &cluster->cores, elem) {
+			asked = k3_rproc_ask_to_stop(core->kproc,
+						     core->kproc->tsp);
+			if (asked)
+				return asked;
 			...
 		}
 	} else {
+		asked = k3_rproc_ask_to_stop(kproc, kproc->tsp);
+		if (asked)
+			return asked;
 		...
 	}
)
 	...>
 }
