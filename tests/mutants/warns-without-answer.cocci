// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: health
// rows: 01-no-answer
// why: What a remote core does is no reason for a WARN_ON(), which panics
//      many a system.

@@
expression E, T;
@@
 if (
-	!wait_for_completion_timeout(E, T)
+	WARN_ON(!wait_for_completion_timeout(E, T))
 	) { ... }
