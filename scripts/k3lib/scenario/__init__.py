# SPDX-License-Identifier: GPL-2.0-or-later
"""Scenarios: their files, their runs, what was seen."""
