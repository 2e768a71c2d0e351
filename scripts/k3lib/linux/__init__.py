# SPDX-License-Identifier: GPL-2.0-or-later
"""Examine a Linux in a running machine from outside."""
