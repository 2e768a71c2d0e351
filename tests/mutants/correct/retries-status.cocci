// SPDX-License-Identifier: GPL-2.0-or-later
// rows: 00-good-r5f 00-good-wfi-1ms 04-never-wfi 08-status-nack 08-status-late
// why: An error of the status is taken for "not yet": Linux looks again
//      until its time is over.

@@
symbol ret, status;
@@
-return ret ? ret : !!(status & BIT(1));
+return ret ? 0 : !!(status & BIT(1));
