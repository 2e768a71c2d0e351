# SPDX-License-Identifier: GPL-2.0-or-later
"""What the k3-* commands share, by subject.

debian     the archive: packages that are read or installed
build      QEMU with our files, the firmware
kernel     kernels: found, patched, configured, built
machine    a machine that runs: what it boots, how it is watched and asked
linux      a Linux in a running machine, looked at from outside
scenario   files of scenarios, their runs, what was seen
judge      whether what was seen is good
report     tables and pages of that
stopmap    the map of stops
formats    file formats that several tools read or write
check      what "make lint" checks
"""
