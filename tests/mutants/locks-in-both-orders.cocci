// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: health
// rows: 00-good-r5f
// config: lockdep
// why: A start takes two locks of the driver in one order, a stop in the other.
//      A start and a stop of two cores at once can wait for each other for
//      ever.

@@
identifier start =~ "^k3_(r5_|dsp_|m4_)?rproc_start$";
identifier S;
statement S1, S2;
symbol rproc;
@@
+static struct mutex k3_start_lock = __MUTEX_INITIALIZER(k3_start_lock);
+static struct mutex k3_stop_lock = __MUTEX_INITIALIZER(k3_stop_lock);
+
 int start(struct rproc *rproc)
 {
 	struct S *kproc = rproc->priv;
 	... when != S1
+	mutex_lock(&k3_start_lock);
+	mutex_lock(&k3_stop_lock);
+	dev_dbg(&rproc->dev, "starts\n");
+	mutex_unlock(&k3_stop_lock);
+	mutex_unlock(&k3_start_lock);
 	S2
 	... when any
 }

@@
identifier stop =~ "^k3_(r5_|dsp_|m4_)?rproc_stop$";
symbol k3_rproc_ask_to_stop, asked;
@@
 stop(...)
 {
 <...
+mutex_lock(&k3_stop_lock);
+mutex_lock(&k3_start_lock);
 asked = k3_rproc_ask_to_stop(...);
+mutex_unlock(&k3_start_lock);
+mutex_unlock(&k3_stop_lock);
 ...>
 }
