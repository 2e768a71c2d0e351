// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: contract
// rows: 00-good-m4f 00-good-r5f
// why: The driver halts the core before it asks.

@ stop @
identifier f =~ "^k3_(r5_|dsp_|m4_)?rproc_stop$";
expression T;
symbol k3_rproc_ask_to_stop, kproc, asked;
@@
 f(...)
 {
 	<...
-	asked = k3_rproc_ask_to_stop(kproc, T);
-	if (asked)
-		return asked;
 	...>
 }

@@
identifier stop.f;
expression stop.T;
symbol kproc, asked;
@@
 f(...)
 {
 	...
-	int asked;
 	<...
(
-	return 0;
+	return k3_rproc_ask_to_stop(kproc, T);
|
-	return k3_rproc_reset(kproc);
+	k3_rproc_reset(kproc);
+	return k3_rproc_ask_to_stop(kproc, T);
)
 	...>
 }
