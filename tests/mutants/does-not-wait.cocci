// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: contract
// rows: 00-good-slow
// why: The driver asks the core, but resets it before it can answer.

@@
expression E;
@@
-if (!wait_for_completion_timeout(E, ...)) { ... }
+return 0;
