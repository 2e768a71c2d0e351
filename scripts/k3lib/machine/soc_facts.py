# SPDX-License-Identifier: GPL-2.0-or-later
"""Compare the SoCs' data with a board's device tree.

Nodes of modelled devices are compared with the data.  For other nodes, only
their requests to the system firmware are checked.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
import sys
from typing import Any

from ..base import TOP
from .addresses import regions
from .board import Tree, TreeNode, enabled, wide
from .board_facts import BoardFacts

sys.path.insert(0, str(TOP / 'hw/arm/k3/soc'))
import blocks                               # noqa: E402
from headers import constant                # noqa: E402
import remote                               # noqa: E402
import tables                               # noqa: E402

Row = dict[str, Any]            # of silicon.toml
# Cells of an interrupt controller's binding: arm,gic-v3, ti,sci-intr
GIC_CELLS = 3
SPI = 0
# Node names of the kinds of devices
NODES = {'uarts': ('serial',), 'timers': ('timer',),
         'watchdogs': ('watchdog',), 'mailboxes': ('mailbox',),
         'sd-hosts': ('mmc',), 'i2c': ('i2c',), 'gpio': ('gpio',),
         'spinlocks': ('spinlock', 'hwlock'), 'rtc': ('rtc',),
         'rng': ('rng',), 'ospi': ('spi',)}
# Nodes with such a name that are another device
OTHERS = {'ti,am654-secure-proxy', 'ti,am654-mcspi', 'ti,omap4-mcspi'}
# Mistakes of trees: (node, device, clock) that no firmware has.  Linux 6.1
# gives the MDIO of an ICSSG a clock of EQEP2, which has only one.
MISTAKES = {('mdio@32400', 62, 3)}
# Power domains of other devices: (family, node, device).  Linux 6.12 and 7.3 have
# two timers of J7200 whose clocks are right.
DOMAIN_MISTAKES = {('j7200', 'timer@2420000', 49),
                   ('j7200', 'timer@40460000', 35)}
# Clusters whose core 1 has the TCMs, in trees, that core 0 has in lockstep mode:
# 64 KiB each.  It has 32 KiB (J784S4 TRM SPRUJ52, "R5FSS Features").
TCM_MISTAKES = {'ti,j721s2-r5fss'}


@dataclass
class Report:
    """The result of a comparison."""
    agreed: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    mistakes: list[str] = field(default_factory=list)   # mistakes of the tree
    # (kind, name) of our devices of which the tree has a node
    seen: set[tuple[str, str]] = field(default_factory=set)

    def same(self, what: str, node: TreeNode, ours: object,
             theirs: object) -> None:
        """Compare one fact; THEIRS is the device tree's."""
        if ours == theirs:
            self.agreed[what] += 1
        else:
            self.wrong.append(f'{node.name}: {what}: ours {_say(ours)}, the '
                              f'device tree\'s {_say(theirs)}')


def _say(value: object) -> str:
    if isinstance(value, int):
        return f'{value} ({value:#x})' if value > 9 else str(value)
    if isinstance(value, (list, tuple)):
        return '[' + ', '.join(map(_say, value)) + ']'
    return str(value)


class Comparison:
    """Compares one family with one tree."""

    def __init__(self, family: tables.Family, tree: Tree):
        self.family, self.tree = family, tree
        self.silicon = family.silicon
        self.devices = family.ids('devices')
        self.clocks = {(self.devices[row['device']], number)
                       for row in family.table('clocks')
                       for number in row.numbers('clock')}
        self.soc = remote.socs()[family.name]
        self.report = Report()
        self.regions: dict[int, list[tuple[int, int]]] = {}
        for region in regions(tree):
            self.regions.setdefault(id(region.node), []).append(
                (region.base, region.size))
        self.lines: dict[tuple[str, int], dict[str, int]] = {}
        for row in family.table('interrupts'):
            for number, output in enumerate(row.outputs('output')):
                self.lines[row['source'], output] = {
                    name: line + number
                    for name, line in row.lines('receivers')}

    def all(self) -> Report:
        """Compare all nodes."""
        for node in self.tree.root.walk():
            self._system_firmware(node)
            # Device trees have no interrupts for watchdogs
            for kind, comparison in (('uarts', self._uart),
                                     ('i2c', self._i2c),
                                     ('gpio', self._gpio),
                                     ('rtc', self._peripheral),
                                     ('rng', self._peripheral),
                                     ('ospi', self._ospi),
                                     ('timers', self._peripheral),
                                     ('watchdogs', self._device),
                                     ('mailboxes', self._mailbox),
                                     ('sd-hosts', self._sd_host)):
                row = self._row(kind, node)
                if row:
                    self.report.seen.add((kind, row['name']))
                    self._size(kind, node)
                    comparison(node, row)
            if node.cells('ti,sci-proc-ids'):
                self._core(node)
        self._secure_proxy()
        self._decoded()
        BoardFacts(self.family, self.tree, self.report,
                   self._regions).all()
        return self.report

    def _regions(self, node: TreeNode) -> list[tuple[int, int]]:
        """(base, size) of the registers of NODE, as bus masters see them"""
        return self.regions.get(id(node), [])

    def _decoded(self) -> None:
        """
        Something is at the registers of each enabled node.  A driver that
        accesses others ends in an Oops.
        """
        known = [*blocks.modelled(self.family), *blocks.mapped(self.family)]
        for region in regions(self.tree):
            node = region.node
            if enabled(node) and not node.text('device_type'):
                self.report.same('a register region', node, any(
                    block.base <= region.base < block.end
                    for block in known), True)

    @staticmethod
    def _address(node: TreeNode) -> int | None:
        """The address of a node: these trees have SoC addresses in names."""
        _name, _at, unit = node.name.partition('@')
        try:
            return int(unit, 16)
        except ValueError:
            return None

    def _row(self, kind: str, node: TreeNode) -> Row | None:
        """Our row for a node, which must be there if we model the kind."""
        if kind not in self.silicon or \
                node.name.partition('@')[0] not in NODES[kind] or \
                node.text('compatible') in OTHERS or \
                node.name in self.silicon.get('missing-devices', ()):
            return None
        # Nodes on an I2C bus and the like are no devices of the SoC
        found = self._regions(node)
        if not found:
            return None
        row = next((row for row in self.silicon[kind]['device']
                    if row['base'] == found[0][0]), None)
        if not row:
            self.report.wrong.append(f'{node.name}: no such device in {kind} '
                                     'of silicon.toml')
        return row

    def _size(self, kind: str, node: TreeNode) -> None:
        """A driver finds all registers that it knows of."""
        size = self._regions(node)[0][1]
        if 'size' in self.silicon[kind]:
            self.report.same('size of its registers', node,
                             self.silicon[kind]['size'], size)
        if kind in blocks.REGISTERS:
            self.report.same('size of the model\'s registers', node, True,
                             size <= constant(*blocks.REGISTERS[kind]))

    def _parent(self, node: TreeNode) -> TreeNode | None:
        """The interrupt controller of NODE."""
        at: TreeNode | None = node
        while at:
            cells = at.cells('interrupt-parent')
            if cells:
                return self.tree.phandles.get(cells[0])
            at = at.parent
        return None

    def _interrupts(self, node: TreeNode) -> list[tuple[str, int]]:
        """(GIC or the name of a router, line)"""
        parent, cells = self._parent(node), node.cells('interrupts')
        if not parent or not cells:
            return []
        width = parent.cells('#interrupt-cells')[0]
        groups = [cells[n:n + width] for n in range(0, len(cells), width)]
        if width == GIC_CELLS:
            return [('GIC', group[1]) for group in groups
                    if group[0] == SPI]
        device = parent.cells('ti,sci-dev-id')
        router = next((row['name'] for row in
                       self.silicon.get('interrupt-router', ()) if device and
                       self.devices[row.get('tisci', row['name'])]
                       == device[0]), parent.name)
        return [(router, group[0]) for group in groups]

    def _device(self, node: TreeNode, row: Row) -> None:
        domains = node.cells('power-domains')
        if len(domains) < 2:
            return
        if (self.family.name, node.name, domains[1]) in DOMAIN_MISTAKES:
            self.report.mistakes.append(f'{node.name}: power-domains: device '
                                        f'{domains[1]}')
            return
        self.report.same('TISCI device', node,
                         self.devices[row.get('tisci', row['name'])],
                         domains[1])

    def _line(self, node: TreeNode, row: Row, output: int = 0) -> None:
        """Compare the interrupts whose receiver we know."""
        ours = self.lines.get((row['name'], output), {})
        for receiver, line in self._interrupts(node)[:1]:
            if receiver == 'GIC' or receiver in ours:
                self.report.same(f'line of {receiver}', node,
                                 ours.get(receiver), line)

    def _peripheral(self, node: TreeNode, row: Row) -> None:
        self._device(node, row)
        self._line(node, row)

    def _uart(self, node: TreeNode, row: Row) -> None:
        self._peripheral(node, row)
        self._functional_clock(node, self.silicon['uarts'].get('clock', 0))

    def _i2c(self, node: TreeNode, row: Row) -> None:
        self._peripheral(node, row)
        self._functional_clock(
            node, row.get('clock', self.silicon['i2c']['clock']))
        self.report.same('compatible', node, self.silicon['i2c']['compatible'],
                         node.text('compatible'))

    def _gpio(self, node: TreeNode, row: Row) -> None:
        self._device(node, row)
        self._functional_clock(node, 0)
        same = self.report.same
        same('compatible', node, self.silicon['gpio']['compatible'],
             node.text('compatible'))
        for pins in node.cells('ti,ngpio'):
            same('pins of a GPIO module', node, row['pins'], pins)
        for bank, (receiver, line) in enumerate(self._interrupts(node)):
            ours = self.lines.get((row['name'], bank), {})
            same(f'line of {receiver}', node, ours.get(receiver), line)

    def _functional_clock(self, node: TreeNode, ours: int) -> None:
        clock = node.cells('clocks')[2:3]
        if clock:
            self.report.same('functional clock', node, ours, clock[0])

    def _sd_host(self, node: TreeNode, row: Row) -> None:
        self._peripheral(node, row)
        same, compatibles = self.report.same, node.properties['compatible']
        same('compatible', node, True,
             row['compatible'].encode() in compatibles.split(b'\0'))
        same('subsystem of an SD host', node, row['subsystem'],
             wide(node.cells('reg')[4:6]))
        # Each clock: provider, device, number
        same('clocks of an SD host', node,
             [row['clocks'][name] for name in ('ahb', 'xin')],
             node.cells('clocks')[2::3])

    def _ospi(self, node: TreeNode, row: Row) -> None:
        self._peripheral(node, row)
        self._functional_clock(node, row['clock'])
        self.report.same('data window', node, row['data'],
                         wide(node.cells('reg')[4:6]))

    def _mailbox(self, node: TreeNode, row: Row) -> None:
        """Compare the lines of the mailbox users that belong to Linux."""
        users = [self.lines.get((row['name'], user), {}) for user in range(4)]
        for receiver, line in self._interrupts(node):
            self.report.same(f'line of {receiver}', node, True,
                             line in [user.get(receiver) for user in users])

    def _core(self, node: TreeNode) -> None:
        parent = node.parent or node
        core = next((core for core in self.soc.cores.values()
                     if core.node.partition('.')[0]
                     == node.name.partition('@')[2]), None)
        if not core and node.name in self.family.silicon.get(
                'missing-cores', ()):
            return
        if not core:
            self.report.wrong.append(f'{node.name}: no such core')
            return
        same = self.report.same
        same('ti,sci-dev-id', node, core.device,
             node.cells('ti,sci-dev-id')[0])
        same('ti,sci-proc-ids', node, core.processor,
             node.cells('ti,sci-proc-ids')[0])
        same('compatible of its driver', node, True, core.compatible in (
            node.text('compatible'), parent.text('compatible')))
        names = node.properties.get('reg-names', b'').split(b'\0')
        cells = node.cells('reg')
        width = len(cells) // max(len(names) - 1, 1)
        if width in (2, 4):
            half = width // 2
            for number, memory in enumerate(core.memories):
                group = cells[number * width:(number + 1) * width]
                base, length = (wide(group[:half]),
                                wide(group[half:]))
                same('base of a memory', node, memory.base, base)
                size = memory.size * self._joined(core)
                if core.index == 1 and length == 2 * size and \
                        parent.text('compatible') in TCM_MISTAKES:
                    self.report.mistakes.append(
                        f'{node.name}: size of a memory: {_say(length)}, '
                        'which only core 0 has')
                    continue
                same('size of a memory', node, size, length)
        for key, value in core.tcms.items():
            for cell in node.cells(f'ti,{key}'):
                same(f'ti,{key}', node, int(value), cell)
        if parent.cells('power-domains') and core.cluster_device:
            same('TISCI device of the cluster', node, core.cluster_device,
                 parent.cells('power-domains')[1])

    def _joined(self, core: remote.RemoteCore) -> int:
        """2 if core 0 can have the TCMs of core 1 as well, else 1."""
        return 1 + (core.kind == 'r5f' and core.index == 0 and
                    self.silicon['r5fss'][core.subsystem].get('tcm-double',
                                                              False))

    def _system_firmware(self, node: TreeNode) -> None:
        """Check that the devices and clocks that NODE requests exist."""
        for name, kind in (('power-domains', 'ti,sci-pm-domain'),
                           ('resets', 'ti,sci-reset')):
            for cells in self._references(node, name, kind):
                self.report.same(f'a device of {name}', node, True,
                                 cells[0] in self.devices.values())
        for name in ('clocks', 'assigned-clocks', 'assigned-clock-parents'):
            for cells in self._references(node, name, 'ti,k2g-sci-clk'):
                self._clock(node, name, *cells)

    def _clock(self, node: TreeNode, name: str, device: int,
               clock: int) -> None:
        if (device, clock) in self.clocks:
            self.report.agreed[f'a clock of {name}'] += 1
            return
        words = f'{node.name}: {name}: device {device} has no clock {clock}'
        known = (node.name, device, clock) in MISTAKES
        (self.report.mistakes if known else self.report.wrong).append(words)

    def _references(self, node: TreeNode, name: str,
                    kind: str) -> Iterator[list[int]]:
        """The cells after each phandle of a provider of that KIND."""
        cells, widths = node.cells(name), (
            '#power-domain-cells', '#reset-cells', '#clock-cells')
        while cells:
            provider = self.tree.phandles.get(cells.pop(0))
            if not provider:
                continue        # an empty place
            width = next((provider.cells(w)[0] for w in widths
                          if provider.cells(w)), 0)
            taken, cells = cells[:width], cells[width:]
            if provider.text('compatible') == kind:
                yield taken

    def _secure_proxy(self) -> None:
        """Compare the secure proxy's addresses and Linux's threads."""
        proxy = self.silicon['secure-proxy']['main']
        for node in self.tree.root.walk():
            if self._address(node) == proxy['data'] and \
                    node.text('compatible') == 'ti,am654-secure-proxy':
                cells = node.cells('reg')
                for number, name in enumerate(('data', 'rt', 'scfg')):
                    self.report.same(f'secure proxy: {name}', node,
                                     proxy[name],
                                     wide(cells[4 * number:
                                                      4 * number + 2]))
                for receiver, line in self._interrupts(node)[:1]:
                    ours = self.lines['SECURE_PROXY', self.soc.linux_rx]
                    self.report.same('line of Linux\'s thread', node,
                                     ours.get(receiver), line)
            if node.text('compatible') == 'ti,k2g-sci':
                cells = node.cells('mboxes')
                self.report.same('threads of Linux', node,
                                 [self.soc.linux_rx, self.soc.linux_tx],
                                 cells[1::2])
                self.report.same('ti,host-id', node, self.soc.linux_host,
                                 node.cells('ti,host-id')[0])


def unseen(family: str, seen: set[tuple[str, str]]) -> list[str]:
    """Devices of ours that are not among those of which trees have nodes."""
    silicon = tables.family(family).silicon
    return [row['name'] for kind in NODES if kind in silicon
            for row in silicon[kind]['device']
            if (kind, row['name']) not in seen]


def family_of(tree: Tree) -> str | None:
    """The family that a device tree is for, or None if we do not model it."""
    words = tree.root.strings('compatible')
    for name in tables.families():
        if tables.family(name).silicon['compatible'] in words:
            return name
    return None


def compare(data: bytes) -> tuple[str, Report] | None:
    """(family, result), or None if the tree's SoC is not modelled."""
    tree = Tree(data)
    name = family_of(tree)
    return (name, Comparison(tables.family(name), tree).all()) if name else None
