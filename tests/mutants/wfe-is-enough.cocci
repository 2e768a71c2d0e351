// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: contract
// rows: 07-wfe
// why: A core in WFE continues with the next event of another core; it does
//      not rest.

@@
symbol status;
@@
 status &
-	BIT(1)
+	(BIT(0) | BIT(1))
