// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: works
// rows: 00-good-slow
// why: The core gets half a second for its answer; it may take 5 s.

@@
@@
 msecs_to_jiffies(
-	5000
+	500
 	)
