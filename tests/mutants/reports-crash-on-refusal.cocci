// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: truth
// rows: 02-late-answer
// why: The driver reports a core as crashed if its answer is late. The core
//      has not crashed.

@@
expression E;
@@
 if (!wait_for_completion_timeout(E, ...)) {
+	rproc_report_crash(kproc->rproc, RPROC_FATAL_ERROR);
 	...
 }
