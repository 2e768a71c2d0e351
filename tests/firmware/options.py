#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Change the behaviour of a built firmware without building another one.

usage: options.py ELF                       print the options
       options.py ELF OUT NAME=VALUE...     a copy with other values

The names are those of struct firmware_options, lib/options.h; and
shutdown=VARIANT sets several of them, with VARIANT one of:

"""

import struct
import sys

import paths                        # pylint: disable=unused-import
from k3lib.formats.elf import Elf

MAGIC = 0x504f334b
NAMES = ('magic', 'size', 'shutdown_acks', 'shutdown_ack_delay',
         'shutdown_wfi_delay', 'shutdown_rest', 'stale_acks', 'tick_hz',
         'hold_device', 'keep_device', 'announce_once')
RESTS = ('masked', 'once', 'run', 'wfe', 'moment')
SECOND = 1000000

# Behaviour found in the field, or of a core with a fault
SHUTDOWN: dict[str, dict[str, int]] = {
    'well-behaved': {},
    # TI's SDKs: ACK, one WFI with the tick still running, then the idle loop
    'sdk': {'shutdown_rest': 1, 'tick_hz': 1000},
    'slow': {'shutdown_ack_delay': 3 * SECOND},
    'too-slow': {'shutdown_ack_delay': 6 * SECOND},
    'slow-wfi': {'shutdown_wfi_delay': 10000},
    'silent': {'shutdown_acks': 0},
    'twice': {'shutdown_acks': 2},
    # Sends an answer before any question, and none to a question
    'stale': {'stale_acks': 1, 'shutdown_acks': 0},
    'never-wfi': {'shutdown_rest': 2},
    'wfe': {'shutdown_rest': 3},
    'short-wfi': {'shutdown_rest': 4},
    'leak': {'keep_device': 1},
}


class OptionsError(Exception):
    pass


def read(elf: Elf) -> tuple[int, dict[str, int]]:
    """(offset, {name: value}) of a firmware's options."""
    found = elf.symbol('firmware_options')
    if found is None or found[1] < 4 * len(NAMES):
        raise OptionsError('not a firmware with options')
    offset = found[0]
    values = dict(zip(NAMES, struct.unpack_from(f'<{len(NAMES)}I',
                                                elf.data, offset)))
    if values['magic'] != MAGIC or values['size'] != found[1]:
        raise OptionsError('options of an unknown format')
    return offset, values


def change(data: bytes, **options: int | str) -> bytes:
    """Return the ELF file DATA with changed options."""
    elf = Elf(data)
    offset, values = read(elf)
    for name, value in options.items():
        if name == 'shutdown':
            variant = SHUTDOWN.get(str(value))
            if variant is None:
                raise OptionsError(f'shutdown={value}: known are '
                                   f'{", ".join(SHUTDOWN)}')
            values.update(variant)
        elif name in NAMES[2:]:
            values[name] = int(value)
        else:
            raise OptionsError(f'{name}: no such option; there are shutdown, '
                               f'{", ".join(NAMES[2:])}')
    struct.pack_into(f'<{len(NAMES)}I', elf.data, offset, *values.values())
    return bytes(elf.data)


def parse(words: list[str]) -> dict[str, int | str]:
    options: dict[str, int | str] = {}
    for word in words:
        name, equals, value = word.partition('=')
        if not equals:
            raise OptionsError(f'{word}: must be NAME=VALUE')
        if name == 'shutdown_rest' and value in RESTS:
            value = str(RESTS.index(value))
        if name == 'shutdown':
            options[name] = value
            continue
        try:
            number = int(value, 0)
        except ValueError:
            raise OptionsError(f'{word}: not a number') from None
        if not 0 <= number < 1 << 32:
            raise OptionsError(f'{word}: must fit into 32 bits')
        options[name] = number
    return options


def main() -> None:
    if len(sys.argv) < 2 or sys.argv[1] in ('-h', '--help'):
        sys.exit((__doc__ or '') + '    ' + '\n    '.join(SHUTDOWN))
    try:
        with open(sys.argv[1], 'rb') as f:
            data = f.read()
        if len(sys.argv) == 2:
            for name, value in read(Elf(data))[1].items():
                print(f'{name}={value}')
            return
        data = change(data, **parse(sys.argv[3:]))
        with open(sys.argv[2], 'wb') as f:
            f.write(data)
    except (OSError, OptionsError) as err:
        sys.exit(f'options.py: {err}')


if __name__ == '__main__':
    main()
