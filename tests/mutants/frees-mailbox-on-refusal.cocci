// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: repair
// rows: 10-lost-shutdown
// why: The mailbox is freed when a stop fails; the next question cannot
//      be sent.

@@
expression E;
@@
 if (!wait_for_completion_timeout(E, ...)) {
+	mbox_free_channel(kproc->mbox);
 	...
 }
