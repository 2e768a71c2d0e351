// SPDX-License-Identifier: GPL-2.0-or-later
// rows: 00-good-r5f 00-good-m4f 01-no-answer 02-answer-before-load
// allows: repair@02-answer-before-load
// why: The driver initialises the completion as soon as the state of a core
//      exists, long before it requests the mailbox.

@@
symbol kproc;
@@
-init_completion(&kproc->shutdown_ack);

@@
expression E;
symbol kproc;
@@
 kproc->dev = E;
+init_completion(&kproc->shutdown_ack);
