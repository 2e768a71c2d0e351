// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: contract
// rows: 08-status-nack-busy
// why: What is no 0 is taken for WFI, an error of the status as well.

@@
symbol ret, status;
@@
-return ret ? ret : !!(status & BIT(1));
+return ret ? 1 : !!(status & BIT(1));
