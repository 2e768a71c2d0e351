// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: works
// rows: 00-good-slow
// why: The driver waits only 50 ms for the answer, which is the timeout of a
//      different message.

@@
@@
 msecs_to_jiffies(
-	5000
+	50
 	)
