// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: works
// rows: 00-good-slow
// why: The core gets 50 ms for its answer, the timeout of another message.

@@
@@
 msecs_to_jiffies(
-	5000
+	50
 	)
