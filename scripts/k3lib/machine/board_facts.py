# SPDX-License-Identifier: GPL-2.0-or-later
"""Compare board.toml, memories and controllers with a board's device tree.

This is a part of soc_facts, which compares devices and cores.
"""

from collections.abc import Callable
import sys
from typing import Any

from ..base import TOP
from .board import Tree, TreeNode, wide

sys.path.insert(0, str(TOP / 'hw/arm/k3/soc'))
import remote                               # noqa: E402
import tables                               # noqa: E402

MIB = 1 << 20
# What differs on some boards, or was mended in newer trees: (family, core or
# node, fact, the tree's value)
ELSEWHERE = {
    # Linux 6.12 exchanges the two; see the head of J721E's board.toml
    ('j721e', 'c66_0', 'dma carveout', (0xa6000000, MIB)),
    ('j721e', 'c66_1', 'dma carveout', (0xa7000000, MIB)),
    # J721E SK in Linux 6.1
    ('j721e', 'main-r5f0_0', 'firmware-name',
     'pdk-ipc/ipc_echo_test_mcu2_0_release_strip.xer5f'),
    # The modules of Toradex and Variscite
    ('am62p', 'wkup-r5f0_0', 'code carveout', (0x9c900000, 30 * MIB)),
    # HummingBoard-T: more than the DDR controller has addresses for
    ('am64x', 'memory@80000000', 'RAM', (0x880000000, 6144 * MIB)),
    # All trees; the last eight of these outputs lead to the MCU domain (AM65x TRM)
    ('am65x', 'interrupt-controller@310e0000', 'ti,interrupt-ranges',
     ((0, 64, 64), (64, 448, 64))),
}
SPI_0 = 32                      # its interrupt id in the GIC

Regions = Callable[[TreeNode], list[tuple[int, int]]]


class BoardFacts:
    """Compares one family with one tree; REPORT gets what was found."""

    def __init__(self, family: tables.Family, tree: Tree, report: Any,
                 regions: Regions) -> None:
        self.family, self.tree, self.report = family, tree, report
        self.silicon, self.regions = family.silicon, regions
        self.cores = {core.node.partition('.')[0]: core for core
                      in remote.socs()[family.name].cores.values()}

    def all(self) -> None:
        """Compare all nodes."""
        for node in self.tree.root.walk():
            name, _at, unit = node.name.partition('@')
            kinds = node.strings('compatible')
            if node.cells('ti,sci-proc-ids') and unit in self.cores:
                self._core(node, self.cores[unit])
            elif 'arm,gic-v3' in kinds:
                self._gic(node)
            elif 'arm,gic-v3-its' in kinds:
                self.report.same('ITS', node, self.silicon['gic']['its'],
                                 self.regions(node)[0][0])
            elif kinds == ['mmio-sram']:
                self._sram(node)
            elif 'ti,am654-chipid' in kinds:
                self.report.same('JTAG id', node,
                                 self.silicon['jtag-id']['address'],
                                 self.regions(node)[0][0])
            elif node.text('device_type') == 'memory':
                self._ram(node)
            elif kinds == ['ti,sci-intr']:
                self._router(node)
            elif kinds == ['ti,sci-inta']:
                self._aggregator(node)
            elif name == 'dma-controller':
                self._bcdma(node)
                self._pktdma(node)
            elif name == 'ethernet' and node.cells('dmas'):
                self._cpsw(node)
            elif name == 'mmc' and node.cells('bus-width'):
                self._bus_width(node)

    def _same(self, what: str, node: TreeNode, ours: object, theirs: object,
              subject: str | None = None) -> None:
        """Compare one fact, which may be another on some boards."""
        key = self.family.name, subject or node.name, what, theirs
        if ours != theirs and key in ELSEWHERE:
            self.report.mistakes.append(f'{node.name}: {what}: {theirs} is '
                                        'that of some boards')
        else:
            self.report.same(what, node, ours, theirs)

    def _core(self, node: TreeNode, core: remote.RemoteCore) -> None:
        board = self.family.board['core'][core.name]
        if 'firmware-name' in node.properties:
            self._same('firmware-name', node, core.firmware,
                       node.text('firmware-name'), core.name)
        mboxes = [self.tree.phandles[number]
                  for number in node.cells('mboxes')[:2]]
        if mboxes:
            cluster, channel = mboxes
            same, box = self.report.same, core.mailbox
            same('mailbox cluster', node, box.base,
                 self.regions(cluster)[0][0])
            same('name of the mailbox channel', node,
                 board['mailbox']['node'], channel.name)
            # FIFO, interrupt line, user
            linux = board['mailbox']['user']['linux']
            for fifo, name in ((box.to_linux, 'rx'), (box.to_core, 'tx')):
                same(f'FIFO and user of Linux\'s {name}', node,
                     [fifo, linux], channel.cells(f'ti,mbox-{name}')[::2])
        for number, name, ours in zip(node.cells('memory-region'),
                                      ('dma', 'code'),
                                      (core.dma_memory, core.code_memory)):
            cells = self.tree.phandles[number].cells('reg')
            self._same(f'{name} carveout', node, (ours.base, ours.size),
                       (wide(cells[:2]), wide(cells[2:4])), core.name)

    def _gic(self, node: TreeNode) -> None:
        gic, found = self.silicon['gic'], self.regions(node)
        # Trees of J721S2 give the distributor more than its own 64 KiB
        self.report.same('GIC distributor', node, gic['distributor'],
                         found[0][0])
        self.report.same('GIC redistributors', node,
                         (gic['redistributors'], gic['redistributors-size']),
                         found[1])

    def _sram(self, node: TreeNode) -> None:
        memory = self.silicon['memory']
        ours = [(memory[key]['base'], tables.size(memory[key]['size']))
                for key in ('sram', 'mcu-sram') if key in memory]
        for found in self.regions(node):
            self.report.same('SRAM', node, True, found in ours)

    def _ram(self, node: TreeNode) -> None:
        """A board may have less than the SoC has addresses for."""
        for base, size in self.regions(node):
            bank = next((row for row in self.silicon['memory']['ddr']
                         if row['base'] == base), None)
            self._same('RAM', node, (base, min(size, tables.size(
                bank['size']) if bank else 0)), (base, size))

    def _router(self, node: TreeNode) -> None:
        device = node.cells('ti,sci-dev-id')[0]
        devices = self.family.ids('devices')
        row = next((row for row in self.silicon.get('interrupt-router', ())
                    if devices[row.get('tisci', row['name'])] == device), None)
        if not row:
            return
        # Some have no registers, but all have an address
        unit = int(node.name.partition('@')[2], 16)
        found = self.regions(node) or [(unit, row['size'])]
        self.report.same('registers of a router', node,
                         (row['base'], row['size']), found[0])
        cells = node.cells('ti,interrupt-ranges')
        theirs = tuple(zip(cells[::3], cells[1::3], cells[2::3]))
        ours = tuple((wires['outputs'][0], wires['line'] + SPI_0,
                      wires['outputs'][1] - wires['outputs'][0] + 1)
                     for wires in row['wiring'] if wires['receiver'] == 'GIC')
        if ours:                # others lead to another router
            self._same('ti,interrupt-ranges', node, ours, theirs)

    def _aggregator(self, node: TreeNode) -> None:
        """Those that are modelled; some of their lines may have another use."""
        base = self.regions(node)[0][0]
        row = next((row for row in
                    self.silicon.get('interrupt-aggregator', ())
                    if row['base'] == base), None)
        if not row:
            return
        self._device(node, row)
        cells = node.cells('ti,interrupt-ranges')
        theirs = {first + n: line + n for first, line, number in
                  zip(cells[::3], cells[1::3], cells[2::3])
                  for n in range(number)}
        for wires in row['wiring']:
            first, last = wires['outputs']
            if wires['receiver'] == 'GIC':
                self.report.same(
                    'lines of an aggregator', node,
                    [wires['line'] + SPI_0 + n
                     for n in range(last - first + 1)],
                    [theirs.get(n) for n in range(first, last + 1)])

    def _bcdma(self, node: TreeNode) -> None:
        names = node.strings('reg-names')
        bases = {name: base for name, (base, _size)
                 in zip(names, self.regions(node))}
        row = next((row for row in self.silicon.get('bcdma', ())
                    if row['gcfg'] == bases.get('gcfg')), None)
        if not row:
            return
        self._device(node, row)
        same = self.report.same
        same('compatible', node, row['compatible'], node.text('compatible'))
        for name in ('bchanrt', 'rchanrt', 'tchanrt', 'ringrt'):
            same(f'registers: {name}', node, row[name], bases[name])
        for kind in node.cells('ti,sci-rm-range-bchan'):
            same('resource of channels', node, True,
                 kind in row['resources']['block-copy'])
        if node.parent:
            same('device of the DMA subsystem', node,
                 [self.family.ids('devices')[row['subsystem']]],
                 node.parent.cells('ti,sci-dev-id'))

    def _pktdma(self, node: TreeNode) -> None:
        bases = {name: base for name, (base, _size)
                 in zip(node.strings('reg-names'), self.regions(node))}
        row = next((row for row in self.silicon.get('pktdma', ())
                    if row['gcfg'] == bases.get('gcfg')), None)
        if not row:
            return
        self._device(node, row)
        same = self.report.same
        same('compatible', node, row['compatible'], node.text('compatible'))
        for name in ('rchanrt', 'tchanrt', 'ringrt'):
            same(f'registers: {name}', node, row[name], bases[name])
        resources = row['resources']
        for key, kinds in (('tchan', 'tx'), ('rchan', 'rx'),
                           ('tflow', 'ring'), ('rflow', 'flow')):
            same(f'resources: {key}', node, set(), set(
                node.cells(f'ti,sci-rm-range-{key}')) - set(resources[kinds]))

    def _cpsw(self, node: TreeNode) -> None:
        bases = [base for base, _size in self.regions(node)]
        row = next((row for row in self.silicon.get('cpsw', ())
                    if row['base'] in bases), None)
        if not row:
            return
        threads = node.cells('dmas')[1::3]      # phandle, thread, ASEL
        first = row['tx']['thread']
        self.report.same('threads', node, [
            *range(first, first + row['tx']['channels']),
            row['rx']['thread']], threads)

    def _device(self, node: TreeNode, row: dict[str, Any]) -> None:
        self.report.same('ti,sci-dev-id', node,
                         [self.family.ids('devices')[row['name']]],
                         node.cells('ti,sci-dev-id'))

    def _bus_width(self, node: TreeNode) -> None:
        """A board may use fewer lines than the host has."""
        unit = int(node.name.partition('@')[2], 16)
        for row in self.silicon['sd-hosts']['device']:
            if row['base'] == unit:
                self.report.same('bus-width', node, True, row['bus-width']
                                 >= node.cells('bus-width')[0])
