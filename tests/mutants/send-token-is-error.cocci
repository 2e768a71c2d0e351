// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: works
// rows: 00-good-r5f
// why: mbox_send_message() returns a number from 0 on when it has taken the
//      message; all but 0 are treated as errors.

@@
statement S;
symbol kproc, ret;
@@
 ret = mbox_send_message(kproc->mbox, ...);
 if (
-	ret < 0
+	ret
 	) S
