# SPDX-License-Identifier: GPL-2.0-or-later
"""File formats that several tools read or write."""
