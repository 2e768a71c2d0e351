// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: health
// rows: 02-answer-before-load
// why: The mailbox is requested before the completion is initialised, which
//      is done last. A core that runs before Linux may have answered: its
//      message is delivered at once.

@@
symbol kproc;
@@
-init_completion(&kproc->shutdown_ack);

@@
expression dev, rproc;
symbol kproc, ret;
@@
+init_completion(&kproc->shutdown_ack);
 ret = devm_rproc_add(dev, rproc);
