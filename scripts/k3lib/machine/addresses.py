# SPDX-License-Identifier: GPL-2.0-or-later
"""Where the registers of a device tree's nodes are, as bus masters see them."""

from collections.abc import Iterator
from dataclasses import dataclass

from .board import Tree, TreeNode, wide


@dataclass
class Region:
    """A register region of a node, in addresses of the SoC."""
    base: int
    size: int
    node: TreeNode


def _cells(node: TreeNode | None, name: str, default: int) -> int:
    found = node.cells(name) if node else []
    return found[0] if found else default


def _groups(node: TreeNode, name: str, *widths: int) -> Iterator[list[int]]:
    """The values in each entry of a property."""
    cells = node.cells(name)
    while cells and len(cells) >= sum(widths) > 0:
        values = []
        for width in widths:
            values.append(wide(cells[:width]))
            cells = cells[width:]
        yield values


def _to_soc(node: TreeNode, address: int) -> int | None:
    """Translate an address in NODE's parent bus to one of the SoC."""
    bus = node.parent
    while bus and bus.parent:
        if 'ranges' not in bus.properties:
            return None         # I2C addresses, for example
        inner = _cells(bus, '#address-cells', 2)
        outer = _cells(bus.parent, '#address-cells', 2)
        size = _cells(bus, '#size-cells', 1)
        for child, parent, length in _groups(bus, 'ranges', inner, outer,
                                             size):
            if child <= address < child + length:
                address += parent - child
                break
        else:
            if bus.properties['ranges']:
                return None
        bus = bus.parent
    return address


def regions(tree: Tree) -> Iterator[Region]:
    """The register regions of all nodes."""
    for node in tree.root.walk():
        if not node.parent or node.parent.name.startswith('reserved-memory'):
            continue
        widths = (_cells(node.parent, '#address-cells', 2),
                  _cells(node.parent, '#size-cells', 1))
        for base, size in _groups(node, 'reg', *widths):
            address = _to_soc(node, base)
            if address is not None and size:
                yield Region(address, size, node)
