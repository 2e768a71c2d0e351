# SPDX-License-Identifier: GPL-2.0-or-later
"""Find addresses of variables that are not in a kernel's kallsyms.

Without CONFIG_KALLSYMS_ALL, kallsyms has functions only.  Symbols exported to
modules are in another table (Linux include/linux/export-internal.h); the
addresses of other variables are taken from the code of functions that use
them.
"""

from array import array
import sys

from ..base import Failure

TABLE_WITHIN = 1 << 20      # bytes before the names of exported symbols
LONGEST = 0x400             # bytes of a function
ADRP, ADD, LDR = (0x9f000000, 0x90000000), (0xffc00000, 0x91000000), \
    (0xffc00000, 0xf9400000)


def _is(word: int, kind: tuple[int, int]) -> bool:
    mask, value = kind
    return word & mask == value


def exported(data: bytes, name: str) -> int:
    """
    Offset of NAME in the image DATA.  A table entry has the offsets of value
    and name, each relative to its own position.
    """
    text = data.find(b'\0' + name.encode() + b'\0') + 1
    if not text:
        raise Failure(f'no symbol {name}')
    start = max(0, text - TABLE_WITHIN) & -4
    words = array('i')
    words.frombytes(data[start:start + (text - start) // 4 * 4])
    if sys.byteorder == 'big':
        words.byteswap()
    for index, word in enumerate(words):
        if index and start + 4 * index + word == text:
            return start + 4 * (index - 1) + words[index - 1]
    raise Failure(f'no symbol {name}')


def referenced(data: bytes, start: int) -> list[int]:
    """Offsets of the addresses that the function at offset START computes."""
    pages, found = {}, []
    for at in range(start, start + LONGEST, 4):
        word = int.from_bytes(data[at:at + 4], 'little')
        register, base = word & 31, word >> 5 & 31
        if _is(word, ADRP):
            pages_away = (word >> 5 & 0x7ffff) << 2 | word >> 29 & 3
            pages_away = (pages_away ^ 1 << 20) - (1 << 20)
            pages[register] = (at & -4096) + (pages_away << 12)
        elif base in pages and (_is(word, ADD) or _is(word, LDR)):
            scale = 3 if _is(word, LDR) else 0
            found.append(pages[base] + ((word >> 10 & 0xfff) << scale))
    return found
