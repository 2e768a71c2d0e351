# SPDX-License-Identifier: GPL-2.0-or-later
"""Read a kernel's symbols from its System.map, or from the image itself.

With CONFIG_KALLSYMS the image contains them in compressed form; Linux's
scripts/kallsyms.c and kernel/kallsyms_internal.h define the compression and
the order of the tables.  Addresses are relative to _text, so that neither the
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
LARGEST = 1 << 31           # size of a kernel, or of one function
FEWEST, MOST = 1000, 2_000_000

Symbol = tuple[int, str, str]   # address, type as in nm, name


@dataclass(frozen=True)
class Place:
    """A function or symbol and an offset."""
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
            # The assembler makes $x and .L symbols
            if kind in 'tTwW' and not name.startswith(('$', '.L')):
                code.append((address, name))
        code.sort(key=lambda symbol: symbol[0])     # a stable sort
        self.addresses = [address for address, _name in code]
        self.names = [name for _address, name in code]

    def __getitem__(self, name: str) -> int:
        if name not in self.by_name:
            raise Failure(f'no symbol {name}')
        return self.by_name[name]

    def __contains__(self, name: str) -> bool:
        return name in self.by_name

    def place(self, address: int) -> Place | None:
        """The place of a code address; None before the first symbol."""
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
    """Start of COUNT zero-terminated strings; the last ends at END."""
    for _ in range(count):
        end = data.rindex(b'\0', 0, end - 1) + 1
    return end


def _token_tables(data: bytes) -> Iterator[tuple[int, int]]:
    """Candidates: offsets of (token_table, token_index)."""
    # Nearly every digit and small letter is a token that stands for itself
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
    """Whether each 256th name is at the offset in its marker."""
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
    """Count the VALUES that ascend by a possible size of 256 names."""
    count = 1
    while (count < len(values) and
           2 * PER_MARKER < values[count] - values[count - 1] < 128 << 8):
        count += 1
    return count


def _names(data: bytes, token_table: int) -> tuple[int, int, int]:
    """Offsets of kallsyms_num_syms and kallsyms_names; number of names."""
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
            # The number is 8 bytes before the names, in newer kernels 4
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
    """kallsyms_offsets: before the other tables until 6.3, then after them."""
    # If before, kallsyms_relative_base is in between
    for start in (after_tokens, num_syms - 8 - _aligned(count * 4)):
        values: Sequence[int] = _words(data, start, count)
        if _is_sorted(values, count):
            return values
    # 7.x: signed and relative to the entry itself
    values = [after_tokens + 4 * number + value for number, value in
              enumerate(_words(data, after_tokens, count, 'i'))]
    if _is_sorted(values, count):
        return values
    raise Failure('no kallsyms_offsets around kallsyms_names')


def kallsyms(data: bytes) -> list[Symbol]:
    """[(address, type, name)] in a flat image."""
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
    """The same from a System.map."""
    symbols = []
    for line in text.splitlines():
        address, kind, name = line.split(' ', 2)
        symbols.append((int(address, 16), kind, name))
    return symbols


def _entry(data: bytes) -> int:
    """Target of the branch in the image's header (booting.rst: code1)."""
    code = int.from_bytes(data[4:8], 'little')
    if code >> 26 != 0x05:      # B
        raise Failure('the kernel image does not begin with a branch')
    return 4 + ((code & 0x3ffffff ^ 0x2000000) - 0x2000000) * 4


def _from_text(symbols: list[Symbol], data: bytes) -> list[Symbol]:
    """Make addresses relative to _text, where the image DATA begins."""
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
    The symbols of the kernel in the flat image file IMAGE.  A System.map is
    preferred: kallsyms has data symbols only with CONFIG_KALLSYMS_ALL.
    """
    image = Path(image)
    data = image.read_bytes()
    # Beside the image, or in the top directory of its tree
    for where in (image.parent, *image.parents[3:4]):
        path = where / 'System.map'
        if path.is_file():
            return Table(_from_text(system_map(path.read_text()), data))
    return Table(_from_text(kallsyms(data), data))
