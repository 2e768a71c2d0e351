# SPDX-License-Identifier: GPL-2.0-or-later
"""List the blocks of a SoC that are modelled: registers and memories."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from headers import constant
from tables import DataError, Family, size

# The registers of devices of one size: header and name of the size
REGISTERS = {'mailboxes': ('hw/misc/k3-mailbox.h', 'K3_MAILBOX_MMIO_SIZE'),
             'uarts': ('hw/char/k3-uart.h', 'K3_UART_MMIO_SIZE'),
             'timers': ('hw/timer/k3-dmtimer.h', 'K3_DMTIMER_MMIO_SIZE'),
             'watchdogs': ('hw/watchdog/k3-rti.h', 'K3_RTI_MMIO_SIZE'),
             'i2c': ('hw/i2c/k3-i2c.h', 'K3_I2C_MMIO_SIZE'),
             'gpio': ('hw/gpio/k3-gpio.h', 'K3_GPIO_MMIO_SIZE'),
             'rtc': ('hw/rtc/k3-rtc.h', 'K3_RTC_MMIO_SIZE'),
             'rng': ('hw/misc/k3-rng.h', 'K3_RNG_MMIO_SIZE'),
             'spinlocks': ('hw/misc/k3-spinlock.h', 'K3_SPINLOCK_MMIO_SIZE')}
SECURE_PROXY, SDHCI = 'hw/misc/k3-secure-proxy.h', 'hw/sd/k3-sdhci.h'
OSPI = 'hw/ssi/k3-ospi.h'
INTA, BCDMA = 'hw/intc/k3-inta.h', 'hw/dma/k3-bcdma.h'
PKTDMA, CPSW = 'hw/dma/k3-pktdma.h', 'hw/net/k3-cpsw.h'
RING = 'hw/dma/k3-dma-ring.h'
# Of QEMU's GICv3: distributor, ITS, redistributor of one CPU
GICD, ITS, GICR = 0x10000, 0x20000, 0x20000
PAGE = 0x1000                       # of RAM


@dataclass(frozen=True)
class Block:
    """Addresses that a model covers."""
    base: int
    size: int
    name: str

    @property
    def end(self) -> int:
        """Return the first address behind it."""
        return self.base + self.size

    def overlaps(self, other: Block) -> bool:
        """Return whether they have an address in common."""
        return self.base < other.end and other.base < self.end

    def contains(self, other: Block) -> bool:
        """Return whether all of OTHER is in this block."""
        return self.base <= other.base and other.end <= self.end


def _module(family: Family, row: dict[str, Any], registers: int) -> Block:
    module = row.get('module-size', registers)
    if module < registers:
        raise DataError(f'{family.name}: {row["name"]}: its registers have '
                        f'{registers:#x} bytes, its module {module:#x}')
    return Block(row['base'], module, row['name'])


def _devices(family: Family) -> Iterator[Block]:
    silicon = family.silicon
    for kind, table in silicon.items():
        if not isinstance(table, dict) or 'device' not in table:
            continue
        for row in table['device']:
            if kind in REGISTERS:
                yield _module(family, row, constant(*REGISTERS[kind]))
            elif kind == 'sd-hosts':
                yield Block(row['base'], constant(SDHCI, 'K3_SDHCI_HOST_SIZE'),
                            row['name'])
                yield Block(row['subsystem'],
                            constant(SDHCI, 'K3_SDHCI_SS_SIZE'),
                            f'{row["name"]} subsystem')
            elif kind == 'ospi':
                yield Block(row['base'], constant(OSPI, 'K3_OSPI_MMIO_SIZE'),
                            row['name'])
                yield Block(row['data'], constant(OSPI, 'K3_OSPI_DATA_SIZE'),
                            f'{row["name"]} data')
            elif 'size' in row:
                yield Block(row['base'], row['size'], row['name'])
            else:
                raise DataError(f'{family.name}: {row["name"]}: blocks.py has '
                                f'no size for {kind}')
    for row in silicon.get('interrupt-router', ()):
        yield _module(family, row, row['size'])


def larger_modules(family: Family) -> Iterator[Block]:
    """List the modules that are larger than the registers in them."""
    silicon = family.silicon
    tables = [table['device'] for table in silicon.values()
              if isinstance(table, dict) and 'device' in table]
    for row in chain(*tables, silicon.get('interrupt-router', ())):
        if 'module-size' in row:
            yield Block(row['base'], row['module-size'], row['name'])


def constants(family: Family) -> list[dict[str, int]]:
    """List the registers of other blocks that have a value."""
    registers: list[dict[str, int]] = family.silicon.get(
        'constants', {}).get('register', [])
    return registers


def _power_of_two(number: int) -> int:
    """Round up, as these devices do with the size of their regions."""
    return 1 << (number - 1).bit_length()


def _dma(family: Family) -> Iterator[Block]:
    silicon = family.silicon
    for row in silicon.get('interrupt-aggregator', ()):
        yield Block(row['base'],
                    _power_of_two(constant(INTA, 'K3_INTA_VINT_SIZE')
                                  * row['interrupts']), row['name'])
    for row in silicon.get('bcdma', ()):
        channels, name = row['channels'], row['name']
        yield Block(row['gcfg'], constant(BCDMA, 'K3_BCDMA_GCFG_SIZE'),
                    f'{name} GCFG')
        yield Block(row['bchanrt'],
                    _power_of_two(constant(BCDMA, 'K3_BCDMA_CHANNEL_SIZE')
                                  * channels['block-copy']), f'{name} BCHANRT')
        yield Block(row['ringrt'],
                    _power_of_two(constant(RING, 'K3_DMA_RING_STRIDE')
                                  * sum(channels.values())), f'{name} RINGRT')
    for row in silicon.get('pktdma', ()):
        name = row['name']
        yield Block(row['gcfg'], constant(PKTDMA, 'K3_PKTDMA_GCFG_SIZE'),
                    f'{name} GCFG')
        for way in ('tx', 'rx'):
            yield Block(row[f'{way[0]}chanrt'],
                        _power_of_two(constant(PKTDMA,
                                               'K3_PKTDMA_CHANNEL_SIZE')
                                      * row['channels'][way]),
                        f'{name} {way[0].upper()}CHANRT')
        yield Block(row['ringrt'],
                    _power_of_two(constant(RING, 'K3_DMA_RING_STRIDE')
                                  * sum(row['flows'].values())),
                    f'{name} RINGRT')
    for row in silicon.get('cpsw', ()):
        yield Block(row['base'], constant(CPSW, 'K3_CPSW_SIZE'), row['name'])


def _controllers(family: Family) -> Iterator[Block]:
    silicon = family.silicon
    gic = silicon['gic']
    yield Block(gic['distributor'], GICD, 'GIC distributor')
    yield Block(gic['its'], ITS, 'ITS')
    yield Block(gic['redistributors'], GICR * silicon['cpu']['max'],
                'GIC redistributors')
    page = constant(SECURE_PROXY, 'K3_SECURE_PROXY_THREAD_SIZE')
    for name, proxy in silicon['secure-proxy'].items():
        for region in ('data', 'rt', 'scfg'):
            yield Block(proxy[region], page * proxy['threads'],
                        f'secure proxy {name} {region}')
        yield Block(proxy['cfg'],
                    constant(SECURE_PROXY, 'K3_SECURE_PROXY_CFG_SIZE'),
                    f'secure proxy {name} cfg')


def memories(family: Family) -> Iterator[Block]:
    """List the memories that belong to no core."""
    silicon = family.silicon
    memory = silicon['memory']
    for row in (*memory['ddr'], memory['sram'],
                *([memory['mcu-sram']] if 'mcu-sram' in memory else [])):
        yield Block(row['base'], size(row['size']), row['name'])
    debug = silicon['system-firmware']['debug-messages']
    yield Block(debug['base'], -(-debug['size'] // PAGE) * PAGE,
                'debug messages')


def _cores(family: Family) -> Iterator[Block]:
    silicon = family.silicon
    for subsystem in silicon.get('r5fss', ()):
        if 'sec-mmr' in subsystem:
            yield Block(subsystem['sec-mmr'], constant(
                'hw/remoteproc/k3-sec-mmr.h', 'K3_SEC_MMR_SIZE'),
                f'{subsystem["tisci"]} SEC_MMR')
        for number, core in enumerate(subsystem['core']):
            # Core 0 may have the TCMs of core 1, too
            double = subsystem.get('tcm-double', False) and number == 0
            for tcm in ('atcm', 'btcm'):
                yield Block(core[tcm], size(subsystem['tcm-size'])
                            * (2 if double else 1), f'{core["name"]} {tcm}')
    for core in silicon.get('m4fss', ()):
        for name in ('iram', 'dram'):
            yield Block(core[name]['base'], size(core[name]['size']),
                        f'{core["name"]} {name}')
        yield Block(core['rat'],
                    constant('hw/misc/k3-rat.h', 'K3_RAT_REGS_SIZE'),
                    f'{core["name"]} RAT')
    for core in silicon.get('dsp', ()):
        for row in core['memory']:
            yield Block(row['base'], row['size'],
                        f'{core["name"]} {row["name"]}')


def modelled(family: Family) -> list[Block]:
    """List what is modelled of the SoC, in the order of addresses."""
    return sorted((*_devices(family), *_controllers(family), *_dma(family),
                   *memories(family), *_cores(family)),
                  key=lambda block: block.base)


def added(family: Family) -> list[Block]:
    """List what QEMU adds, where the SoC has nothing."""
    return [Block(row['base'], size(row['size']), row['name'])
            for row in (family.qemu['virtio'], family.qemu['pci'])]


def mapped(family: Family) -> list[Block]:
    """List map.tsv: what is not modelled, and modules around what is."""
    return [Block(row.number('base'), row.number('size'), row['name'])
            for row in family.table('map')]
