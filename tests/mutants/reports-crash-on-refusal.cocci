// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: truth
// rows: 02-late-answer
// why: A core that is late is reported as crashed; it is not.

@@
expression E;
@@
 if (!wait_for_completion_timeout(E, ...)) {
+	rproc_report_crash(kproc->rproc, RPROC_FATAL_ERROR);
 	...
 }
