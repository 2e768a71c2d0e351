#!/usr/bin/env python3
#
# Functional test of the pictures in docs/
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""Check that the pictures in docs/ agree with the machine.

scripts/k3-functional runs this file, with a kernel that asks a core to stop.
"""

import os
from pathlib import Path
import re
import subprocess
import sys
import time
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / 'scripts'))

from k3lib.base import TOP                              # noqa: E402
from k3lib.docs import pictures                         # noqa: E402
from k3lib.machine.command import Machine               # noqa: E402
from qemu_test import QemuSystemTest                    # noqa: E402

R5F = 'cpu-memory-2'    # after the two application cores
REGION = re.compile(r'^ +([0-9a-f]{16})-([0-9a-f]{16}) \(.*?\): (\S+)', re.M)


def source(name: str) -> Any:
    return pictures.read(pictures.SOURCES / f'{name}.toml')


class Pictures(QemuSystemTest):
    timeout = 600

    def setUp(self) -> None:
        super().setUp()
        if not os.environ.get('K3_TEST_KERNEL'):
            self.skipTest('scripts/k3-functional hands over kernel and '
                          'firmware; K3_TEST_KERNEL, K3_TEST_FIRMWARE')
        self.elf = Path(os.environ['K3_TEST_FIRMWARE'],
                        'am64-main-r5f0_0-hello.elf')

    def test_stop(self) -> None:
        """The events of a stop have the order of the picture."""
        path = Path(self.scratch_file('trace'))
        stop = 'echo stop > /sys/class/remoteproc/remoteproc0/state'
        res = subprocess.run(
            [TOP / 'scripts/k3-run', '--kernel', os.environ['K3_TEST_KERNEL'],
             '--firmware', f'r5f0_0={self.elf}', '--cmd', f'sleep 1; {stop}',
             '--', '-D', path, '-trace', 'k3_core_*', '-trace',
             'k3_mailbox_*', '-trace', 'k3_ti_sci_*'],
            env=dict(os.environ, K3_QEMU=self.qemu_bin), text=True,
            stdin=subprocess.DEVNULL, capture_output=True, check=False)
        self.assertEqual(res.returncode, 0, res.stderr)
        trace = path.read_text()
        asked = re.search('k3_mailbox_push .* 0xffffff14 written', trace)
        assert asked, 'the driver did not ask'
        rest = trace[asked.start():]
        wanted = [row['trace'] for row in source('stop')['row']
                  if 'trace' in row]
        self.assertGreater(len(wanted), 5)
        for pattern in wanted:
            found = re.search(pattern, rest)
            assert found, f'{pattern} is not in\n{rest}'
            rest = rest[found.end():]

    def flat_view(self, text: str, space: str) -> list[tuple[int, int, str]]:
        """[(first, last, name)] of the regions of an address space."""
        for view in text.split('FlatView #')[1:]:
            if f'AS "{space}",' in view:
                return [(int(first, 16), int(last, 16), name)
                        for first, last, name in REGION.findall(view)]
        raise AssertionError(f'no address space {space}')

    def test_views(self) -> None:
        """Everything is at the address in the picture."""
        self.set_machine('k3-virt')
        self.vm.add_args(*Machine('', properties=[
            f'early-boot=r5f0_0:{self.elf}']).arguments())
        self.vm.launch()
        # The core starts when its thread runs for the first time
        for _attempt in range(300):
            seen = self.vm.cmd('human-monitor-command',
                               command_line='info mtree -f')
            if self.flat_view(seen, R5F)[0][2] != 'k3-rat-identity':
                break
            time.sleep(0.1)
        told, found = [], []
        for view in source('views')['view']:
            regions = self.flat_view(seen, view['space'])
            for block in view['block']:
                name, address = block['name'], int(block['at'], 16)
                told.append((view['name'], name, [block['region']]))
                found.append((view['name'], name, [
                    region for first, last, region in regions
                    if first <= address <= last]))
        self.assertGreater(len(told), 20)
        self.assertEqual(told, found)


if __name__ == '__main__':
    QemuSystemTest.main()
