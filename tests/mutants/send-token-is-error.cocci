// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: works
// rows: 00-good-r5f
// why: mbox_send_message() returns 0 or a positive number when it has accepted
//      the message. The driver treats every value except 0 as an error.

@@
statement S;
symbol kproc, ret;
@@
 ret = mbox_send_message(kproc->mbox, ...);
 if (
-	ret < 0
+	ret
 	) S
