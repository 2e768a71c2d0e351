# SPDX-License-Identifier: GPL-2.0-or-later
"""Reading and installing packages of Debian's archive."""
