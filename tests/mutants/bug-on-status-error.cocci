// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: health
// rows: 08-status-nack
// why: If the system firmware reports an error, the driver calls BUG_ON().

@@
symbol ret, status;
@@
+BUG_ON(ret);
 return ret ? ret : !!(status & BIT(1));
