// SPDX-License-Identifier: GPL-2.0-or-later
// on: forces-crashed
// breaks: repair
// rows: 11-crashed 25-crash-restart
// why: The driver asks a core that has crashed, which cannot answer. No stop
//      succeeds any more.

@@
symbol rproc, asked, k3_rproc_ask_to_stop;
expression E, X;
@@
-asked = 0;
-if (E) dev_warn(...);
-else
-	asked = k3_rproc_ask_to_stop(kproc, X);
+asked = k3_rproc_ask_to_stop(kproc, X);
