# SPDX-License-Identifier: GPL-2.0-or-later
"""What a guest accessed that is not modelled, by node of its device tree."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
import re

from .addresses import regions
from .board import Tree, TreeNode

# hw/misc/k3-unimp.c
BLOCK = re.compile(r'^(\S+): unimplemented block, (read|write) at 0x(\w+) ')
NOTHING = re.compile(
    r'^k3-bus: (read|write) at 0x(\w+), where there is nothing ')
# hw/remoteproc/sysfw
MESSAGE = re.compile(r'^(\S*ti-sci\S*): (.*)')


def log_arguments(log: Path) -> list[str]:
    """QEMU's arguments that make it write LOG."""
    return ['-d', 'unimp,guest_errors', '-D', str(log)]


def _path(node: TreeNode) -> str:
    parts = []
    at: TreeNode | None = node
    while at and at.parent:
        parts.append(at.name)
        at = at.parent
    return '/' + '/'.join(reversed(parts))


@dataclass
class Touched:
    """Accesses to one node, or to a block without one."""
    where: str              # path of the node, or ''
    compatible: str
    blocks: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)   # read, write

    def line(self) -> str:
        what = ', '.join(sorted(self.blocks)) or 'nothing there'
        counts = ', '.join(f'{self.counts[kind]} {kind}s'
                           for kind in ('read', 'write') if self.counts[kind])
        return f'{self.where or "(no node)"}  {self.compatible}\n' \
               f'    {what}: {counts}'.replace('  \n', '\n')


class Log:
    """What QEMU has logged."""

    def __init__(self, text: str, tree: Tree | None) -> None:
        self.regions = sorted(regions(tree), key=lambda r: r.size) \
            if tree else []
        self.nodes: dict[str, Touched] = {}
        self.messages: Counter[str] = Counter()
        for line in text.splitlines():
            self._line(line)

    def _line(self, line: str) -> None:
        if found := BLOCK.match(line):
            self._count(found[1], found[2], int(found[3], 16))
        elif found := NOTHING.match(line):
            self._count('', found[1], int(found[2], 16))
        elif found := MESSAGE.match(line):
            self.messages[found[2]] += 1

    def _count(self, block: str, kind: str, address: int) -> None:
        # The smallest region: some nodes contain others
        region = next((r for r in self.regions
                       if r.base <= address < r.base + r.size), None)
        where = _path(region.node) if region else ''
        key = where or block
        touched = self.nodes.setdefault(key, Touched(
            where, region.node.text('compatible') if region else ''))
        if block:
            touched.blocks.add(block)
        touched.counts[kind] += 1

    def lines(self) -> list[str]:
        """A report for people."""
        found = [touched.line() for _key, touched in sorted(
            self.nodes.items(), key=lambda item: (not item[1].where,
                                                  item[0]))]
        found += [f'system firmware: {text} ({count})'
                  for text, count in self.messages.items()]
        return found or ['nothing']
