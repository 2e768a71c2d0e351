#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Generate what test firmware needs to know of a SoC from the model's data.

usage: generate.py SOC.toml SOC.c   the SoC's struct k3_soc (soc.h)
       generate.py --socs           a line for each SOC.toml next to this file:
                                    SOC FAMILY
       generate.py --cores SOC.toml ...
                                    a line for each core:
                                    SOC FILE KIND CODE MEMORY SIZE NAME DATA
                                    TESTED

SOC.toml says which host, timers and router output a core takes; all else is
read from hw/arm/k3/soc.  FILE is Linux's name for the image without the SoC and
"-fw", CODE where Linux loads it, MEMORY and SIZE the aligned window that has all
memory of the core, DATA the address of its second TCM or memory, or, if it has one
only, of a place in CODE.  TESTED is "untested" if SOC.toml says so: tests without
Linux run on one core of each cluster of AM65x, J721E and its relatives, on that
core of J722S which AM62P does not have, and on all others.
"""

from __future__ import annotations

from pathlib import Path
import sys
import tomllib
from typing import Any

TOP = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(TOP / 'hw/arm/k3/soc'))
from headers import constant                                # noqa: E402
from remote import RemoteCore, socs                         # noqa: E402
from tables import DataError, Row, family                   # noqa: E402

# In CODE, behind what lib/firmware.ld puts there
DATA_OFFSET = 0x40000

HEAD = '''/*
 * {soc}. Made by tests/firmware/soc/generate.py: do not edit.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "soc/soc.h"

'''


class Chosen:
    """One SoC as its firmware sees it."""

    def __init__(self, path: Path) -> None:
        self.name = path.stem
        self.choice = tomllib.loads(path.read_text())
        self.family = family(self.choice['family'])
        self.silicon = self.family.silicon
        self.cores = socs()[self.family.name].cores
        self.devices = self.family.ids('devices')
        self.hosts = {row['name']: row for row in self.family.table('hosts')}

    def _timer(self, name: str) -> dict[str, Any]:
        for row in self.silicon['timers']['device']:
            if row['name'] == name:
                return dict(row)
        raise DataError(f'{self.name}: {self.family.name} has no {name}')

    def line(self, source: str, output: int, receiver: str) -> int:
        """Line of the receiver for an output of a device; 0 if none."""
        return self.family.line(source, output, receiver) or 0

    def _host(self, name: str) -> str:
        if name not in self.hosts:
            raise DataError(f'{self.name}: {self.family.name} has no host '
                            f'{name}')
        row: Row = self.hosts[name]
        # A host sends its requests on its high-priority thread if it has one
        sends = row['tx-high'] or row['tx']
        text = (f'{{ .host = {row["id"]}, .rx_thread = {row["rx"]}, '
                f'.tx_thread = {sends}')
        if row['secure'] == 'yes':
            text += ', .secure = true'
        if row['proxy'] != 'main':
            proxy = self.silicon['secure-proxy'][row['proxy']]
            text += (f', .proxy_data = {proxy["data"]:#x}, '
                     f'.proxy_rt = {proxy["rt"]:#x}')
        return text + ' }'

    def _hop(self, name: str, line: int,
             output: int) -> tuple[str, str, int]:
        """The hop through a router: its C text, receiver, receiver's line."""
        found = next(row for row in self.silicon['interrupt-router']
                     if row['name'] == name)
        device = self.devices[found.get('tisci', found['name'])]
        for wires in found['wiring']:
            first, last = wires['outputs']
            if first <= output <= last:
                return (f'{{ {device}, {line}, {output} }}',
                        wires['receiver'], wires['line'] + output - first)
        raise DataError(f'{self.name}: nothing is wired to output {output} '
                        f'of {name}')

    def _mailbox(self, core: RemoteCore, choice: dict[str, Any]) -> str:
        """The way to Linux; through routers, to the outputs that it takes."""
        box = core.mailbox
        line, hops = self.line(box.name, box.core_user, core.name), []
        outputs = choice.get('router-output', [])
        if not line and outputs:
            receiver = next(
                (row['name'] for row in self.silicon['interrupt-router']
                 if self.line(box.name, box.core_user, row['name'])), '')
            line = self.line(box.name, box.core_user, receiver)
            for output in [outputs] if isinstance(outputs, int) else outputs:
                hop, receiver, line = self._hop(receiver, line, output)
                hops.append(hop)
            if receiver != core.name:
                line = 0
        if not line:
            raise DataError(f'{self.name}: no interrupt of {box.name} comes '
                            f'to {core.name}')
        return (f'{{ {box.base:#x}, .user = {box.core_user}, '
                f'.rx_fifo = {box.to_core}, .tx_fifo = {box.to_linux}, '
                f'.irq = {line}'
                + (f', .hops = {{ {", ".join(hops)} }}' if hops else '')
                + ' }')

    def _m4f(self, core: RemoteCore,
             choice: dict[str, Any]) -> list[tuple[str, str]]:
        """What only an M4F needs."""
        window = self.silicon['m4fss'][core.subsystem]['peripherals']
        base, length = window['base'], window['size']
        # A region of the MPU
        if length & (length - 1) or base % length:
            raise DataError(f'{self.name}: peripherals of {core.name}: '
                            f'{base:#x} is not aligned to {length:#x}')
        timer = self._timer(choice['stamp-timer'])
        return [('peripherals', f'{{ {base:#x}, {length:#x} }}'),
                ('stamp_base', f'{timer["base"]:#x}')]

    def _core(self, name: str, choice: dict[str, Any]) -> str:
        if name not in self.cores:
            raise DataError(f'{self.name}: {self.family.name} has no {name}')
        core = self.cores[name]
        r5f = core.kind == 'r5f'
        vim = self.silicon['r5fss'][core.subsystem]['vim'] if r5f else 0
        rat = (self.silicon['r5fss'][core.subsystem]['rat'] if r5f else
               constant('hw/remoteproc/k3-m4fss.h', 'K3_M4FSS_RAT'))
        registers = constant('hw/misc/k3-rat.h', 'K3_RAT_REGS_SIZE')
        timer = self._timer(choice['timer'])
        members = [
            ('name', f'"{name}"'),
            ('cluster', str(core.subsystem) if r5f else 'K3_CLUSTER_M4F'),
            ('core', str(core.index)), ('device', str(core.device)),
            ('carveout', f'{core.code_memory.base:#x}'),
            ('mailbox', self._mailbox(core, choice)),
            ('ti_sci', self._host(choice['host'])),
            ('timer_base', f'{timer["base"]:#x}'),
            ('timer_irq', str(self.line(timer['name'], 0, name))),
            ('watchdog_base', f'{core.watchdog or 0:#x}'),
            ('soft_irq', str(choice['soft-line'])),
            ('rat', f'{{ {rat:#x}, {registers:#x} }}')]
        members += ([('vim_base', f'{vim:#x}')] if r5f else
                    self._m4f(core, choice))
        if 'secure-host' in choice:
            members.append(('ti_sci_secure',
                            self._host(choice['secure-host'])))
        return '    {\n' + ''.join(f'        .{key} = {value},\n'
                                   for key, value in members) + '    },\n'

    def text(self) -> str:
        """The C file."""
        proxy = self.silicon['secure-proxy']['main']
        windows = ''.join(f'    {{ {base:#010x}, {length:#010x} }},\n'
                          for base, length in self.choice['windows'])
        cores = ''.join(self._core(core, choice) for core, choice
                        in self.choice['core'].items())
        return (HEAD.format(soc=self.name) +
                f'static const struct k3_window windows[] = {{\n{windows}}};'
                f'\n\nstatic const struct k3_core cores[] = {{\n{cores}}};\n\n'
                'const struct k3_soc k3_soc = {\n'
                f'    .name = "{self.name}",\n'
                f'    .sec_proxy_data = {proxy["data"]:#x},\n'
                f'    .sec_proxy_rt = {proxy["rt"]:#x},\n'
                f'    .timer_hz = {self.silicon["timers"]["hz"]},\n'
                f'    .bus_hole = {self.choice["bus-hole"]:#x},\n'
                '    .windows = windows,\n'
                f'    .num_windows = {len(self.choice["windows"])},\n'
                '    .cores = cores,\n'
                f'    .num_cores = {len(self.choice["core"])},\n}};\n')

    def lines(self) -> list[str]:
        """A line for each core, for meson."""
        found = []
        for core in self.cores.values():
            areas = core.code_memory, core.dma_memory
            first = min(area.base for area in areas)
            last = max(area.base + area.size for area in areas) - 1
            length = 1 << (first ^ last).bit_length()
            data = max((memory.local for memory in core.enabled_memories),
                       default=0) or core.code_memory.base + DATA_OFFSET
            name = core.firmware.split('-', 1)[1].removesuffix('-fw')
            choice = self.choice['core'].get(core.name, {})
            tested = 'untested' if choice.get('untested') else 'tested'
            found.append(f'{self.name} {name} {core.kind} '
                         f'{core.code_memory.base:#x} {first & -length:#x} '
                         f'{length:#x} {core.name} {data:#x} {tested}')
        return found


def main() -> int:
    words = sys.argv[1:]
    try:
        if words == ['--socs']:
            for path in sorted(Path(__file__).parent.glob('*.toml')):
                print(path.stem, Chosen(path).family.name)
        elif words[:1] == ['--cores'] and len(words) > 1:
            for word in words[1:]:
                print('\n'.join(Chosen(Path(word)).lines()))
        elif len(words) == 2:
            Path(words[1]).write_text(Chosen(Path(words[0])).text())
        else:
            print((__doc__ or '').split('\n\n')[1], file=sys.stderr)
            return 2
    except DataError as err:
        print(f'generate.py: {err}', file=sys.stderr)
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main())
