// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: bounded
// rows: 00-good-r5f
// why: The stop function takes the lock of the remote processor, which its
//      caller already holds.

@@
identifier stop =~ "^k3_(r5_|dsp_|m4_)?rproc_stop$";
symbol k3_rproc_ask_to_stop, asked;
@@
 stop(...)
 {
 <...
+mutex_lock(&rproc->lock);
 asked = k3_rproc_ask_to_stop(...);
+mutex_unlock(&rproc->lock);
 ...>
 }
