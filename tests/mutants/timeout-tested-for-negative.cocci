// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: contract
// rows: 01-no-answer
// why: wait_for_completion_timeout() returns 0 at a timeout, never an error:
//      the core is reset without an answer.

@@
expression E, T;
@@
 if (
-	!wait_for_completion_timeout(E, T)
+	(long)wait_for_completion_timeout(E, T) < 0
 	) { ... }
