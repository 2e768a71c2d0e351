// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: bounded
// rows: 01-no-answer
// why: The driver waits a minute for an answer.

@@
@@
 msecs_to_jiffies(
-	5000
+	60000
 	)
