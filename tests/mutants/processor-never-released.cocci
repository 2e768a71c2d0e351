// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: holds
// rows: 00-good-r5f
// why: The driver does not release the processor to the system firmware when
//      it is removed.

@@
identifier f =~ "^k3_(dsp_|m4_)?release_tsp$";
symbol tsp;
@@
 f(...)
 {
 	...
-	ti_sci_proc_release(tsp);
 }

@@
symbol ret, core;
@@
 k3_r5_core_of_exit(...)
 {
 	...
-	ret = ti_sci_proc_release(core->tsp);
-	if (ret) dev_err(...);
 	...
 }
