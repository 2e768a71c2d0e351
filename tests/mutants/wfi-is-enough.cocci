// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: contract
// rows: 01-no-answer
// why: Linux looks for WFI and not for an answer; a core that has nothing to
//      do is in WFI, too.

@@
expression E;
@@
-if (!wait_for_completion_timeout(E, ...)) { ... }
