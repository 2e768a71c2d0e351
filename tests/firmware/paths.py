# SPDX-License-Identifier: GPL-2.0-or-later
"""Import this first to import k3lib and the descriptions of the SoCs."""

from pathlib import Path
import sys

TOP = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TOP / 'scripts'), str(TOP / 'hw/arm/k3/soc')]
