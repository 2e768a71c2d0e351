// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: works
// rows: 00-good-r5f
// why: The test of the timeout is the wrong way round: a core that answers
//      is refused.

@@
expression E, T;
@@
 if (
-	!wait_for_completion_timeout(E, T)
+	wait_for_completion_timeout(E, T)
 	) { ... }
