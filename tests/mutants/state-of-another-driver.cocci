// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: works health
// rows: 00-good-r5f
// why: The callback uses the driver data of the device as its own state, but
//      the driver data are something else.

@@
identifier S, client;
@@
-complete(&container_of(client, struct S, client)->shutdown_ack);
+complete(&((struct S *)dev_get_drvdata(client->dev))->shutdown_ack);
