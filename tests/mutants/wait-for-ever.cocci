// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: bounded
// rows: 01-no-answer
// why: The driver waits without a timeout. If the core does not answer, the
//      stop never returns.

@@
expression E;
@@
-if (!wait_for_completion_timeout(E, ...)) { ... }
+wait_for_completion(E);
