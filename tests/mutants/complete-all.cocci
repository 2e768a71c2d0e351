// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: fresh
// rows: 02-late-answer 03-twice
// why: complete_all() without a reset: the first answer is one to all
//      questions that ever follow.

@@
symbol kproc;
@@
-reinit_completion(&kproc->shutdown_ack);

@@
expression E;
@@
-complete(E);
+complete_all(E);
