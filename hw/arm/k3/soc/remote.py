# SPDX-License-Identifier: GPL-2.0-or-later
"""Describe the remote cores of all SoCs to tools, tests and firmware."""

from __future__ import annotations

from dataclasses import dataclass
import functools
from typing import Any

from headers import constant
from tables import families, family, size

# Where a core sees the TCM that is not at 0
TCM_HIGH = constant('hw/remoteproc/k3-r5f-core.h', 'K3_R5F_TCM_HIGH_BASE')


@dataclass(frozen=True)
class Memory:
    """A memory of a core: address for the core, size, address for the SoC."""
    local: int
    size: int
    base: int


@dataclass(frozen=True)
class Mailbox:
    """The mailbox channels between Linux and a core."""
    base: int
    cluster: int                    # position among the clusters
    name: str                       # name of the cluster
    linux_user: int                 # user numbers
    core_user: int
    to_core: int                    # FIFOs
    to_linux: int


@dataclass(frozen=True)
class RemoteCore:
    """A core of any subsystem."""
    name: str
    kind: str                       # r5f, m4f, c66, c71
    subsystem: int                  # position among the subsystems of its kind
    index: int                      # position in the subsystem
    device: int                     # TISCI device
    processor: int                  # TISCI processor
    cluster_device: int | None      # TISCI device of the R5FSS
    compatible: str                 # in the device tree
    device_manager: bool            # runs the device manager at boot
    firmware: str                   # file that Linux's driver loads
    memories: tuple[Memory, ...]    # of an R5F: ATCM, BTCM
    tcms: dict[str, bool]           # of an R5F: what boards configure
    dma_memory: Memory
    code_memory: Memory
    mailbox: Mailbox
    watchdog: int | None            # base of the one that resets it
    sec_mmr: int | None             # base of the status registers of its R5FSS

    @property
    def enabled_memories(self) -> tuple[Memory, ...]:
        """Return the memories that are there if configured as on boards."""
        names = 'atcm-enable', 'btcm-enable'
        return tuple(
            memory for name, memory in zip(names, self.memories)
            if self.tcms[name]) if self.tcms else self.memories

    @property
    def node(self) -> str:
        """Return Linux's name of the device: the address of a memory."""
        kind = {'r5f': 'r5f', 'm4f': 'm4fss'}.get(self.kind, 'dsp')
        return f'{self.memories[0].base:x}.{kind}'


@dataclass(frozen=True)
class Soc:
    """One family."""
    name: str
    console: int                    # base of the UART that Linux uses
    spare_device: int               # TISCI device of an unused UART
    proxy_data: int                 # regions of Linux's secure proxy
    proxy_rt: int
    linux_host: int                 # TISCI host
    linux_rx: int                   # threads of the host
    linux_tx: int
    ddr: int                        # bytes that it has addresses for
    gic_distributor: int
    gic_redistributors: int
    cores: dict[str, RemoteCore]


class _Reader:
    """Makes a Soc from the tables of a family."""

    def __init__(self, name: str):
        self.family = family(name)
        self.silicon, self.board = self.family.silicon, self.family.board
        self.devices = self.family.ids('devices')
        self.processors = self.family.ids('processors', 'device')
        self.clusters = [row['name'] for row
                         in self.silicon['mailboxes']['device']]

    def _core(self, row: dict[str, Any], kind: str, place: tuple[int, int],
              compatible: str, memories: list[Memory],
              subsystem: dict[str, Any] | None = None) -> RemoteCore:
        board = self.board['core'][row['name']]
        mailbox = board['mailbox']
        cluster = self.clusters.index(mailbox['cluster'])
        dma, code = (Memory(area['base'], size(area['size']), area['base'])
                     for area in (board['dma-memory'], board['code-memory']))
        watchdog = next((device['base'] for device
                         in self.silicon['watchdogs']['device']
                         if device['resets'] == row['name']), None)
        return RemoteCore(
            row['name'], kind, *place, self.devices[row['tisci']],
            self.processors[row['tisci']],
            self.devices[subsystem['tisci']] if subsystem else None,
            compatible,
            row.get('device-manager', False), board['firmware'],
            tuple(memories), self.family.tcms(row['name']) if subsystem else {},
            dma, code,
            Mailbox(self.silicon['mailboxes']['device'][cluster]['base'],
                    cluster, mailbox['cluster'], mailbox['user']['linux'],
                    mailbox['user']['core'], mailbox['fifo']['to-core'],
                    mailbox['fifo']['to-linux']),
            watchdog, subsystem.get('sec-mmr') if subsystem else None)

    def _tcms(self, row: dict[str, Any], length: int) -> list[Memory]:
        low, high = 0, TCM_HIGH
        if not self.family.tcms(row['name'])['loczrama']:
            low, high = high, low
        return [Memory(low, length, row['atcm']),
                Memory(high, length, row['btcm'])]

    def _cores(self) -> list[RemoteCore]:
        found = []
        for number, subsystem in enumerate(self.silicon.get('r5fss', ())):
            tcm = size(subsystem['tcm-size'])
            found += [self._core(
                row, 'r5f', (number, index), subsystem['compatible'],
                self._tcms(row, tcm), subsystem)
                for index, row in enumerate(subsystem['core'])]
        for number, row in enumerate(self.silicon.get('m4fss', ())):
            iram, dram = (row[name] for name in ('iram', 'dram'))
            found.append(self._core(
                row, 'm4f', (number, 0), row['compatible'],
                [Memory(0, size(iram['size']), iram['base']),
                 Memory(size(iram['size']), size(dram['size']),
                        dram['base'])]))
        for number, row in enumerate(self.silicon.get('dsp', ())):
            found.append(self._core(
                row, row['kind'], (number, 0), row['compatible'],
                [Memory(memory['local'], memory['size'], memory['base'])
                 for memory in row['memory']]))
        return found

    def soc(self) -> Soc:
        """Return the whole description."""
        uarts = {row['name']: row for row in self.silicon['uarts']['device']}
        console = self.board['aliases']['serial2']
        spare = next(name for name in uarts if name != console)
        proxy = self.silicon['secure-proxy']['main']
        host = next(row for row in self.family.table('hosts') if row['name']
                    == self.silicon['system-firmware']['linux-host'])
        return Soc(self.family.name, uarts[console]['base'],
                   self.devices[spare], proxy['data'], proxy['rt'],
                   host.number('id'), host.number('rx'), host.number('tx'),
                   sum(size(bank['size'])
                       for bank in self.silicon['memory']['ddr']),
                   self.silicon['gic']['distributor'],
                   self.silicon['gic']['redistributors'],
                   {core.name: core for core in self._cores()})


@functools.cache
def socs() -> dict[str, Soc]:
    """Return all families, the default first."""
    return {name: _Reader(name).soc() for name in families()}
