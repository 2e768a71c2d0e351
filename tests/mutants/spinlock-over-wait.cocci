// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: health
// rows: 00-good-slow
// only: 7
// why: The driver holds a spin lock while it waits for the answer.

@@
identifier stop =~ "^k3_(r5_|dsp_|m4_)?rproc_stop$";
symbol k3_rproc_ask_to_stop, asked;
@@
+static spinlock_t k3_stop_lock = __SPIN_LOCK_UNLOCKED(k3_stop_lock);
+
 stop(...)
 {
 <...
+spin_lock(&k3_stop_lock);
 asked = k3_rproc_ask_to_stop(...);
+spin_unlock(&k3_stop_lock);
 ...>
 }
