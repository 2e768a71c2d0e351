// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: contract
// rows: 01-no-answer
// why: Linux checks for WFI and not for an answer; an idle core is in WFI as
//      well.

@@
expression E;
@@
-if (!wait_for_completion_timeout(E, ...)) { ... }
