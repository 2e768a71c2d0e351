// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: contract
// rows: 29-signal
// why: A signal ends the wait, which then returns an error. The driver only
//      tests for 0, and takes the error for an answer.

@@
expression E, T;
@@
-wait_for_completion_timeout(E, T)
+wait_for_completion_interruptible_timeout(E, T)
