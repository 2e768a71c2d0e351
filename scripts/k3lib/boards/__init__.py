# SPDX-License-Identifier: GPL-2.0-or-later
"""What k3-boards does: boot each board's device tree, try its remote cores."""
