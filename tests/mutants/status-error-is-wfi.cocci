// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: contract
// rows: 08-status-nack-busy
// why: Any value but 0 is taken for WFI, including an error.

@@
symbol ret, status;
@@
-return ret ? ret : !!(status & BIT(1));
+return ret ? 1 : !!(status & BIT(1));
