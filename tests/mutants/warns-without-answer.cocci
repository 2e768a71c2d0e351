// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: health
// rows: 01-no-answer
// why: If a core does not answer, the driver calls WARN_ON(), which makes some
//      systems panic.

@@
expression E, T;
@@
 if (
-	!wait_for_completion_timeout(E, T)
+	WARN_ON(!wait_for_completion_timeout(E, T))
 	) { ... }
