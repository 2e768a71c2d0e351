// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: contract
// rows: 01-no-answer
// why: The driver checks for WFI but not for an answer. An idle core is in WFI
//      as well.

@@
expression E;
@@
-if (!wait_for_completion_timeout(E, ...)) { ... }
