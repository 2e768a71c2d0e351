// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: contract
// rows: 01-no-answer
// why: A core that does not answer is reset all the same, and nothing
//      is logged.

@@
expression E;
symbol tsp;
@@
 if (!wait_for_completion_timeout(E, ...)) {
-	dev_err(tsp->dev, "no answer to shutdown message\n");
-	return -EBUSY;
+	return 0;
 }
