# SPDX-License-Identifier: GPL-2.0-or-later
"""Read the data of a K3 SoC family, which are a folder next to this file.

silicon.toml describes the chip, board.toml what its boards have in common, and
qemu.toml what QEMU adds.  Long lists are tables: one row per line, columns
separated by tabs, comments after "#".  Data refer to other data by name.
A variant of another family has only the files that differ.
docs/devel/k3/add-a-soc.rst describes the files.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
import functools
from pathlib import Path
import re
import sys
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib         # part of QEMU's build environment

HERE = Path(__file__).resolve().parent
# What all families share
QUIET = 'quiet.toml'
FILES = ('silicon.toml', 'board.toml', 'qemu.toml')
# What boards configure for an R5F, unless "tcm" in board.toml says otherwise:
# both TCMs are enabled, ATCM is at address 0
TCMS = {'atcm-enable': True, 'btcm-enable': True, 'loczrama': True}
# The interrupt output of pin 0 of a GPIO module; those of nine banks precede it
FIRST_PIN = 9
UNITS = {'KiB': 1 << 10, 'MiB': 1 << 20, 'GiB': 1 << 30}


class DataError(Exception):
    """The data are inconsistent or incomplete."""


@dataclass(frozen=True)
class Row:
    """A line of a table."""
    where: str                      # file and line, for messages
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def number(self, column: str, default: int | None = None) -> int:
        """Return a number (decimal or 0x), or DEFAULT for an empty cell."""
        text = self.cells[column]
        if not text and default is not None:
            return default
        try:
            return int(text, 0)
        except ValueError:
            raise DataError(f'{self.where}: {column} must be a number, not '
                            f'"{text}"') from None

    def numbers(self, column: str) -> range:
        """Return the numbers that "N" or "N-M" stands for."""
        first, sign, last = self.cells[column].partition('-')
        if not first.isdecimal() or sign and not last.isdecimal():
            raise DataError(f'{self.where}: {column} must be N or N-M, not '
                            f'"{self.cells[column]}"')
        return range(int(first), int(last or first) + 1)

    def outputs(self, column: str) -> range:
        """
        Return the consecutive interrupt outputs of a device: "N" or "N-M", and
        for a GPIO module "bankN-M" or "pinN-M".
        """
        match = re.fullmatch(r'(bank|pin)?(\d+)(?:-(\d+))?',
                             self.cells[column])
        if not match:
            raise DataError(f'{self.where}: {column} must be N, N-M, bankN-M '
                            f'or pinN-M, not "{self.cells[column]}"')
        base = FIRST_PIN if match[1] == 'pin' else 0
        return range(base + int(match[2]),
                     base + int(match[3] or match[2]) + 1)

    def lines(self, column: str) -> Iterator[tuple[str, int]]:
        """Parse "RECEIVER=LINE RECEIVER=LINE": the ends of a route."""
        for word in self.cells[column].split():
            name, _sign, line = word.partition('=')
            if not line.isdecimal():
                raise DataError(f'{self.where}: "{word}" is not '
                                'RECEIVER=LINE')
            yield name, int(line)

    def without(self, column: str, names: Set[str]) -> Row:
        """Return the row without the receivers that are called NAMES."""
        words = [word for word in self.cells[column].split()
                 if word.partition('=')[0] not in names]
        return Row(self.where, {**self.cells, column: ' '.join(words)})

    def one_of(self, column: str, words: dict[str, int]) -> int:
        """Return the value of the word in the cell."""
        if self.cells[column] not in words:
            raise DataError(f'{self.where}: {column} must be one of '
                            f'{", ".join(words)}, not "{self.cells[column]}"')
        return words[self.cells[column]]


@functools.cache
def families() -> list[str]:
    """Return the names of all families, the default SoC first."""
    found = sorted(path.parent.name for path in HERE.glob('*/silicon.toml'))
    return sorted(found, key=lambda name: not _optional(
        HERE / name / 'qemu.toml').get('default', False))


def size(value: int | str) -> int:
    """Return a number of bytes; VALUE is a number or like "15 MiB"."""
    if isinstance(value, int):
        return value
    match = re.fullmatch(r'(\d+) (KiB|MiB|GiB)', value)
    if not match:
        raise DataError(f'"{value}" is not a size like 0x1000 or "15 MiB"')
    return int(match[1]) * UNITS[match[2]]


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text())
    except OSError as err:
        raise DataError(f'{path}: {err.strerror}') from None
    except tomllib.TOMLDecodeError as err:
        raise DataError(f'{path}: {err}') from None


@functools.cache
def quiet() -> list[dict[str, Any]]:
    """Return the kinds of blocks in quiet.toml."""
    kinds: list[dict[str, Any]] = _toml(HERE / QUIET)['block']
    return kinds


def _optional(path: Path) -> dict[str, Any]:
    """Read a file that a variant need not have."""
    return _toml(path) if path.exists() else {}


def _merge(into: dict[str, Any], own: dict[str, Any]) -> None:
    """Let the values of OWN replace those of INTO, table by table."""
    for key, value in own.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            _merge(into[key], value)
        else:
            into[key] = value


def _drop(tree: Any, names: frozenset[str]) -> set[str]:
    """Remove rows and keys called NAMES; return the names that were there."""
    found: set[str] = set()
    if isinstance(tree, dict):
        found = set(names & tree.keys())
        for name in found:
            del tree[name]
        for value in tree.values():
            found |= _drop(value, names)
    elif isinstance(tree, list):
        # A subsystem has no name but that of its TISCI device
        rows = [(row, {row[key] for key in ('name', 'tisci')
                       if row.get(key) in names}
                 if isinstance(row, dict) else set()) for row in tree]
        found = {name for _row, called in rows for name in called}
        tree[:] = [row for row, called in rows if not called]
        for row in tree:
            found |= _drop(row, names)
    return found


def _rows(path: Path) -> Iterator[Row]:
    """Yield the rows after the head, without comments and empty lines."""
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
    """The data of one SoC family, as they are in its files."""

    def __init__(self, name: str):
        self.name = name
        self._tables: dict[str, list[Row]] = {}
        self.directory = HERE / name
        self.base = self._base()
        self.silicon, self.board, self.qemu = map(self._description, FILES)
        self.without = frozenset(self.silicon.pop('without', ()))
        if self.without:
            self._remove()

    def _base(self) -> Family | None:
        """Return the family that this one is a variant of."""
        own = _toml(self.directory / FILES[0])
        name = own.get('variant-of')
        if name is None:
            return None
        if name not in families() or name == self.name:
            raise DataError(f'{self.name}: variant-of: no other family '
                            f'"{name}"')
        base = family(name)
        if base.base:
            raise DataError(f'{self.name}: variant-of: {name} is a variant '
                            'itself')
        return base

    def _description(self, file: str) -> dict[str, Any]:
        """Read a TOML file; a variant's adds to that of its base."""
        path = self.directory / file
        if not self.base:
            return _toml(path)
        merged = _toml(self.base.directory / file)
        merged.pop('default', None)
        _merge(merged, _optional(path))
        merged.pop('variant-of', None)
        return merged

    def _remove(self) -> None:
        """Take what a variant does not have out of all lists."""
        removed: set[str] = set()
        for description in (self.silicon, self.board, self.qemu):
            removed |= _drop(description, self.without)
        if self.without - removed:
            raise DataError(f'{self.name}: without: the base has no '
                            f'{", ".join(sorted(self.without - removed))}')

    def _path(self, name: str) -> Path:
        path = self.directory / name
        if self.base and not path.exists():
            return self.base.directory / name
        return path

    def table(self, name: str) -> list[Row]:
        """Return the rows of NAME.tsv, which is read once."""
        path = self._path(f'{name}.tsv')
        if name not in self._tables:
            try:
                rows = list(_rows(path))
            except OSError as err:
                raise DataError(f'{path}: {err.strerror}') from None
            if self.without and name == 'interrupts':
                rows = [row.without('receivers', self.without) for row in rows
                        if row['source'] not in self.without]
            self._tables[name] = rows
        return self._tables[name]

    def ids(self, name: str, column: str = 'name') -> dict[str, int]:
        """Map a column of NAME.tsv to the column "id"."""
        return {row[column]: row.number('id') for row in self.table(name)}

    def rows(self, name: str, column: str = 'name') -> dict[str, int]:
        """Map a column of NAME.tsv to the positions of the rows."""
        return {row[column]: number
                for number, row in enumerate(self.table(name))}

    def line(self, source: str, output: int, receiver: str) -> int | None:
        """Return the line of RECEIVER that an output of a device drives."""
        for row in self.table('interrupts'):
            if row['source'] == source and output in row.outputs('output'):
                for name, line in row.lines('receivers'):
                    if name == receiver:
                        return line + output - row.outputs('output')[0]
        return None

    def cores(self) -> list[dict[str, Any]]:
        """Return all remote cores: R5Fs first, then M4Fs, then DSPs."""
        return [*(core for subsystem in self.silicon.get('r5fss', ())
                  for core in subsystem['core']),
                *self.silicon.get('m4fss', ()), *self.silicon.get('dsp', ())]

    def tcms(self, core: str) -> dict[str, bool]:
        """Return TCMS as boards configure them for an R5F core."""
        choice = self.board['core'][core].get('tcm', {})
        if choice.keys() - TCMS.keys():
            raise DataError(f'{self.name}: board.toml: tcm of {core}: the '
                            f'keys are {", ".join(TCMS)}')
        return {**TCMS, **choice}

    def inputs(self) -> list[Path]:
        """Return all files, for a build system."""
        return sorted(path for path in self.directory.iterdir()
                      if path.suffix in ('.toml', '.tsv'))


@functools.cache
def family(name: str) -> Family:
    """Return a family, which is read once."""
    return Family(name)
