// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: contract
// rows: 08-status-nack-busy
// why: The driver takes any value except 0 for WFI, including an error code.

@@
symbol ret, status;
@@
-return ret ? ret : !!(status & BIT(1));
+return ret ? 1 : !!(status & BIT(1));
