# SPDX-License-Identifier: GPL-2.0-or-later
"""Check that the data of a SoC family are consistent."""

from __future__ import annotations

from collections.abc import Iterator
import re

from tables import DataError, Family, Row, size

# Least sizes of register blocks whose size is not in the data
SIZES = {'mailboxes': 0x200, 'uarts': 0x100, 'timers': 0x400,
         'watchdogs': 0x100, 'i2c': 0x100, 'spinlocks': 0x1000,
         'gpio': 0x100}


def _ascending(rows: list[Row], column: str) -> None:
    """The model searches these tables, so they must be sorted."""
    last = -1
    for row in rows:
        if row.number(column) <= last:
            raise DataError(f'{row.where}: not in the order of {column}, or '
                            'a duplicate')
        last = row.number(column)


def _unique(rows: list[Row], column: str) -> None:
    seen: dict[str, str] = {}
    for row in rows:
        if row[column] in seen:
            raise DataError(f'{row.where}: {column} {row[column]} is also in '
                            f'{seen[row[column]]}')
        seen[row[column]] = row.where


def _blocks(family: Family) -> Iterator[tuple[int, int, str]]:
    """Yield (first address, last address, name) of all modelled blocks."""
    silicon = family.silicon

    def block(name: str, base: int, length: int) -> tuple[int, int, str]:
        return base, base + length - 1, name

    for kind, length in SIZES.items():
        for row in silicon[kind]['device']:
            yield block(row['name'], row['base'], length)
    for row in silicon['control-modules']['device']:
        yield block(row['name'], row['base'], row['size'])
    for row in silicon['sd-hosts']['device']:
        yield block(row['name'], row['base'], 0x1000)
        yield block(f'{row["name"]} subsystem', row['subsystem'], 0x400)
    for row in silicon.get('interrupt-router', ()):
        yield block(row['name'], row['base'], row['size'])
    yield block('ITS', silicon['gic']['its'], 0x20000)
    memory = silicon['memory']
    for row in (*memory['ddr'], memory['sram'],
                *([memory['mcu-sram']] if 'mcu-sram' in memory else [])):
        yield block(row['name'], row['base'], size(row['size']))
    for subsystem in silicon.get('r5fss', ()):
        for core in subsystem['core']:
            for tcm in ('atcm', 'btcm'):
                yield block(f'{core["name"]} {tcm}', core[tcm],
                            size(subsystem['tcm-size']))
    for core in silicon.get('m4fss', ()):
        for name in ('iram', 'dram'):
            yield block(f'{core["name"]} {name}', core[name]['base'],
                        size(core[name]['size']))
    for core in silicon.get('dsp', ()):
        for row in core['memory']:
            yield block(f'{core["name"]} {row["name"]}', row['base'],
                        row['size'])
    for kind in ('virtio', 'pci'):
        row = family.qemu[kind]
        yield block(row['name'], row['base'], size(row['size']))


def _apart(blocks: list[tuple[int, int, str]], family: Family) -> None:
    blocks.sort()
    for (_first, last, name), (first, _last, other) in zip(blocks,
                                                           blocks[1:]):
        if first <= last:
            raise DataError(f'{family.name}: {name} and {other} overlap at '
                            f'{first:#x}')


def _carveouts(family: Family) -> Iterator[tuple[int, int, str]]:
    for name, core in family.board['core'].items():
        for key in ('dma-memory', 'code-memory'):
            area = core[key]
            yield (area['base'], area['base'] + size(area['size']) - 1,
                   f'{name} {key}')
    if 'rtos-ipc' in family.board:
        area = family.board['rtos-ipc']
        yield (area['base'], area['base'] + size(area['size']) - 1,
               area['name'])


def _lines(family: Family) -> None:
    """Each input has one source, and each source has one row."""
    inputs: dict[tuple[str, int], str] = {}
    outputs: dict[tuple[str, int], str] = {}
    added = {family.qemu['pci']['spi'], *range(
        family.qemu['virtio']['first-spi'], family.silicon['gic']['spis'])}
    for row in family.table('interrupts'):
        numbers = row.outputs('output')
        for number in numbers:
            source = row['source'], number
            if source in outputs:
                raise DataError(f'{row.where}: {source[0]} output {number} '
                                f'is also in {outputs[source]}')
            outputs[source] = row.where
        for name, line in ((name, first + number)
                           for name, first in row.lines('receivers')
                           for number in range(len(numbers))):
            if (name, line) in inputs:
                raise DataError(f'{row.where}: {name}={line} is also wired in '
                                f'{inputs[name, line]}')
            if name == 'GIC' and line in added:
                raise DataError(f'{row.where}: {name}={line} belongs to a '
                                'virtio-mmio slot or to the PCI bus')
            inputs[name, line] = row.where


def _boards(family: Family) -> None:
    """board.toml describes the cores of silicon.toml and no others."""
    cores = {core['name'] for core in family.cores()}
    other = cores ^ family.board['core'].keys()
    if other:
        raise DataError(f'{family.name}: only in silicon.toml or only in '
                        f'board.toml: {", ".join(sorted(other))}')


def check(family: Family) -> None:
    """Raise a DataError with the first inconsistency of a family."""
    if not re.fullmatch('[a-z][a-z0-9_]*', family.name):
        raise DataError(f'{family.name}: the name of a family has lower-case '
                        'letters, digits and "_", and begins with a letter')
    for table, column in (('hosts', 'id'), ('devices', 'id'),
                          ('processors', 'id'), ('map', 'base')):
        _ascending(family.table(table), column)
    for table in ('hosts', 'devices', 'clock-sources'):
        _unique(family.table(table), 'name')
    _apart(list(_blocks(family)), family)
    _apart(list(_carveouts(family)), family)
    _lines(family)
    _boards(family)


def check_together(families: list[Family]) -> None:
    """Raise a DataError unless the families can be told apart."""
    compatibles: dict[str, str] = {}
    for family in families:
        compatible = family.silicon['compatible']
        if family.base and compatible == family.base.silicon['compatible']:
            # A device tree stands for the base, which precedes it: by name
            if family.name < family.base.name:
                raise DataError(f'{family.name}: the name must follow '
                                f'{family.base.name} in the alphabet')
            continue
        if compatible in compatibles:
            raise DataError(f'{family.name}: compatible {compatible} is '
                            f'also in {compatibles[compatible]}')
        compatibles[compatible] = family.name
    defaults = [family.name for family in families
                if family.qemu.get('default', False)]
    if len(defaults) != 1:
        raise DataError('one qemu.toml must have default = true, not '
                        f'{len(defaults)}')
