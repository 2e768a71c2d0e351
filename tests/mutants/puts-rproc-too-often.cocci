// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: health
// rows: 18-unread-answer
// why: A stop that fails drops a reference that it never took, so the state of
//      the core is freed while it is in use.

@@
expression E;
@@
 if (!wait_for_completion_timeout(E, ...)) {
+	put_device(&kproc->rproc->dev);
 	...
 }
