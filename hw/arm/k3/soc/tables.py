# SPDX-License-Identifier: GPL-2.0-or-later
"""Read the data of a K3 SoC family: a folder beside this file.

silicon.toml, board.toml and qemu.toml tell apart what the chip is, what boards
agree on, and what QEMU adds; long lists are tables with one row for each line,
columns separated by tabs, and "#" before a comment.  Everything is designated
by its name.  docs/devel/k3/add-a-soc.rst describes each key and column.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
import functools
from pathlib import Path
import re
import sys
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib         # QEMU's build has it

HERE = Path(__file__).resolve().parent
FILES = ('silicon.toml', 'board.toml', 'qemu.toml')
UNITS = {'KiB': 1 << 10, 'MiB': 1 << 20, 'GiB': 1 << 30}


class DataError(Exception):
    """The data contradict themselves, or do not say what is needed."""


@dataclass(frozen=True)
class Row:
    """A line of a table."""
    where: str                      # file and line, for messages
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def number(self, column: str, default: int | None = None) -> int:
        """Decimal or 0x; DEFAULT if the cell is empty."""
        text = self.cells[column]
        if not text and default is not None:
            return default
        try:
            return int(text, 0)
        except ValueError:
            raise DataError(f'{self.where}: {column} must be a number, not '
                            f'"{text}"') from None

    def numbers(self, column: str) -> range:
        """Of "N" or "N-M"."""
        first, sign, last = self.cells[column].partition('-')
        if not first.isdecimal() or sign and not last.isdecimal():
            raise DataError(f'{self.where}: {column} must be N or N-M, not '
                            f'"{self.cells[column]}"')
        return range(int(first), int(last or first) + 1)

    def lines(self, column: str) -> Iterator[tuple[str, int]]:
        """Of "RECEIVER=LINE RECEIVER=LINE": where interrupts end."""
        for word in self.cells[column].split():
            name, _sign, line = word.partition('=')
            if not line.isdecimal():
                raise DataError(f'{self.where}: "{word}" is not '
                                'RECEIVER=LINE')
            yield name, int(line)

    def one_of(self, column: str, words: dict[str, int]) -> int:
        """The value that one of WORDS stands for."""
        if self.cells[column] not in words:
            raise DataError(f'{self.where}: {column} must be one of '
                            f'{", ".join(words)}, not "{self.cells[column]}"')
        return words[self.cells[column]]


@functools.cache
def families() -> list[str]:
    """The folders there are; the SoC that machines have by default first."""
    found = sorted(path.parent.name for path in HERE.glob('*/silicon.toml'))
    return sorted(found, key=lambda name: not _toml(
        HERE / name / 'qemu.toml').get('default', False))


def size(value: int | str) -> int:
    """Bytes; written as a number or as "15 MiB"."""
    if isinstance(value, int):
        return value
    match = re.fullmatch(r'(\d+) (KiB|MiB|GiB)', value)
    if not match:
        raise DataError(f'"{value}" is not a size; write 0x1000 or "15 MiB"')
    return int(match[1]) * UNITS[match[2]]


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text())
    except OSError as err:
        raise DataError(f'{path}: {err.strerror}') from None
    except tomllib.TOMLDecodeError as err:
        raise DataError(f'{path}: {err}') from None


def _rows(path: Path) -> Iterator[Row]:
    """Comments and empty lines are left out, the first row is the head."""
    columns: list[str] = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        text = line.split('#', 1)[0].rstrip()
        if not text:
            continue
        cells = text.split('\t')
        where = f'{path.parent.name}/{path.name}:{number}'
        if not columns:
            columns = cells
            continue
        if len(cells) > len(columns):
            raise DataError(f'{where}: {len(cells)} cells for '
                            f'{len(columns)} columns')
        cells += [''] * (len(columns) - len(cells))
        yield Row(where, dict(zip(columns, cells)))


class Family:
    """Everything that is known of one SoC family, as it is written."""

    def __init__(self, name: str):
        self.name = name
        self._tables: dict[str, list[Row]] = {}
        self.directory = HERE / name
        self.silicon, self.board, self.qemu = (
            _toml(self.directory / file) for file in FILES)

    def table(self, name: str) -> list[Row]:
        """The rows of NAME.tsv, which is read once."""
        path = self.directory / f'{name}.tsv'
        if name not in self._tables:
            try:
                self._tables[name] = list(_rows(path))
            except OSError as err:
                raise DataError(f'{path}: {err.strerror}') from None
        return self._tables[name]

    def ids(self, name: str, column: str = 'name') -> dict[str, int]:
        """The "id" of each row of NAME.tsv, by another column."""
        return {row[column]: row.number('id') for row in self.table(name)}

    def cores(self) -> list[dict[str, Any]]:
        """All remote cores: R5Fs, M4Fs, DSPs, in this order."""
        return [*(core for subsystem in self.silicon.get('r5fss', ())
                  for core in subsystem['core']),
                *self.silicon.get('m4fss', ()), *self.silicon.get('dsp', ())]

    def inputs(self) -> list[Path]:
        """All files, for a build system."""
        return sorted(path for path in self.directory.iterdir()
                      if path.suffix in ('.toml', '.tsv'))


@functools.cache
def family(name: str) -> Family:
    """The one of that name, for those who do not change its files."""
    return Family(name)
