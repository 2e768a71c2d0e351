// SPDX-License-Identifier: GPL-2.0-or-later
// on: forces-crashed
// breaks: repair
// rows: 25-crash-restart
// why: The new code in the callback drops all messages with special values
//      except the answer. One of them is the report of a crash.

@@
identifier S, client;
symbol msg;
@@
 if (msg == RP_MBOX_SHUTDOWN_ACK) {
 	complete(&container_of(client, struct S, client)->shutdown_ack);
 	return;
 }
+if (msg >= RP_MBOX_READY)
+	return;
