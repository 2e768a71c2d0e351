// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: works
// rows: 00-good-r5f
// why: The question is sent twice, to be sure; the second one waits in the
//      FIFO until the core starts again, which stops at once.

@@
expression M;
symbol kproc, ret;
@@
 ret = mbox_send_message(kproc->mbox, M);
+if (ret >= 0)
+	ret = mbox_send_message(kproc->mbox, M);
