// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: truth
// rows: 01-no-answer
// why: The driver sets the state to offline before the core has agreed to
//      stop.

@@
symbol kproc;
@@
+kproc->rproc->state = RPROC_OFFLINE;
 reinit_completion(&kproc->shutdown_ack);
