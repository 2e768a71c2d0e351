# SPDX-License-Identifier: GPL-2.0-or-later
"""The documentation: rendering it, its pictures, the facts in its tables."""
