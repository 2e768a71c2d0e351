// SPDX-License-Identifier: GPL-2.0-or-later
//
// Ask a remote core to stop before it is stopped.
//
// Linux sends RP_MBOX_SHUTDOWN and waits up to 5 s for RP_MBOX_SHUTDOWN_ACK
// (else -EBUSY).  Then it checks every 200 us for at most 2 ms whether the core
// is in WFI (else -ETIMEDOUT).  Only then is the core halted or reset as
// before; after an error it goes on running.  A C66x DSP has no WFI flag in
// its processor status, so the acknowledgement has to suffice.
//
// The patch fits drivers that are one file each (Linux 6.12) and those that
// share ti_k3_common.c (7.x); every file with a stop function gets the
// helpers.  k3-kernel applies it to one file after the other.

@ messages @
@@
 enum omap_rp_mbox_messages {
 	...,
-	RP_MBOX_END_MSG = 0xFFFFFF14,
+	RP_MBOX_SHUTDOWN = 0xFFFFFF14,
+	RP_MBOX_SHUTDOWN_ACK = 0xFFFFFF15,
+	RP_MBOX_END_MSG = 0xFFFFFF16,
 };

// The drivers' names for their state
@ state @
identifier S =~ "^k3_(r5_|dsp_|m4_)?rproc$";
@@
 struct S {
 	...
 	struct mbox_client client;
+	struct completion shutdown_ack;
 	...
 };

@ setup @
identifier f =~ "^k3_.*_mbox_callback$";
symbol kproc, client;
@@
(
 client->rx_callback = f;
+init_completion(&kproc->shutdown_ack);
|
 kproc->client.rx_callback = f;
+init_completion(&kproc->shutdown_ack);
)

// The stop function of a driver shows the name of its state
@ owner @
identifier stop =~ "^k3_(r5_|dsp_|m4_)?rproc_stop$";
identifier S;
symbol rproc;
@@
 int stop(struct rproc *rproc)
 {
 	struct S *kproc = rproc->priv;
 	...
 }

@ answer @
identifier owner.S, setup.f;
symbol data, dev, msg;
@@
 f(struct mbox_client *client, void *data)
 {
 	...
 	dev_dbg(dev, "mbox msg: 0x%x\n", msg);
+
+	if (msg == RP_MBOX_SHUTDOWN_ACK) {
+		complete(&container_of(client, struct S, client)->shutdown_ack);
+		return;
+	}
 	...
 }

@ header depends on owner @
@@
 #include <linux/remoteproc.h>
+#include <linux/iopoll.h>

@ ask @
identifier owner.stop, owner.S;
typedef u32, u64, uintptr_t;
@@
+/* 1 if the core is in WFI, 0 if not; an error also ends the polling */
+static int k3_rproc_in_wfi(struct ti_sci_proc *tsp)
+{
+	u32 config, control, status;
+	u64 vector;
+	int ret;
+
+	ret = ti_sci_proc_get_status(tsp, &vector, &config, &control, &status);
+	return ret ? ret : !!(status & BIT(1));
+}
+
+static int k3_rproc_ask_to_stop(struct S *kproc, struct ti_sci_proc *tsp)
+{
+	int ret, wfi;
+
+	reinit_completion(&kproc->shutdown_ack);
+	ret = mbox_send_message(kproc->mbox,
+				(void *)(uintptr_t)RP_MBOX_SHUTDOWN);
+	if (ret < 0) {
+		dev_err(tsp->dev, "cannot send shutdown message: %d\n", ret);
+		return ret;
+	}
+	if (!wait_for_completion_timeout(&kproc->shutdown_ack,
+					 msecs_to_jiffies(5000))) {
+		dev_err(tsp->dev, "no answer to shutdown message\n");
+		return -EBUSY;
+	}
+	if (of_device_is_compatible(tsp->dev->of_node, "ti,j721e-c66-dsp"))
+		return 0;
+	ret = readx_poll_timeout(k3_rproc_in_wfi, tsp, wfi, wfi, 200, 2000);
+	if (ret)
+		dev_err(tsp->dev, "shutdown answered, but no WFI\n");
+	return ret ? ret : min(wfi, 0);
+}
+
 int stop(struct rproc *rproc) { ... }

@ first @
identifier owner.stop, owner.S;
statement S1, S2;
symbol cluster, ret;
@@
 int stop(struct rproc *rproc)
 {
 	struct S *kproc = rproc->priv;
+	int asked;
 	<...
(
+	asked = k3_rproc_ask_to_stop(kproc, kproc->tsp);
+	if (asked)
+		return asked;
 	if (cluster->mode == CLUSTER_MODE_LOCKSTEP) S1 else S2
|
+	asked = k3_rproc_ask_to_stop(kproc, kproc->tsp);
+	if (asked)
+		return asked;
 	ret = reset_control_assert(kproc->reset);
|
+	asked = k3_rproc_ask_to_stop(kproc, kproc->tsp);
+	if (asked)
+		return asked;
 	k3_dsp_rproc_reset(kproc);
|
+	asked = k3_rproc_ask_to_stop(kproc, kproc->tsp);
+	if (asked)
+		return asked;
 	return k3_rproc_reset(kproc);
)
 	...>
 }

// Up to 6.14, the processor handle of an R5F is in its core
@ handle depends on owner @
struct k3_r5_rproc *kproc;
@@
 k3_rproc_ask_to_stop(kproc,
-	kproc->tsp
+	kproc->core->tsp
 	)
