# SPDX-License-Identifier: GPL-2.0-or-later
"""Read a device tree's remote cores: firmware, processor, mailbox.

Properties as in Linux's Documentation/devicetree/bindings: remoteproc/
ti,k3-r5f-rproc.yaml and its siblings, mailbox/ti,omap-mailbox.yaml.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
import struct

from ..base import Failure, run, scratch
from .command import Machine

MAGIC = 0xd00dfeed


@dataclass(frozen=True)
class Node:
    """One remote core, as Linux sees it."""
    name: str           # Linux's name for the device
    firmware: str       # firmware-name
    device: int         # ti,sci-dev-id
    processor: int      # ti,sci-proc-ids, the first cell
    # Mailbox cluster, FIFOs that Linux reads and writes; None if there is none
    mailbox: int | None
    receive: int | None
    send: int | None


class Tree:
    """
    A flattened device tree (Devicetree Specification 0.4, chapter 5).  This
    does not use python3-libfdt, because Debian 12's miscounts references to
    None, and Python then aborts on exit.
    """

    BEGIN, END, PROPERTY, NOP = 1, 2, 3, 4

    def __init__(self, data: bytes) -> None:
        header = struct.unpack_from('>10I', data) if len(data) >= 40 else (0,)
        if header[0] != MAGIC:
            raise Failure('not a flattened device tree')
        self.data, self.at, self.strings = data, header[2], header[3]
        self.phandles: dict[int, TreeNode] = {}
        self.root = self._node(None)

    def _word(self) -> int:
        self.at += 4
        return struct.unpack_from('>I', self.data, self.at - 4)[0]

    def _string(self, at: int) -> str:
        return self.data[at:self.data.index(b'\0', at)].decode()

    def _node(self, parent: 'TreeNode | None') -> 'TreeNode':
        if self._word() != self.BEGIN:
            raise Failure('damaged device tree')
        name = self._string(self.at)
        self.at = (self.at + len(name) + 4) & ~3
        node = TreeNode(name, parent, {}, [])
        while (token := self._word()) != self.END:
            if token == self.PROPERTY:
                size, name_at = self._word(), self._word()
                name = self._string(self.strings + name_at)
                node.properties[name] = self.data[self.at:self.at + size]
                self.at = (self.at + size + 3) & ~3
            elif token == self.BEGIN:
                self.at -= 4
                node.children.append(self._node(node))
            elif token != self.NOP:
                raise Failure('damaged device tree')
        for number in node.cells('phandle')[:1]:
            self.phandles[number] = node
        return node


@dataclass
class TreeNode:
    name: str
    parent: 'TreeNode | None'
    properties: dict[str, bytes]
    children: list['TreeNode']

    def walk(self) -> Iterator['TreeNode']:
        yield self
        for child in self.children:
            yield from child.walk()

    def cells(self, name: str) -> list[int]:
        data = self.properties.get(name, b'')
        return list(struct.unpack(f'>{len(data) // 4}I',
                                  data[:len(data) // 4 * 4]))

    def text(self, name: str) -> str:
        return self.properties.get(name, b'').partition(b'\0')[0].decode()

    def strings(self, name: str) -> list[str]:
        data = self.properties.get(name, b'')
        return data.decode().removesuffix('\0').split('\0') if data else []


def wide(cells: list[int]) -> int:
    """The number that CELLS are together."""
    value = 0
    for cell in cells:
        value = value << 32 | cell
    return value


ENABLED = ('', 'ok', 'okay')


def enabled(node: TreeNode) -> bool:
    """Whether NODE and all nodes above it are enabled."""
    at: TreeNode | None = node
    while at:
        if at.text('status') not in ENABLED:
            return False
        at = at.parent
    return True


Mailbox = tuple[int | None, int | None, int | None]


def _mailbox(tree: Tree, node: TreeNode) -> Mailbox:
    """(address of the cluster, FIFO that Linux reads, that it writes)"""
    mboxes = node.cells('mboxes')
    if len(mboxes) < 2:
        return None, None, None
    cluster, child = (tree.phandles[number] for number in mboxes[:2])
    address = cluster.cells('reg')
    return (address[0] << 32 | address[1],
            child.cells('ti,mbox-rx')[0], child.cells('ti,mbox-tx')[0])


def nodes(data: bytes) -> dict[str, Node]:
    """firmware-name -> Node of each remote core in a device tree blob."""
    tree = Tree(data)
    found = {}
    for node in tree.root.walk():
        processor = node.cells('ti,sci-proc-ids')
        if processor:
            firmware = node.text('firmware-name')
            kind, _at, unit = node.name.partition('@')
            found[firmware] = Node(
                f'{unit}.{kind}', firmware, node.cells('ti,sci-dev-id')[0],
                processor[0], *_mailbox(tree, node))
    return found


def generated(binary: Path, machine: str) -> dict[str, Node]:
    """The same for the device tree that QEMU generates for MACHINE."""
    with scratch('k3-dtb') as where:
        run([binary, *Machine(machine, properties=[
            f'dumpdtb={where}/dtb']).arguments()], what='QEMU\'s dumpdtb')
        with open(f'{where}/dtb', 'rb') as stream:
            return nodes(stream.read())
