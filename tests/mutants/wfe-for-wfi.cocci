// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: works
// rows: 00-good-r5f
// why: Bit 0 of the status is WFE, bit 1 WFI.

@@
symbol status;
@@
 status &
-	BIT(1)
+	BIT(0)
