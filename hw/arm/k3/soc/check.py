# SPDX-License-Identifier: GPL-2.0-or-later
"""Check that the data of a SoC family are consistent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
import re

from blocks import Block, added, constants, mapped, modelled
from tables import DataError, Family, Row, size

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


def _apart(blocks: Iterable[Block], family: Family) -> None:
    ordered = sorted(blocks, key=lambda block: block.base)
    for block, following in zip(ordered, ordered[1:]):
        if block.overlaps(following):
            raise DataError(f'{family.name}: {block.name} and '
                            f'{following.name} overlap at '
                            f'{following.base:#x}')


def _map(family: Family) -> None:
    """
    map.tsv has what is not modelled.  A row may be a module around several
    blocks that are, but tells the address and size of none again.
    """
    blocks, holes = modelled(family), added(family)
    for row, area in zip(family.table('map'), mapped(family)):
        for hole in holes:
            if hole.overlaps(area):
                raise DataError(f'{row.where}: {area.name} is where QEMU adds '
                                f'{hole.name}')
        inside = [block for block in blocks if block.overlaps(area)]
        for block in inside:
            if block.contains(area):
                raise DataError(f'{row.where}: {area.name} is modelled: '
                                f'{block.name} of silicon.toml')
            if not area.contains(block):
                raise DataError(f'{row.where}: {area.name} has only part of '
                                f'{block.name}')
        if len(inside) == 1 and inside[0].base == area.base:
            raise DataError(f'{row.where}: {area.name} is {inside[0].name} of '
                            f'silicon.toml, whose size is '
                            f'{inside[0].size:#x}')
    for register in constants(family):
        where = Block(register['address'], 4, 'constant')
        if not any(area.contains(where) for area in mapped(family)):
            raise DataError(f'{family.name}: no row of map.tsv has the '
                            f'constant register {where.base:#x}')


def _carveouts(family: Family) -> Iterator[Block]:
    for name, core in family.board['core'].items():
        for key in ('dma-memory', 'code-memory'):
            yield Block(core[key]['base'], size(core[key]['size']),
                        f'{name} {key}')
    if 'rtos-ipc' in family.board:
        area = family.board['rtos-ipc']
        yield Block(area['base'], size(area['size']), area['name'])


def _in_ram(family: Family) -> None:
    """
    A carveout is in the first bank of RAM: what a machine with little RAM has.
    """
    bank = family.silicon['memory']['ddr'][0]
    ram = Block(bank['base'], size(bank['size']), bank['name'])
    for area in _carveouts(family):
        if not ram.contains(area):
            raise DataError(f'{family.name}: {area.name} is not in '
                            f'{ram.name}')


def _mailboxes(family: Family) -> None:
    """Each FIFO has one direction, and each user of a mailbox is one core."""
    used: dict[tuple[str, str, int], str] = {}
    for name, core in family.board['core'].items():
        mailbox = core['mailbox']
        linux, own = (mailbox['user'][side] for side in ('linux', 'core'))
        ends = [('FIFO', mailbox['fifo']['to-core'], f'{name} to-core'),
                ('FIFO', mailbox['fifo']['to-linux'], f'{name} to-linux'),
                ('user', own, name), ('user', linux, 'Linux')]
        for kind, number, user in ends:
            key = mailbox['cluster'], kind, number
            if used.setdefault(key, user) != user:
                raise DataError(f'{family.name}: {kind} {number} of '
                                f'{key[0]} is that of {used[key]} and of '
                                f'{user}')


def _threads(family: Family) -> None:
    """A thread of a secure proxy belongs to one host, in one direction."""
    directions = {(row['proxy'], row.number('thread')): row['direction']
                  for row in family.table('threads')}
    used: dict[tuple[str, int], str] = {}
    for row in family.table('hosts'):
        for column, direction in (('rx', 'rx'), ('tx', 'tx'),
                                  ('tx-high', 'tx')):
            if not row[column]:
                continue
            thread = row['proxy'], row.number(column)
            words = f'{row.where}: thread {thread[1]} of proxy {thread[0]}'
            if thread in used:
                raise DataError(f'{words} is also that of {used[thread]}')
            if directions.get(thread) != direction:
                raise DataError(f'{words} is not a thread for {direction}')
            used[thread] = row.where


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
    for aggregator in family.silicon.get('interrupt-aggregator', ()):
        where = f'{family.name}: {aggregator["name"]}'
        for wires in aggregator['wiring']:
            first, last = wires['outputs']
            for number in range(last - first + 1):
                key = wires['receiver'], wires['line'] + number
                if key in inputs:
                    raise DataError(f'{where}: {key[0]}={key[1]} is also '
                                    f'wired in {inputs[key]}')
                inputs[key] = where


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
    _apart((*modelled(family), *added(family)), family)
    _map(family)
    _apart(_carveouts(family), family)
    _in_ram(family)
    _mailboxes(family)
    _threads(family)
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
