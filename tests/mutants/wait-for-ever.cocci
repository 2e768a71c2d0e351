// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: bounded
// rows: 01-no-answer
// why: There is no timeout: a core that does not answer holds the stop for
//      ever.

@@
expression E;
@@
-if (!wait_for_completion_timeout(E, ...)) { ... }
+wait_for_completion(E);
