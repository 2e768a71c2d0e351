// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: health
// rows: 02-late-answer
// why: A stop that fails does not remove the sysfs file that it created, so
//      the next stop creates the file a second time.

@@
@@
+static ssize_t stopping_show(struct device *dev,
+			     struct device_attribute *attr, char *buf)
+{
+	return sysfs_emit(buf, "1\n");
+}
+
+static struct device_attribute dev_attr_stopping = __ATTR_RO(stopping);
+
 int k3_rproc_ask_to_stop(...) { ... }

@@
expression E;
symbol kproc;
@@
 k3_rproc_ask_to_stop(...)
 {
 	...
+	ret = device_create_file(kproc->dev, &dev_attr_stopping);
+	if (ret)
+		return ret;
 	reinit_completion(&kproc->shutdown_ack);
 	...
 	if (!wait_for_completion_timeout(E, ...)) { ... }
+	device_remove_file(kproc->dev, &dev_attr_stopping);
 	...
 }
