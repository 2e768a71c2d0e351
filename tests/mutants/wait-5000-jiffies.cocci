// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: bounded
// rows: 01-no-answer
// why: The driver passes a timeout in milliseconds to a function that takes
//      jiffies. At 250 jiffies a second, 5 s become 20 s.

@@
@@
-msecs_to_jiffies(5000)
+5000
