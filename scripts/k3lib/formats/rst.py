# SPDX-License-Identifier: GPL-2.0-or-later
"""Write reStructuredText for pages that show data."""

from collections.abc import Sequence


def list_table(widths: Sequence[int], heads: Sequence[str],
               rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines of a table.  In a "simple table", long cells would fall apart."""
    lines = ['.. list-table::', '   :header-rows: 1',
             f'   :widths: {" ".join(map(str, widths))}', '']
    for row in [heads, *rows]:
        for number, cell in enumerate(row):
            lines.append(f'   {"*" if not number else " "} - {cell}'.rstrip())
    return lines
