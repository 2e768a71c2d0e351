// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: bounded
// rows: 01-no-answer
// why: The driver repeats the question until there is an answer.

@@
expression E;
symbol tsp;
typedef uintptr_t;
@@
-if (!wait_for_completion_timeout(E, ...)) {
+while (!wait_for_completion_timeout(E, msecs_to_jiffies(1000))) {
 	dev_err(tsp->dev, "no answer to shutdown message\n");
-	return -EBUSY;
+	ret = mbox_send_message(kproc->mbox,
+				(void *)(uintptr_t)RP_MBOX_SHUTDOWN);
+	if (ret < 0)
+		return ret;
 }
