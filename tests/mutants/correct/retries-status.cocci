// SPDX-License-Identifier: GPL-2.0-or-later
// rows: 00-good-r5f 00-good-wfi-1ms 04-never-wfi 08-status-nack 08-status-late
// allows: repair@08-status-nack repair@08-status-late
// why: If the driver cannot read the status, it treats this as "not yet" and
//      tries again until the time limit.

@@
symbol ret, status;
@@
-return ret ? ret : !!(status & BIT(1));
+return ret ? 0 : !!(status & BIT(1));
