// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: fresh
// rows: 02-late-answer 03-twice
// why: The driver does not reset the completion before it asks. An answer that
//      came late, or came twice, counts for the next question.

@@
symbol kproc;
@@
-reinit_completion(&kproc->shutdown_ack);
