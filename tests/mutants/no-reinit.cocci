// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: fresh
// rows: 02-late-answer 03-twice
// why: The completion is not reset before the question: an answer that came
//      late, or twice, counts for the next one.

@@
symbol kproc;
@@
-reinit_completion(&kproc->shutdown_ack);
