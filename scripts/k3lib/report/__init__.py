# SPDX-License-Identifier: GPL-2.0-or-later
"""Verdicts for people: a table for the terminal, a page to look at."""
