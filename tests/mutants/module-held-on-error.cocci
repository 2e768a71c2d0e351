// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: keeps
// rows: 10-lost-shutdown
// why: A stop that fails does not drop its reference to the module, so the
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
