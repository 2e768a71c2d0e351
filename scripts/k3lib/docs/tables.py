# SPDX-License-Identifier: GPL-2.0-or-later
"""Read the tables of the documentation, for tests that check them."""

import re

from .site import DOCS

LIST_TABLE = re.compile(r'^\.\. list-table::\n((?: {3}.*\n|\n)+)', re.M)
CELL = re.compile(r'^ {3}(\* -|  -)((?:.*\n)(?: {7}.*\n)*)', re.M)
MARKUP = re.compile(r'``|\*\*| ?\[#\w+\]_')


def read(page: str) -> list[list[list[str]]]:
    """The list-tables of a page: rows of cells, without markup."""
    found = []
    for block in LIST_TABLE.findall((DOCS / page).read_text()):
        rows: list[list[str]] = []
        for mark, cell in CELL.findall(block):
            if mark.startswith('*'):
                rows.append([])
            rows[-1].append(' '.join(MARKUP.sub('', cell).split()))
        found.append(rows)
    return found
