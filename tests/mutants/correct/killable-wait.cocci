// SPDX-License-Identifier: GPL-2.0-or-later
// rows: 00-good-r5f 00-good-slow 01-no-answer 02-late-answer
// allows: repair@02-late-answer
// why: A fatal signal also ends the wait, and the stop returns its error.

@@
expression E, T;
@@
-if (!wait_for_completion_timeout(E, T)) {
+ret = wait_for_completion_killable_timeout(E, T);
+if (ret < 0)
+	return ret;
+if (!ret) {
 	...
 }
