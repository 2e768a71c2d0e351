// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: health
// rows: 02-answer-before-load
// why: The mailbox is requested before the completion is initialised. A core
//      that runs before Linux may have answered: its message is delivered at
//      once.

@ before @
symbol kproc;
@@
-init_completion(&kproc->shutdown_ack);

@ after depends on before @
expression list args;
symbol kproc;
@@
 kproc->mbox = mbox_request_channel(args);
+init_completion(&kproc->shutdown_ack);
