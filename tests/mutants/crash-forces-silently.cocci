// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: contract
// rows: 25-false-alarm
// why: The driver resets a core that was reported as crashed without asking
//      it, and logs nothing.

@@
symbol kproc;
@@
+if (kproc->rproc->state == RPROC_CRASHED)
+	return 0;
 reinit_completion(&kproc->shutdown_ack);
