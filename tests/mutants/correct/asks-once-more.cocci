// SPDX-License-Identifier: GPL-2.0-or-later
// rows: 00-good-r5f 00-good-slow 01-no-answer 10-lost-shutdown
// why: If there is no answer within 5 s, the driver asks once more and gives
//      up 3 s later.

@@
expression E, T;
typedef uintptr_t;
@@
-if (!wait_for_completion_timeout(E, T)) {
+if (!wait_for_completion_timeout(E, T) &&
+    (mbox_send_message(kproc->mbox,
+		       (void *)(uintptr_t)RP_MBOX_SHUTDOWN) < 0 ||
+     !wait_for_completion_timeout(E, msecs_to_jiffies(3000)))) {
 	...
 }
