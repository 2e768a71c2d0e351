// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: repair
// rows: 10-lost-shutdown
// why: The driver frees the mailbox when a stop fails, so it cannot send the
//      next question.

@@
expression E;
@@
 if (!wait_for_completion_timeout(E, ...)) {
+	mbox_free_channel(kproc->mbox);
 	...
 }
