// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: works
// rows: 00-good-r5f
// why: The test for the timeout is inverted, so the stop fails if the core
//      answers.

@@
expression E, T;
@@
 if (
-	!wait_for_completion_timeout(E, T)
+	wait_for_completion_timeout(E, T)
 	) { ... }
