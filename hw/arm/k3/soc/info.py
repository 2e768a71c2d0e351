# SPDX-License-Identifier: GPL-2.0-or-later
"""Build a K3SocInfo (include/hw/arm/k3-soc-info.h) from a family's data.

A struct is a dict whose keys are the names of its members.  An Array is a table
that a member NAME points to; its length goes into the member num_NAME.  Names
are translated into the numbers and positions that the C code uses; an unknown
name is an error.
"""

from __future__ import annotations

from collections.abc import Iterator
import re
from typing import Any

from blocks import constants, larger_modules, mapped
from c_tables import Array, Struct, Symbol
from dma import DmaTables
from tables import DataError, FIRST_PIN, Family, Row, quiet, size

INBOUND = 0x80000000                # bit of THREAD_CTRL of a secure proxy
HOST_ANY = 0x80                     # TI_SCI_HOST_ANY
YES = {'yes': 1, 'no': 0}
PROXIES = {'main': 0, 'mcu': 1}
BOOT = {'off': 'TI_SCI_DEV_INIT_OFF', 'on': 'TI_SCI_DEV_INIT_ON',
        'fixed': 'TI_SCI_DEV_ALWAYS_ON'}
# Domain that a control module can reset
RESETS = {'': 'K3_CTRL_MMR_NO_DOMAIN', 'MAIN': 'K3_CTRL_MMR_MAIN',
          'MCU': 'K3_CTRL_MMR_MCU'}
# Sources and receivers of interrupts of which there is one
GIC, ESM = 'GIC', 'ESM'
SECURE_PROXY = 'SECURE_PROXY'


def _only(table: dict[str, Any], keys: set[str], where: str) -> None:
    """Reject keys that nothing reads."""
    unknown = table.keys() - keys
    if unknown:
        raise DataError(f'{where}: no such key: {", ".join(sorted(unknown))}')


class Builder:
    """Builds the K3SocInfo of one family."""

    def __init__(self, family: Family):
        self.family = family
        self.silicon, self.board = family.silicon, family.board
        self.qemu = family.qemu
        self.devices = family.ids('devices')
        self.hosts = {row['name']: row for row in family.table('hosts')}
        self.processors = family.rows('processors', 'device')
        self.host_rows = family.rows('hosts')
        self.cores = {core['name']: number
                      for number, core in enumerate(family.cores())}
        self.clocks = self._ti_sci_clocks()
        self.positions = self._positions()

    def _fail(self, words: str) -> DataError:
        return DataError(f'{self.family.name}: {words}')

    def _get(self, known: dict[str, Any], name: str, kind: str,
             where: str = '') -> Any:
        if name not in known:
            raise self._fail(f'{where}{where and ": "}no {kind} "{name}"')
        return known[name]

    def _device(self, row: Struct) -> int:
        """Return the TISCI device of a row: "tisci", or its name."""
        return int(self._get(self.devices, row.get('tisci', row.get('name')),
                             'TISCI device'))

    def _processor(self, row: Struct) -> int:
        """Return the row of a core's processor."""
        return int(self._get(self.processors, row['tisci'],
                             'TISCI processor of device'))

    def _kind(self, name: str) -> list[Struct]:
        rows: list[Struct] = self.silicon[name]['device']
        return rows

    def _optional(self, name: str) -> list[Struct]:
        """Return the devices of a kind that some SoCs lack."""
        return self._kind(name) if name in self.silicon else []

    def _blocks(self, kind: str) -> Array:
        return Array('K3Region', [{'name': row['name'], 'base': row['base']}
                                  for row in self._kind(kind)])

    def _positions(self) -> dict[str, tuple[str, int]]:
        """Map the name of a source or receiver to (K3_IRQ_*, position)."""
        r5f = [core for subsystem in self.silicon.get('r5fss', ())
               for core in subsystem['core']]
        groups = {'MAILBOX': self._kind('mailboxes'),
                  'UART': self._kind('uarts'), 'TIMER': self._kind('timers'),
                  'RTI': self._kind('watchdogs'),
                  'SD_HOST': self._kind('sd-hosts'),
                  'I2C': self._kind('i2c'), 'GPIO': self._kind('gpio'),
                  'RTC': self._optional('rtc'),
                  'RNG': self._optional('rng'),
                  'OSPI': self._kind('ospi'),
                  'R5F': r5f,
                  'M4F': self.silicon.get('m4fss', ()),
                  'ROUTER': self.silicon.get('interrupt-router', ())}
        found = {SECURE_PROXY: ('SECURE_PROXY', 0), GIC: ('GIC', 0),
                 ESM: ('ESM', 0)}
        for kind, rows in groups.items():
            for position, row in enumerate(rows):
                if row['name'] in found:
                    raise self._fail(f'{row["name"]} is there twice')
                found[row['name']] = (kind, position)
        return found

    def _node(self, name: str, where: str = '') -> tuple[Symbol, int]:
        kind, position = self._get(self.positions, name,
                                   'source or receiver of interrupts', where)
        return Symbol(f'K3_IRQ_{kind}'), position

    @staticmethod
    def _region(row: Struct) -> Struct:
        return {'name': row['name'], 'base': row['base'],
                'size': size(row['size'])}

    def _proxy(self, name: str) -> Struct | None:
        info = self.silicon['secure-proxy'].get(name)
        if not info:
            return None
        threads = [0] * info['threads']
        for row in self.family.table('threads'):
            if row['proxy'] != name:
                continue
            number = row.number('thread')
            if number >= len(threads) or threads[number]:
                raise DataError(f'{row.where}: thread {number} exceeds the '
                                'number of threads, or is a duplicate')
            threads[number] = row.number('messages') | row.one_of(
                'direction', {'rx': INBOUND, 'tx': 0})
        return {**{key: info[key] for key in ('data', 'rt', 'scfg', 'cfg')},
                'num_threads': len(threads),
                'config': Array('uint32_t', threads)}

    def _uarts(self) -> Array:
        alias = {name: key for key, name in self.board['aliases'].items()}
        serial = {name: number
                  for number, name in enumerate(self.qemu['serial'])}
        for name in (*alias, *serial):
            self._get({row['name']: row for row in self._kind('uarts')},
                      name, 'UART')
        clk = self.silicon['uarts'].get('clock', 0)
        return Array('K3UartInfo', [
            {'name': row['name'], 'base': row['base'],
             'dev': self._device(row), 'clk': clk,
             'freq': self._clock_hz(row, clk),
             'serial': serial.get(row['name'], -1),
             'alias': alias.get(row['name'])} for row in self._kind('uarts')])

    def _clock_hz(self, row: Struct, clk: int) -> int:
        """Return the rate of a clock of a device after boot."""
        dev = self._device(row)
        for clock in self.clocks:
            if (clock['dev'], clock['clk']) == (dev, clk):
                return int(clock['freq'])
        raise self._fail(f'{row["name"]} has no clock {clk}')

    def _timers(self) -> Array:
        hz = self.silicon['timers']['hz']
        return Array('K3TimerInfo', [
            {'name': row['name'], 'base': row['base'],
             'dev': self._device(row), 'freq': row.get('hz', hz)}
            for row in self._kind('timers')])

    def _i2cs(self) -> Array:
        clk = self.silicon['i2c']['clock']
        return Array('K3I2CInfo', [
            {'name': row['name'], 'base': row['base'],
             'dev': self._device(row), 'clk': row.get('clock', clk),
             'freq': self._clock_hz(row, row.get('clock', clk))}
            for row in self._kind('i2c')])

    def _gpios(self) -> Array:
        return Array('K3GpioInfo', [
            {'name': row['name'], 'base': row['base'], 'pins': row['pins']}
            for row in self._kind('gpio')])

    def _ctrl_mmrs(self) -> Array:
        return Array('K3CtrlMMRInfo', [
            {**{key: row[key] for key in ('name', 'base', 'size')},
             'reset_domain': Symbol(self._get(
                 RESETS, row.get('resets', ''), 'domain'))}
            for row in self._kind('control-modules')])

    def _rtcs(self) -> Array:
        return Array('K3RtcInfo', [
            {'name': row['name'], 'base': row['base'],
             'dev': self._device(row), 'clk_vbus': row['clocks']['vbus'],
             'clk_osc32k': row['clocks']['osc32k'],
             'unlocked': row.get('unlocked', False)}
            for row in self._optional('rtc')])

    def _rngs(self) -> Array:
        return Array('K3RngInfo', [
            {'name': row['name'], 'base': row['base'],
             'dev': self._device(row)} for row in self._optional('rng')])

    def _ospis(self) -> Array:
        return Array('K3OspiInfo', [
            {'name': row['name'], 'base': row['base'], 'data': row['data'],
             'dev': self._device(row), 'clk': row['clock']}
            for row in self._kind('ospi')])

    def _resets(self, name: str) -> Symbol | int:
        """Return the target of a watchdog: the SoC or a core's number."""
        if name == 'soc':
            return Symbol('K3_RTI_SOC')
        return int(self._get(self.cores, name, 'core'))

    def _watchdogs(self) -> Array:
        hz = self.silicon['watchdogs']['hz']
        return Array('K3RtiInfo', [
            {'name': row['name'], 'base': row['base'],
             'dev': self._device(row), 'freq': row.get('hz', hz),
             'target': self._resets(row['resets']),
             # Linux uses the watchdogs of the application cores
             'in_fdt': row['resets'] == 'soc', 'clk': row.get('clock', 0)}
            for row in self._kind('watchdogs')])

    def _sd_hosts(self) -> Array:
        return Array('K3SDHostInfo', [
            {'name': row['name'], 'compatible': row['compatible'],
             'base': row['base'], 'subsystem': row['subsystem'],
             'dev': self._device(row), 'clk_ahb': row['clocks']['ahb'],
             'clk_xin': row['clocks']['xin'],
             'bus_width': row['bus-width']}
            for row in self._kind('sd-hosts')])

    def _cards(self) -> Array:
        hosts = {row['name']: number
                 for number, row in enumerate(self._kind('sd-hosts'))}
        return Array('K3CardInfo', [
            {'host': self._get(hosts, row['host'], 'SD host'),
             'emmc': self._get({'sd': False, 'emmc': True}, row['kind'],
                               'kind of card'),
             'alias': row['alias']} for row in self.board['cards']])

    def _wiring(self, row: Struct) -> Array:
        """Return where the outputs of a router or an aggregator lead to."""
        ranges = []
        for wires in row['wiring']:
            first, last = wires['outputs']
            node, position = self._node(wires['receiver'])
            ranges.append({'first': first, 'num': last - first + 1,
                           'dst': node, 'dst_index': position,
                           'dst_line': wires['line']})
        return Array('K3RouterRange', ranges)

    def _routers(self) -> Array:
        return Array('K3RouterInfo', [
            {'name': row['name'], 'base': row['base'], 'size': row['size'],
             'dev': self._device(row), 'num_inputs': row['inputs'],
             'num_outputs': row['outputs'], 'ranges': self._wiring(row),
             'in_fdt': row['in-device-tree']}
            for row in self.silicon.get('interrupt-router', ())])

    def _aggregators(self) -> Array:
        return Array('K3INTAInfo', [
            {'name': row['name'], 'base': row['base'],
             'dev': self._device(row), 'num_vints': row['interrupts'],
             'num_events': row['events'], 'ranges': self._wiring(row)}
            for row in self.silicon.get('interrupt-aggregator', ())])

    def _dma_tables(self) -> DmaTables:
        return DmaTables(self.silicon, self._device, self._get)

    def _core(self, row: Struct) -> Struct:
        """Return the K3CoreInfo, with what boards add to the core."""
        name = row['name']
        board = self._get(self.board['core'], name, 'core in board.toml')
        _only(board, {'firmware', 'mailbox', 'dma-memory', 'code-memory',
                      'tcm'},
              f'{self.family.name}: board.toml: {name}')
        mailbox = board['mailbox']
        kind, cluster = self._get(self.positions, mailbox['cluster'],
                                  'mailbox')
        if kind != 'MAILBOX':
            raise self._fail(f'{name}: {mailbox["cluster"]} is not a mailbox')
        return {'name': name, 'proc': self._processor(row),
                'firmware': board['firmware'],
                'mbox': {'cluster': cluster,
                         'rx_fifo': mailbox['fifo']['to-linux'],
                         'tx_fifo': mailbox['fifo']['to-core'],
                         'user': mailbox['user']['linux'],
                         'name': mailbox['node'],
                         'remote_user': mailbox['user']['core']},
                **{f'{use}_memory': {'base': board[f'{use}-memory']['base'],
                                     'size': size(
                                         board[f'{use}-memory']['size'])}
                   for use in ('dma', 'code')}}

    def _r5f(self, row: Struct) -> Struct:
        return {'common': self._core(row),
                'atcm': row['atcm'], 'btcm': row['btcm'],
                **{key.replace('-', '_'): value for key, value
                   in self.family.tcms(row['name']).items()},
                'device_manager': row.get('device-manager', False)}

    def _r5fss(self) -> Array:
        return Array('K3R5FSSInfo', [
            {'compatible': row['compatible'],
             'core_compatible': row['core-compatible'],
             'dev': self._device(row), 'sec_mmr': row.get('sec-mmr', 0),
             'num_cores': len(row['core']),
             'tcm_size': size(row['tcm-size']),
             'tcm_double': row.get('tcm-double', False),
             'vim_base': row['vim'], 'rat_base': row['rat'],
             'periph_base': row.get('peripherals', {}).get('base', 0),
             'periph_size': row.get('peripherals', {}).get('size', 0),
             'cluster_mode': row.get('cluster-mode', -1),
             'lockstep_permitted': row.get('lockstep-permitted', False),
             'single_core_only': row.get('single-core-only', False),
             'core': [self._r5f(core) for core in row['core']]}
            for row in self.silicon.get('r5fss', ())])

    def _m4fss(self) -> Array:
        return Array('K3M4FSSInfo', [
            {'common': self._core(row), 'compatible': row['compatible'],
             'iram': row['iram']['base'], 'dram': row['dram']['base'],
             'iram_size': size(row['iram']['size']),
             'dram_size': size(row['dram']['size']),
             'rat': row['rat'], 'periph_base': row['peripherals']['base'],
             'periph_size': row['peripherals']['size'],
             'rat_irq': row['rat-line']}
            for row in self.silicon.get('m4fss', ())])

    def _dsps(self) -> Array:
        return Array('K3DSPInfo', [
            {'common': self._core(row), 'compatible': row['compatible'],
             'kind': row['kind'],
             'mem': [{key: memory[key] for key in
                      ('name', 'base', 'size', 'local')}
                     for memory in row['memory']]}
            for row in self.silicon.get('dsp', ())])

    def _routes(self) -> Array:
        """Return all routes; those of a source line are consecutive."""
        rows = []
        for row in self.family.table('interrupts'):
            src, position = self._node(row['source'], row.where)
            for number, output in enumerate(row.outputs('output')):
                for name, line in row.lines('receivers'):
                    dst, index = self._node(name, row.where)
                    rows.append({'src': src, 'src_index': position,
                                 'src_line': output, 'dst': dst,
                                 'dst_index': index,
                                 'dst_line': line + number})
        return Array('K3IrqRoute', rows)

    def _ti_sci_router_inputs(self) -> Array:
        """Return how TISCI numbers the outputs of GPIO modules."""
        gpios = {row['name']: row for row in self._kind('gpio')}
        routers = {row['name']: row
                   for row in self.silicon.get('interrupt-router', ())}
        rows = []
        for row in self.family.table('interrupts'):
            gpio, outputs = gpios.get(row['source']), row.outputs('output')
            if not gpio:
                continue
            index = (outputs[0] - FIRST_PIN if outputs[0] >= FIRST_PIN else
                     outputs[0] + gpio['bank-index'])
            for name, line in row.lines('receivers'):
                if name in routers:
                    rows.append({'dev': self._device(gpio), 'index': index,
                                 'num': len(outputs),
                                 'router': self._device(routers[name]),
                                 'input': line})
        return Array('TISCIRouterInput', rows)

    def _ti_sci_router_outputs(self) -> Array:
        """Return which outputs of routers lead to remote cores."""
        cores = {core['name']: core for core in self.family.cores()}
        rows = []
        for row in self.silicon.get('interrupt-router', ()):
            for wires in row['wiring']:
                first, last = wires['outputs']
                core = cores.get(wires['receiver'])
                if core:
                    rows.append({'dev': self._device(core),
                                 'line': wires['line'],
                                 'num': last - first + 1,
                                 'router': self._device(row),
                                 'output': first})
        return Array('TISCIRouterOutput', rows)

    def _ti_sci_hosts(self) -> Array:
        return Array('TISCIHostInfo', [
            {'id': row.number('id'), 'secure': row.one_of('secure', YES),
             'rx_thread': row.number('rx'), 'tx_thread': row.number('tx'),
             'name': row['name'], 'tx_high_thread': row.number('tx-high', 0),
             'proxy': row.one_of('proxy', PROXIES)}
            for row in self.hosts.values()])

    def _ti_sci_devices(self) -> Array:
        return Array('TISCIDeviceInfo', [
            {'id': row.number('id'),
             'init': Symbol(self._get(BOOT, row['boot'], 'state at boot',
                                      row.where)),
             'reset_mask': row.number('resets', 0), 'name': row['name']}
            for row in self.family.table('devices')])

    def _hz(self, sources: dict[str, int], row: Row) -> int:
        """Return the frequency: SOURCE, SOURCE/DIVIDER or a number."""
        name, _sign, divider = row['source'].partition('/')
        hz = int(name) if name.isdecimal() else self._get(
            sources, name, 'clock source', row.where)
        return hz // int(divider) if divider else hz

    def _ti_sci_clocks(self) -> list[Struct]:
        sources = {row['name']: row.number('hz')
                   for row in self.family.table('clock-sources')}
        rows = []
        for row in self.family.table('clocks'):
            dev = self._get(self.devices, row['device'], 'TISCI device',
                            row.where)
            for number in row.numbers('clock'):
                rows.append({'dev': dev, 'clk': number,
                             'num_parents': row.number('parents', 0),
                             'freq': self._hz(sources, row)})
        return rows

    def _host(self, name: str, where: str) -> int:
        row: Row = self._get(self.hosts, name, 'host', where)
        return row.number('id')

    def _ti_sci_procs(self) -> Array:
        return Array('TISCIProcInfo', [
            {'id': row.number('id'),
             'dev': self._get(self.devices, row['device'], 'TISCI device',
                              row.where),
             'boot_owner': self._host(row['owner'], row.where)
             if row['owner'] else 0}
            for row in self.family.table('processors')])

    def _ti_sci_resources(self) -> Array:
        """A second row of a host has its secondary range of the same type."""
        found: dict[tuple[int, int, Any], Struct] = {}
        for row in self.family.table('resources'):
            key = (self._get(self.devices, row['device'], 'TISCI device',
                             row.where), row.number('subtype'), row['host'])
            start, num = row.number('start'), row.number('num')
            if key not in found:
                found[key] = {
                    'type': key[0], 'subtype': key[1],
                    'host': HOST_ANY if row['host'] == 'ANY' else
                    self._host(row['host'], row.where),
                    'start': start, 'num': num,
                    'start_sec': row.number('start2', 0),
                    'num_sec': row.number('num2', 0)}
            elif found[key]['num_sec']:
                raise DataError(f'{row.where}: a host has two ranges at most')
            else:
                found[key].update({'start_sec': start, 'num_sec': num})
        return Array('TISCIResourceInfo', list(found.values()))

    def _ti_sci(self) -> Array:
        return Array('TISCIInfo', [{
            'hosts': self._ti_sci_hosts(), 'devices': self._ti_sci_devices(),
            'clocks': Array('TISCIClockInfo', self.clocks),
            'procs': self._ti_sci_procs(),
            'resources': self._ti_sci_resources(),
            'router_inputs': self._ti_sci_router_inputs(),
            'router_outputs': self._ti_sci_router_outputs(),
            'dma_resources': self._dma_tables().ti_sci_resources()}])

    @staticmethod
    def _cache(row: Struct) -> Struct:
        return {'size': size(row['size']), 'sets': row['sets']}

    def _cpus_per_cluster(self) -> int:
        cpu = self.silicon['cpu']
        clusters: int = cpu.get('clusters', 1)
        if clusters < 1 or cpu['max'] % clusters:
            raise self._fail(f'{cpu["max"]} application cores cannot be in '
                             f'{clusters} equal clusters')
        return int(cpu['max'] // clusters)

    def _memories(self) -> Struct:
        memory = self.silicon['memory']
        found = {'ddr': [self._region(row) for row in memory['ddr']],
                 'sram': self._region(memory['sram'])}
        if 'mcu-sram' in memory:
            found['mcu_sram'] = self._region(memory['mcu-sram'])
        if 'rtos-ipc' in self.board:
            found['rtos_ipc'] = self._region(self.board['rtos-ipc'])
        return found

    def _registers(self) -> Struct:
        return {
            'unimplemented': Array('K3Region', [
                {'name': block.name, 'base': block.base, 'size': block.size}
                for block in sorted((*mapped(self.family),
                                     *larger_modules(self.family)),
                                    key=lambda block: block.base)]),
            'const_regs': Array('K3ConstReg', [
                {'addr': row['address'], 'value': row['value']}
                for row in (*constants(self.family), *self._quiet())])}

    def _quiet(self) -> Iterator[Struct]:
        """Yield the constants of the blocks that many SoCs have."""
        for kind in quiet():
            for block in mapped(self.family):
                if re.fullmatch(kind['name'], block.name):
                    for row in kind['register']:
                        yield {'address': block.base + row['offset'],
                               'value': row['value']}

    def info(self) -> Struct:
        """Return the K3SocInfo."""
        silicon, qemu = self.silicon, self.qemu
        cpu, gic = silicon['cpu'], silicon['gic']
        debug = silicon['system-firmware']['debug-messages']
        return {
            'name': self.family.name, 'desc': silicon['description'],
            'compatible': silicon['compatible'], 'model': qemu['model'],
            'bus': silicon['bus'],
            'cpu_type': Symbol(f'ARM_CPU_TYPE_NAME("{cpu["type"]}")'),
            'cpu_compatible': cpu['compatible'], 'max_cpus': cpu['max'],
            'cpus_per_cluster': self._cpus_per_cluster(),
            'cntfrq': cpu['counter-hz'],
            **{f'{name}_cache': self._cache(cpu[f'{name}-cache'])
               for name in ('i', 'd', 'l2')},
            'l3_cache': cpu.get('l3-cache', False),
            'gicd': gic['distributor'], 'its': gic['its'], 'gicr': gic['redistributors'],
            'gicr_size': gic['redistributors-size'],
            'num_spis': gic['spis'],
            **self._memories(),
            'jtagid': silicon['jtag-id']['address'],
            'jtagid_value': silicon['jtag-id']['value'],
            'secure_proxy': self._proxy('main'),
            'mcu_secure_proxy': self._proxy('mcu'),
            'ti_sci_debug': debug['base'], 'ti_sci_debug_size': debug['size'],
            'ti_sci': self._ti_sci(),
            'linux_host': self._get(
                self.host_rows, silicon['system-firmware']['linux-host'],
                'host'),
            'mailbox_compatible': silicon['mailboxes']['compatible'],
            'uart_compatible': silicon['uarts']['compatible'],
            'uart_size': silicon['uarts']['size'],
            'mailboxes': self._blocks('mailboxes'),
            'i2c_compatible': silicon['i2c']['compatible'],
            'spinlock_compatible': silicon['spinlocks']['compatible'],
            'spinlocks': self._blocks('spinlocks'),
            'uarts': self._uarts(), 'timers': self._timers(),
            'rtis': self._watchdogs(),
            'sd_hosts': self._sd_hosts(), 'cards': self._cards(),
            'i2cs': self._i2cs(), 'gpios': self._gpios(),
            'rtcs': self._rtcs(),
            'rngs': self._rngs(), 'ospis': self._ospis(),
            'ctrl_mmrs': self._ctrl_mmrs(),
            'routers': self._routers(), 'intas': self._aggregators(),
            **self._dma_tables().info(), 'r5fss': self._r5fss(),
            'm4fss': self._m4fss(), 'dsps': self._dsps(),
            'routes': self._routes(), **self._registers(),
            'virtio': self._region(qemu['virtio']),
            'virtio_spi': qemu['virtio']['first-spi'],
            'pci': self._region(qemu['pci']), 'pci_spi': qemu['pci']['spi']}
