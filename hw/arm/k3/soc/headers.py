# SPDX-License-Identifier: GPL-2.0-or-later
"""Read constants of the models from their headers, which name the sources."""

from __future__ import annotations

import functools
from pathlib import Path
import re

from tables import DataError, HERE

INCLUDE = HERE.parents[3] / 'include'
# Headers that have been read: inputs of what is generated
used: set[Path] = set()


@functools.cache
def constant(header: str, name: str) -> int:
    """Return the number that HEADER (without include/) defines NAME as."""
    path = INCLUDE / header
    try:
        text = path.read_text()
    except OSError as err:
        raise DataError(f'{path}: {err.strerror}') from None
    used.add(path)
    found = re.search(rf'^#define {name}\s+(0x[0-9a-f]+|\d+)u?\b', text, re.M)
    if not found:
        raise DataError(f'{path}: no number {name}')
    return int(found[1], 0)
