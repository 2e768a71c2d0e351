// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: health
// rows: 02-answer-before-load
// why: The driver initialises the completion last, after it has requested the
//      mailbox. If a core that runs before Linux has already sent its answer,
//      the message is delivered before the completion is ready.

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
