// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: bounded
// rows: 01-no-answer
// why: A core that does not answer holds the stop for a minute.

@@
@@
 msecs_to_jiffies(
-	5000
+	60000
 	)
