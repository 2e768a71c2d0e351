// SPDX-License-Identifier: GPL-2.0-or-later
// rows: 00-good-r5f 01-no-answer 11-hang-in-stop
// why: If a core does not answer within 5 s, the driver resets it and logs
//      that it uses force.

@@
expression E;
symbol tsp;
@@
 if (!wait_for_completion_timeout(E, ...)) {
-	dev_err(tsp->dev, "no answer to shutdown message\n");
-	return -EBUSY;
+	dev_warn(tsp->dev, "no answer to shutdown message, forcing stop\n");
+	return 0;
 }
