// SPDX-License-Identifier: GPL-2.0-or-later
// rows: 00-good-r5f 01-no-answer 04-never-wfi 08-status-nack 09-queue-full
// allows: repair@08-status-nack repair@09-queue-full
// why: The driver returns other errors for the same failures: -ETIMEDOUT
//      without an answer, -EAGAIN without WFI, -EIO when the message cannot be
//      sent.

@@
symbol tsp, ret;
@@
 dev_err(tsp->dev, "cannot send shutdown message: %d\n", ret);
-return ret;
+return -EIO;

@@
symbol tsp;
@@
 dev_err(tsp->dev, "no answer to shutdown message\n");
-return -EBUSY;
+return -ETIMEDOUT;

@@
symbol ret, wfi;
@@
-return ret ? ret : min(wfi, 0);
+return ret || wfi < 0 ? -EAGAIN : 0;
