# SPDX-License-Identifier: GPL-2.0-or-later
"""Boards: the device trees that come with a kernel, and what they say."""

from collections.abc import Iterator
import difflib
from dataclasses import dataclass
import functools
from pathlib import Path
import re
import struct

from ..base import Failure
from ..kernel.kernels import Kernel
from . import cores, soc_facts
from .board import Tree, TreeNode, enabled
from .cores import Soc

PREFIX, SUFFIX = 'k3-', '.dtb'
# Values of ti,cluster-mode in which Linux drives only core 0 of an R5F cluster
# (ti,k3-r5f-rproc.yaml: lockstep, single CPU)
ONE_CORE = (1, 2)
NEAR, MOST = 0.5, 6     # of difflib: likeness, number of matches


@dataclass(frozen=True)
class Core:
    """A remote core that Linux drives on a board."""
    name: str           # as k3-run --firmware takes it
    node: str           # Linux's name of the device
    firmware: str       # the file that Linux loads; '' if the tree names none


@dataclass(frozen=True)
class Board:
    """A device tree; the board that it describes."""
    path: Path

    @property
    def name(self) -> str:
        return self.path.name.removesuffix(SUFFIX)

    @functools.cached_property
    def tree(self) -> Tree:
        try:
            return Tree(self.path.read_bytes())
        except (ValueError, IndexError, struct.error, Failure) as err:
            raise Failure(f'{self.path}: damaged device tree') from err

    @property
    def model(self) -> str:
        return self.tree.root.text('model')

    @property
    def compatible(self) -> list[str]:
        return self.tree.root.strings('compatible')

    @functools.cached_property
    def soc(self) -> Soc | None:
        """The SoC; None if it is not modelled."""
        name = soc_facts.family_of(self.tree)
        return cores.SOCS[name] if name else None

    def known_soc(self) -> Soc:
        """The SoC, which must be modelled."""
        if not self.soc:
            raise Failure(
                f'{self.name} ({self.model}): its SoC, '
                f'{self.compatible[-1]}, is not modelled; those that are: '
                f'{", ".join(cores.SOCS)}')
        return self.soc

    def _top(self, name: str) -> TreeNode:
        """A child of the root; empty if there is none."""
        return next((node for node in self.tree.root.children
                     if node.name == name), TreeNode(name, None, {}, []))

    @functools.cached_property
    def _port(self) -> tuple[str, str]:
        """
        (alias, path) of the UART that stdout-path names; either may be ''.  The
        boot loader chooses it on boards without; we take what others have.
        """
        chosen, aliases = self._top('chosen'), self._top('aliases')
        known = {alias: aliases.text(alias) for alias in aliases.properties
                 if re.fullmatch(r'serial\d', alias)}
        named = chosen.text('stdout-path').partition(':')[0]
        if not named and self.soc:
            usual = f'@{self.soc.model.console:x}'
            named = next((path for path in known.values()
                          if path.endswith(usual)), '')
        if named in known:
            return named, known[named]
        return next(((alias, named) for alias, path in known.items()
                     if path == named), ('', named))

    @property
    def console(self) -> str | None:
        """
        Linux's name of that UART.  With console= it gets the log from the early
        console without a gap; else tty0 comes between them.
        """
        return self._port[0].replace('serial', 'ttyS') or None

    @property
    def earlycon(self) -> str | None:
        """The earlycon argument for that UART."""
        # Names of nodes have their addresses in these trees
        address = self._port[1].rpartition('@')[2]
        if not re.fullmatch(r'[0-9a-f]+', address):
            return None
        return f'ns16550a,mmio32,{int(address, 16):#010x}'

    @property
    def cpus(self) -> int:
        """The number of application cores."""
        return sum(node.text('device_type') == 'cpu' and enabled(node)
                   for node in self.tree.root.walk())

    @property
    def ram(self) -> int:
        """Bytes of RAM; trees may claim more than the SoC can address."""
        size = 0
        for node in self.tree.root.children:
            if node.text('device_type') == 'memory':
                cells = node.cells('reg')
                size += sum(high << 32 | low for high, low in
                            zip(cells[2::4], cells[3::4]))
        return min(size, self.soc.model.ddr) if self.soc else size

    def cores(self) -> Iterator[Core]:
        """The remote cores that Linux drives."""
        soc = self.known_soc()
        names = {core.node.partition('.')[0]: core
                 for core in soc.model.cores.values()}
        for node in self.tree.root.walk():
            core = names.get(node.name.partition('@')[2])
            if not core or not node.cells('ti,sci-proc-ids') or \
                    not enabled(node):
                continue
            mode = node.parent.cells('ti,cluster-mode') if node.parent else []
            if core.kind == 'r5f' and core.index and mode and \
                    mode[0] in ONE_CORE:
                continue
            yield Core(core.name, core.node, node.text('firmware-name'))

    def firmware_file(self, name: str) -> str:
        """The file that Linux loads for the core NAME."""
        soc = self.known_soc()
        cores.firmware_file(soc, name)      # it exists, and Linux loads it
        found = {core.name: core for core in self.cores()}
        if name not in found:
            raise Failure(f'{name}: Linux does not drive this core on '
                          f'{self.name}; the cores are '
                          f'{", ".join(found) or "none"}')
        if not found[name].firmware:
            raise Failure(f'{name}: {self.name} has no firmware-name for it')
        return found[name].firmware


def _directory(kernel: Kernel) -> Path:
    """Where the boards' device trees of KERNEL are."""
    if not kernel.dtbs:
        raise Failure(f'{kernel.origin} comes without device trees')
    return kernel.dtbs


def boards(kernel: Kernel) -> list[Board]:
    """All boards with a K3 SoC whose device trees come with KERNEL."""
    found = {path.name: Board(path)
             for path in _directory(kernel).rglob(f'{PREFIX}*{SUFFIX}')}
    return [found[name] for name in sorted(found)]


def find(name: str, kernel: Kernel) -> Board:
    """The board NAME: a tree's file name, with or without k3- and .dtb."""
    known = {board.name: board for board in boards(kernel)}
    plain = name.removesuffix(SUFFIX)
    for full in (plain, PREFIX + plain):
        if full in known:
            return known[full]
    near = [other for other in known if plain in other][:MOST]
    near = near or difflib.get_close_matches(PREFIX + plain.removeprefix(
        PREFIX), known, MOST, NEAR)
    hint = (f'; did you mean {", ".join(near)}?' if near else
            f'; it has {len(known)}, which k3-run --board list prints')
    raise Failure(f'{name}: {kernel.origin} has no such board{hint}')


def table(kernel: Kernel) -> str:
    """The boards of KERNEL as lines: name, SoC, model."""
    rows = [(board.name, board.soc.name if board.soc else '(not modelled)',
             board.model) for board in boards(kernel)]
    widths = [max(len(row[n]) for row in rows) for n in range(2)]
    return '\n'.join(f'{name:{widths[0]}}  {soc:{widths[1]}}  {model}'
                     for name, soc, model in rows)
