# SPDX-License-Identifier: GPL-2.0-or-later
"""Debian's archive: packages that are read or installed."""
