// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: health
// rows: 00-good-r5f
// why: The developer forgot to remove a WARN_ON().

@@
symbol kproc;
@@
+WARN_ON(completion_done(&kproc->shutdown_ack) == 0);
 reinit_completion(&kproc->shutdown_ack);
