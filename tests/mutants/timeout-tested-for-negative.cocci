// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: contract
// rows: 01-no-answer
// why: The driver tests wait_for_completion_timeout() for a negative value,
//      but at a timeout it returns 0. So the driver resets the core without an
//      answer.

@@
expression E, T;
@@
 if (
-	!wait_for_completion_timeout(E, T)
+	(long)wait_for_completion_timeout(E, T) < 0
 	) { ... }
