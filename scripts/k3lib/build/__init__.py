# SPDX-License-Identifier: GPL-2.0-or-later
"""Building this project: QEMU with our files, and the firmware."""
