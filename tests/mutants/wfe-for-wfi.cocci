// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: works
// rows: 00-good-r5f
// why: The driver tests bit 0 of the status, which is WFE. WFI is bit 1.

@@
symbol status;
@@
 status &
-	BIT(1)
+	BIT(0)
