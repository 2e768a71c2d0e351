// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: contract
// rows: 01-no-answer
// why: The driver resets a core that does not answer, and logs nothing.

@@
expression E;
symbol tsp;
@@
 if (!wait_for_completion_timeout(E, ...)) {
-	dev_err(tsp->dev, "no answer to shutdown message\n");
-	return -EBUSY;
+	return 0;
 }
