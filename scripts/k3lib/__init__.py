# SPDX-License-Identifier: GPL-2.0-or-later
"""Code that the k3-* commands share, sorted by subject.

debian     reads and installs packages of Debian's archive
build      builds QEMU with our files, and the firmware
kernel     finds, patches, configures and builds kernels
machine    starts a machine, watches it and queries it
linux      examines a running Linux from outside
scenario   reads scenario files, runs them and records what happened
judge      decides whether what happened is good
report     prints verdicts as tables and pages
stopmap    draws the map of stops
docs       renders the documentation
formats    reads and writes file formats that several tools use
check      runs the checks of "make lint"
"""
