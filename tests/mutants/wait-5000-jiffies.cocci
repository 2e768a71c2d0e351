// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: bounded
// rows: 01-no-answer
// why: The timeout is in milliseconds, the function takes jiffies: with 250
//      a second, 5 s become 20.

@@
@@
-msecs_to_jiffies(5000)
+5000
