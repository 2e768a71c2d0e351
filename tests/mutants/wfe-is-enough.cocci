// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: contract
// rows: 07-wfe
// why: The driver accepts WFE. A core in WFE does not rest: it continues at
//      the next event from another core.

@@
symbol status;
@@
 status &
-	BIT(1)
+	(BIT(0) | BIT(1))
