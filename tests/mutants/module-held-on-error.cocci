// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: keeps
// rows: 10-lost-shutdown
// why: A stop that fails keeps the reference of the module that it took: the
//      driver cannot be removed any more.

@@
expression E;
symbol kproc;
@@
+__module_get(THIS_MODULE);
 reinit_completion(&kproc->shutdown_ack);
 ...
 if (!wait_for_completion_timeout(E, ...)) { ... }
+module_put(THIS_MODULE);
