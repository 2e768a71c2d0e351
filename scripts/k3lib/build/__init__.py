# SPDX-License-Identifier: GPL-2.0-or-later
"""What is built of this project: QEMU with our files, the firmware."""
