# SPDX-License-Identifier: GPL-2.0-or-later
"""Find, patch, configure and build Linux kernels."""
