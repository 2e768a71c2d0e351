# SPDX-License-Identifier: GPL-2.0-or-later
"""The map of stops: how late may a core answer?"""
