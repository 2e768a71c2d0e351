# SPDX-License-Identifier: GPL-2.0-or-later
"""Linux kernels: found, patched, configured, built."""
