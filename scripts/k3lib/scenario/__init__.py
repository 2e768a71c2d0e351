# SPDX-License-Identifier: GPL-2.0-or-later
"""Read scenario files, run scenarios and record the outcome."""
