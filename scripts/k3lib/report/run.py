# SPDX-License-Identifier: GPL-2.0-or-later
"""What a report is about."""

from dataclasses import dataclass

from ..judge.model import Series, Verdict


@dataclass
class Run:
    """Everything that a page shows."""
    verdicts: list[Verdict]
    series: list[Series]    # the first is what others are compared with
    qemu: str = ''          # its version
    date: str = ''
    title: str = 'k3-virt scenarios'
