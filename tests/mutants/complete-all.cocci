// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: fresh
// rows: 02-late-answer 03-twice
// why: The driver calls complete_all() and never resets the completion, so the
//      first answer counts for all later questions.

@@
symbol kproc;
@@
-reinit_completion(&kproc->shutdown_ack);

@@
expression E;
@@
-complete(E);
+complete_all(E);
