# SPDX-License-Identifier: GPL-2.0-or-later
"""What the tables of a SoC consist of before they become C."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Array:
    """A C table: type of the rows, and the rows."""
    type: str
    rows: list[Any]


@dataclass(frozen=True)
class Symbol:
    """A C expression, or a name from a header."""
    text: str


Struct = dict[str, Any]
