// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: contract
// rows: 25-false-alarm
// why: Whoever reports a core as crashed has it reset without a question, and
//      nobody is told.

@@
symbol kproc;
@@
+if (kproc->rproc->state == RPROC_CRASHED)
+	return 0;
 reinit_completion(&kproc->shutdown_ack);
