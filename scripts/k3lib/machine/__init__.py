# SPDX-License-Identifier: GPL-2.0-or-later
"""A machine that runs: what it boots, how it is watched and asked."""
