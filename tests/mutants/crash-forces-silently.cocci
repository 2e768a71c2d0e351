// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: contract
// rows: 25-false-alarm
// why: A core that is reported as crashed is reset without a question, and
//      nothing is logged.

@@
symbol kproc;
@@
+if (kproc->rproc->state == RPROC_CRASHED)
+	return 0;
 reinit_completion(&kproc->shutdown_ack);
