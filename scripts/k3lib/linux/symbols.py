# SPDX-License-Identifier: GPL-2.0-or-later
"""A kernel's symbols: from System.map beside its image, or from the image.

The image has them if it was built with CONFIG_KALLSYMS, compressed; how, and
in which order its tables stand there, is in Linux's scripts/kallsyms.c and
kernel/kallsyms_internal.h.  Addresses count from _text, so that neither the
virtual address nor KASLR matters here.
"""

from array import array
import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
import sys

from ..base import Failure

TOKENS = 256
PER_MARKER = 256            # names between two entries of kallsyms_markers
MARKERS_WITHIN = 4 << 20    # bytes before the tokens; there is more between
LARGEST = 1 << 31           # kernel, and distance of a place from its symbol
FEWEST, MOST = 1000, 2_000_000

Symbol = tuple[int, str, str]   # address, kind as nm has it, name


@dataclass(frozen=True)
class Place:
    """Where an address is."""
    function: str
    offset: int
    module: str = ''

    def __str__(self) -> str:
        words = f'{self.function}+{self.offset:#x}'
        return f'{words} [{self.module}]' if self.module else words


class Table:
    """Sorted symbols of the kernel or of one module."""

    def __init__(self, symbols: Sequence[Symbol], module: str = '') -> None:
        self.module = module
        self.by_name: dict[str, int] = {}
        code = []
        for address, kind, name in symbols:
            self.by_name.setdefault(name, address)
            # $x and .L are the assembler's
            if kind in 'tTwW' and not name.startswith(('$', '.L')):
                code.append((address, name))
        code.sort(key=lambda symbol: symbol[0])     # of several, the first
        self.addresses = [address for address, _name in code]
        self.names = [name for _address, name in code]

    def __getitem__(self, name: str) -> int:
        if name not in self.by_name:
            raise Failure(f'no symbol {name}')
        return self.by_name[name]

    def __contains__(self, name: str) -> bool:
        return name in self.by_name

    def place(self, address: int) -> Place | None:
        """Of code; None before the first symbol."""
        index = bisect.bisect_right(self.addresses, address) - 1
        if index < 0:
            return None
        index = bisect.bisect_left(self.addresses, self.addresses[index])
        return Place(self.names[index], address - self.addresses[index],
                     self.module)


def _words(data: bytes, start: int, count: int,
           kind: str = 'I') -> 'array[int]':
    """COUNT little-endian numbers."""
    found = array(kind)
    found.frombytes(data[start:start + count * found.itemsize])
    if sys.byteorder == 'big':
        found.byteswap()
    return found


def _aligned(offset: int, size: int = 8) -> int:
    return offset + -offset % size


def _strings_until(data: bytes, end: int, count: int) -> int:
    """Start of COUNT strings, a zero behind each, the last one's at END."""
    for _ in range(count):
        end = data.rindex(b'\0', 0, end - 1) + 1
    return end


def _token_tables(data: bytes) -> Iterator[tuple[int, int]]:
    """(token_table, token_index) offsets of what may be them."""
    # Tokens for a digit or a small letter are, but for rare ones, themselves
    digits = b''.join(b'%d\0' % digit for digit in range(10))
    found = -1
    while (found := data.find(digits, found + 1)) >= 0:
        try:
            table = _strings_until(data, found, ord('0'))
        except ValueError:
            continue
        ends = [table]
        for _ in range(TOKENS):
            ends.append(data.find(b'\0', ends[-1]) + 1)
        index = _aligned(ends[-1])
        wanted = [start - table for start in ends[:-1]]
        if list(_words(data, index, TOKENS, 'H')) == wanted:
            yield table, index


def _name_lengths(data: bytes, start: int,
                  count: int) -> Iterator[tuple[int, int]]:
    """Offset and length of each of the COUNT compressed names at START."""
    for _ in range(count):
        length = data[start]
        start += 1
        if length & 0x80:       # 6.1 and later
            length = length & 0x7f | data[start] << 7
            start += 1
        yield start, length
        start += length


def _markers_fit(data: bytes, names: int, count: int,
                 markers: 'array[int]') -> bool:
    """Whether each 256th name is where its marker says."""
    try:
        for number, (start, length) in enumerate(
                _name_lengths(data, names, count)):
            if not length:
                return False
            place = start - (2 if length > 0x7f else 1) - names
            if (number % PER_MARKER == 0 and
                    markers[number // PER_MARKER] != place):
                return False
    except IndexError:
        return False
    return True


def _ascending(values: 'array[int]') -> int:
    """How many of VALUES ascend by what 256 names may need."""
    count = 1
    while (count < len(values) and
           2 * PER_MARKER < values[count] - values[count - 1] < 128 << 8):
        count += 1
    return count


def _names(data: bytes, token_table: int) -> tuple[int, int, int]:
    """Offsets of kallsyms_num_syms and kallsyms_names, number of them."""
    low = max(0, _aligned(token_table - MARKERS_WITHIN))
    values = _words(data, low, (token_table - low) // 4)
    for first in range(len(values) - 4, -1, -1):
        if values[first] or not 2 * PER_MARKER < values[first + 1] < 128 << 8:
            continue
        size = _ascending(values[first:first + MOST // PER_MARKER])
        if size * PER_MARKER < FEWEST:
            continue
        markers = values[first:first + size]
        end = low + first * 4
        # The names after the last marker are at most 256
        latest = end - markers[-1]
        for names in range(latest & ~3, max(0, latest - (1 << 16)), -4):
            # 8 bytes before them, 4 in newer kernels
            for num_syms in (names - 8, names - 4):
                count = int.from_bytes(data[num_syms:num_syms + 4], 'little')
                if (size - 1) * PER_MARKER < count <= size * PER_MARKER and \
                        _markers_fit(data, names, count, markers):
                    return num_syms, names, count
    raise Failure('no kallsyms_names before kallsyms_token_table')


def _is_sorted(values: Sequence[int], count: int) -> bool:
    return (len(values) == count and
            0 <= values[0] < values[-1] < LARGEST and
            all(a <= b for a, b in zip(values, values[1:])))


def _offsets(data: bytes, num_syms: int, count: int,
             after_tokens: int) -> Sequence[int]:
    """kallsyms_offsets: before everything until 6.3, behind it since 6.4."""
    # Between, before: kallsyms_relative_base
    for start in (after_tokens, num_syms - 8 - _aligned(count * 4)):
        values: Sequence[int] = _words(data, start, count)
        if _is_sorted(values, count):
            return values
    # 7.x: from where each of them stands, signed
    values = [after_tokens + 4 * number + value for number, value in
              enumerate(_words(data, after_tokens, count, 'i'))]
    if _is_sorted(values, count):
        return values
    raise Failure('no kallsyms_offsets around kallsyms_names')


def kallsyms(data: bytes) -> list[Symbol]:
    """[(address, kind, name)] out of a flat image."""
    for table, index in _token_tables(data):
        tokens = [data[table + start:data.index(b'\0', table + start)]
                  for start in _words(data, index, TOKENS, 'H')]
        num_syms, names, count = _names(data, table)
        offsets = _offsets(data, num_syms, count, index + 2 * TOKENS)
        symbols = []
        for offset, (start, length) in zip(
                offsets, _name_lengths(data, names, count)):
            name = b''.join([tokens[c] for c in data[start:start + length]])
            symbols.append((offset, chr(name[0]),
                            name[1:].decode('ascii', 'replace')))
        return symbols
    raise Failure('no kallsyms in the kernel image (CONFIG_KALLSYMS)')


def system_map(text: str) -> list[Symbol]:
    """The same out of a System.map."""
    symbols = []
    for line in text.splitlines():
        address, kind, name = line.split(' ', 2)
        symbols.append((int(address, 16), kind, name))
    return symbols


def _entry(data: bytes) -> int:
    """Where the image's header branches to (Linux booting.rst: code1)."""
    code = int.from_bytes(data[4:8], 'little')
    if code >> 26 != 0x05:      # B
        raise Failure('the kernel image does not begin with a branch')
    return 4 + ((code & 0x3ffffff ^ 0x2000000) - 0x2000000) * 4


def _from_text(symbols: list[Symbol], data: bytes) -> list[Symbol]:
    """Addresses that count from _text, where the image DATA begins."""
    found = {name: address for address, _kind, name in symbols
             if name in ('_text', 'primary_entry')}
    if '_text' in found:
        base = found['_text']
    elif 'primary_entry' in found:      # CONFIG_KALLSYMS_ALL is off
        base = found['primary_entry'] - _entry(data)
    else:
        raise Failure('the kernel has neither _text nor primary_entry')
    return [(address - base, kind, name) for address, kind, name in symbols
            if address >= base]


def find(image: Path) -> Table:
    """
    The Table of the kernel in the flat image file IMAGE.  Most complete is a
    System.map: kallsyms has data only with CONFIG_KALLSYMS_ALL.
    """
    image = Path(image)
    data = image.read_bytes()
    # Beside the image, or on top of the tree that arch/arm64/boot is in
    for where in (image.parent, *image.parents[3:4]):
        path = where / 'System.map'
        if path.is_file():
            return Table(_from_text(system_map(path.read_text()), data))
    return Table(_from_text(kallsyms(data), data))
