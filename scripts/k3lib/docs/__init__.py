# SPDX-License-Identifier: GPL-2.0-or-later
"""Render the documentation, draw its pictures, read its tables."""
