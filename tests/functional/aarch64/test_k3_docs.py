#!/usr/bin/env python3
#
# Functional test of the examples in docs/
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""Check docs/: examples, and the tables of options, cores and drivers.

Every "code-block:: shell-session" is executed.  "$ " begins a command, which
continues in the next line after a "\\".  The command must print the lines that
follow it, in this order; "..." stands for any text.
"""

from collections.abc import Iterator
import os
from pathlib import Path
import re
import subprocess
import sys
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / 'scripts'))

from k3lib.base import TOP   # noqa: E402
from k3lib.docs import tables   # noqa: E402
from k3lib.docs.cores import PAGE   # noqa: E402
from k3lib.kernel import kernels   # noqa: E402
from k3lib.machine import board, cores   # noqa: E402
from qemu_test import QemuSystemTest                    # noqa: E402

BLOCK = re.compile(r'^( *)\.\. code-block:: shell-session\n\n'
                   r'((?:\1 +.*\n|\n)+)', re.M)
Command = list[Any]     # command, [lines that it prints]
LIMIT = 600         # seconds, on a slow, busy host


def commands_of(block: str) -> list[Command]:
    """[(command, lines that it prints)]"""
    found: list[Command] = []
    continued = False
    for line in filter(None, map(str.strip, block.splitlines())):
        if line.startswith('$ '):
            found.append([line[2:], []])
        elif continued:
            found[-1][0] += '\n' + line
        else:
            found[-1][1].append(line)
        continued = (line.endswith('\\')
                     or found[-1][0].count("'") % 2 == 1)
    return found


def examples() -> Iterator[tuple[str, list[Command]]]:
    """Yield the name of each example and its commands."""
    for path in sorted((TOP / 'docs').rglob('*.rst')):
        for number, match in enumerate(BLOCK.finditer(path.read_text()), 1):
            name = re.sub(r'\W', '_', path.stem)
            yield f'{name}_{number}', commands_of(match[2])


class Docs(QemuSystemTest):
    timeout = 3600

    def setUp(self) -> None:
        super().setUp()
        if not os.environ.get('K3_TEST_KERNEL'):
            self.skipTest('scripts/k3-functional hands over kernel and '
                          'firmware; K3_TEST_KERNEL, K3_TEST_FIRMWARE')

    def check(self, commands: list[Command]) -> None:
        self.assertTrue(commands)
        # In one shell, because commands may set variables for later ones
        mark = '=== example'
        script = ''.join(f'{command}\necho "{mark}"\n'
                         for command, _lines in commands)
        res = subprocess.run(
            ['bash', '-ec', script], cwd=TOP, text=True, timeout=LIMIT,
            env=dict(os.environ, K3_QEMU=self.qemu_bin), errors='replace',
            stdin=subprocess.DEVNULL, capture_output=True, check=False)
        self.log.info('%s%s', res.stdout, res.stderr)
        self.assertEqual(res.returncode, 0, res.stdout + res.stderr)
        for (command, lines), said in zip(commands, res.stdout.split(mark)):
            rest = iter(' '.join(line.split()) for line in said.splitlines())
            for line in lines:
                line = ' '.join(line.split())
                self.assertTrue(
                    line == '...' or line in rest,
                    f'{command}\ndid not print "{line}", but\n{said}')


# A kernel that contains this string has the driver built in
COMPATIBLE = {'irq_ti_sci_intr': 'ti,sci-intr'}


class Tables(QemuSystemTest):
    timeout = 900
    MACHINE = 'system/arm/k3-virt.rst'

    def options_of(self, machine: str) -> set[str]:
        """The options that -M MACHINE,help lists."""
        res = subprocess.run(
            [self.qemu_bin, '-M', f'{machine},help'], text=True,
            stdin=subprocess.DEVNULL, capture_output=True, check=True)
        return set(re.findall(r'^  ([\w-]+)=<', res.stdout, re.M))

    def test_machine_options(self) -> None:
        """The table has all options of this machine and no others."""
        told = {match[1] for row in tables.read(self.MACHINE)[0]
                if (match := re.match(r'-M k3-virt,([\w-]+)=', row[0]))}
        # Options that "virt" also has are not listed
        own = self.options_of('k3-virt') - self.options_of('virt')
        self.assertTrue(own)
        self.assertEqual(told, own)

    def test_device_options(self) -> None:
        """Each -global in the table is a property with that default."""
        self.set_machine('none')
        self.vm.launch()
        rows = [(match[1], match[2], row[1])
                for row in tables.read(self.MACHINE)[0]
                if (match := re.match(r'-global ([\w-]+)\.([\w-]+)=', row[0]))]
        self.assertGreater(len(rows), 3)
        for device, name, values in rows:
            found = {p['name']: p.get('default-value') for p in
                     self.vm.cmd('device-list-properties', typename=device)}
            self.assertIn(name, found, device)
            if found[name] is not None and 'see' not in values:
                self.assertIn(str(found[name]), re.split('[ ;,]+', values))

    @staticmethod
    def tables_of_cores() -> dict[str, dict[str, list[str]]]:
        """SoC -> core -> node, TISCI, mailbox, firmware file."""
        found = tables.read(PAGE)
        return {soc: {row[0]: row[2:] for row in rows[1:]}
                for soc, rows in zip(cores.SOCS, found, strict=True)}

    def test_cores(self) -> None:
        """The tables of cores agree with the device trees."""
        told = self.tables_of_cores()
        for soc in cores.SOCS.values():
            nodes = board.generated(self.qemu_bin, f'k3-virt,soc={soc.name}')
            clusters = {core.mailbox.base: core.mailbox.name
                        for core in soc.model.cores.values()}
            seen = {}
            for core, firmware in soc.cores.items():
                node = nodes[firmware]
                seen[core] = [
                    node.name, f'{node.processor}, {node.device}',
                    f'{clusters.get(node.mailbox or 0)}: {node.send}, '
                    f'{node.receive}', node.firmware]
            self.assertEqual(told[soc.name], seen)

    def test_drivers(self) -> None:
        """Each kernel has the modules that the table lists for it."""
        head, *rows = tables.read('devel/k3/kernels.rst')[0]
        specs = [name if ':' in name else
                 f'debian:{name.split()[1].partition(".")[0]}' if '7.' in name
                 else name.lower().replace(' ', ':') for name in head[2:]]
        wrong = []
        for index, spec in enumerate(specs):
            found = kernels.find(spec)
            for name, symbol, *told in rows:
                module = symbol.partition(', ')[2]
                if module and (told[index] in ('module', 'built in')) != \
                        found.has_driver(module, COMPATIBLE.get(module)):
                    wrong.append(f'{spec}: {name}: {told[index]}')
        self.assertEqual(wrong, [])


def add_tests() -> None:
    for name, commands in examples():
        def test(self: Docs, commands: list[Command] = commands) -> None:
            self.check(commands)
        setattr(Docs, f'test_{name}', test)


add_tests()


if __name__ == '__main__':
    QemuSystemTest.main()
