// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: truth
// rows: 10-lost-shutdown
// why: A stop that fails increments the reference count of the core, although
//      remoteproc does so itself. The next stop therefore reports success and
//      does nothing.

@@
expression E;
@@
 if (!wait_for_completion_timeout(E, ...)) {
+	atomic_inc(&kproc->rproc->power);
 	...
 }
