# SPDX-License-Identifier: GPL-2.0-or-later
"""What "make lint" checks."""
