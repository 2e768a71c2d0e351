// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: works health
// rows: 00-good-r5f
// why: The callback takes the driver data of the device for its state; they
//      are something else.

@@
identifier S, client;
@@
-complete(&container_of(client, struct S, client)->shutdown_ack);
+complete(&((struct S *)dev_get_drvdata(client->dev))->shutdown_ack);
