// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: truth
// rows: 10-lost-shutdown
// why: A stop that fails takes a reference for the core, as remoteproc does
//      itself: the next stop reports success and does nothing.

@@
expression E;
@@
 if (!wait_for_completion_timeout(E, ...)) {
+	atomic_inc(&kproc->rproc->power);
 	...
 }
