# SPDX-License-Identifier: GPL-2.0-or-later
"""The contents of a report."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..judge.model import Series, Skipped, Verdict


@dataclass
class Run:
    """Everything that a page shows."""
    verdicts: list[Verdict]
    series: list[Series]    # others are compared with the first
    qemu: str = ''          # version of QEMU
    date: str = ''
    title: str = 'k3-virt scenarios'
    skipped: Sequence[Skipped] = ()
