# SPDX-License-Identifier: GPL-2.0-or-later
"""Present verdicts as a table in the terminal and as an HTML page."""
