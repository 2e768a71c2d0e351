// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: works
// rows: 00-good-slow
// why: The driver waits only half a second for the answer. The protocol allows
//      5 s.

@@
@@
 msecs_to_jiffies(
-	5000
+	500
 	)
