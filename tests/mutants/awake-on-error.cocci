// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: keeps
// rows: 23-suspend-after-refusal
// why: A stop that fails keeps the system awake, so the system never suspends
//      again.

@@
expression E;
symbol kproc;
@@
+device_init_wakeup(kproc->dev, true);
+pm_stay_awake(kproc->dev);
 reinit_completion(&kproc->shutdown_ack);
 ...
 if (!wait_for_completion_timeout(E, ...)) { ... }
+pm_relax(kproc->dev);
