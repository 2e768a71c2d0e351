# SPDX-License-Identifier: GPL-2.0-or-later
"""Start a machine, watch it and query it."""
