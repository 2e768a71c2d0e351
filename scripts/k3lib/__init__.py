# SPDX-License-Identifier: GPL-2.0-or-later
"""What the k3-* commands share.  Python 3.11."""
