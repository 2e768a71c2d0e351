# SPDX-License-Identifier: GPL-2.0-or-later
"""A Linux in a running machine, looked at from outside."""
