# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of boards: names, what a tree says, warnings, what was touched."""

from pathlib import Path
import subprocess
import tempfile
from typing import Any
import unittest
from unittest import mock

from k3lib.base import TOP, Failure
from k3lib.boards import expected, table
from k3lib.boards.trial import CoreTrial, Trial
from k3lib.kernel.kernels import Kernel
from k3lib.machine import catalogue, touched
from k3lib.machine.board import Tree
from k3lib.machine.catalogue import Board, Core
from trees import am64x, blob, r5f

class Boards(unittest.TestCase):
    def setUp(self) -> None:
        where = tempfile.TemporaryDirectory()
        self.addCleanup(where.cleanup)
        self.dir = Path(where.name)
        self.kernel = Kernel('a kernel', self.dir / 'Image', '1', None,
                             self.dir)

    def board(self, name: str = 'k3-am642-evm', **more: Any) -> Board:
        path = self.dir / 'ti' / f'{name}.dtb'
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(blob(am64x(**more)))
        return Board(path)

    def refused(self, words: str, name: str) -> None:
        with self.assertRaisesRegex(Failure, words):
            catalogue.find(name, self.kernel)

    def test_names(self) -> None:
        self.board()
        for name in ('k3-am642-evm', 'am642-evm', 'k3-am642-evm.dtb',
                     'am642-evm.dtb'):
            self.assertEqual(catalogue.find(name, self.kernel).name,
                             'k3-am642-evm')

    def test_near_names(self) -> None:
        self.board('k3-am642-evm')
        self.board('k3-am625-sk')
        self.refused('did you mean k3-am642-evm', 'am642-emv')
        self.refused('did you mean k3-am625-sk\\?$', '625')
        self.refused('^zzzzzzzz: .* it has 2, which k3-run --board list prints', 'zzzzzzzz')

    def test_list(self) -> None:
        self.board()
        (self.dir / 'ti/k3-am62l3-evm.dtb').write_bytes(blob(
            {'compatible': 'ti,am62l3-evm\0ti,am62l3', 'model': 'L'}))
        self.assertEqual(catalogue.table(self.kernel).splitlines(), [
            'k3-am62l3-evm  (not modelled)  L',
            'k3-am642-evm   am64x           A board'])

    def test_no_trees(self) -> None:
        self.kernel.dtbs = None
        self.refused('a kernel comes without device trees', 'x')

    def test_other_soc(self) -> None:
        path = self.dir / 'k3-am62l3-evm.dtb'
        path.write_bytes(blob({'compatible': 'ti,am62l3-evm\0ti,am62l3',
                               'model': 'An EVM'}))
        with self.assertRaisesRegex(Failure, r'k3-am62l3-evm \(An EVM\): its '
                                    'SoC, ti,am62l3, is not modelled; '
                                    'those that are: am64x, '):
            Board(path).known_soc()

    def test_damaged(self) -> None:
        path = self.dir / 'k3-x.dtb'
        for data in (b'', b'\xd0\x0d\xfe\xed', blob(am64x())[:200]):
            path.write_bytes(data)
            with self.assertRaisesRegex(Failure, 'k3-x.dtb: '):
                Board(path).tree.root.text('model')

    def test_cpus(self) -> None:
        self.assertEqual(self.board().cpus, 1)

    def test_ram(self) -> None:
        for banks, size in (([0, 0x80000000, 0, 0x40000000], 1 << 30),
                            # More than AM64x has addresses for
                            ([0, 0x80000000, 0, 0x80000000,
                              8, 0x80000000, 1, 0x80000000], 2 << 30)):
            nodes: dict[str, Any] = {'memory@80000000': {
                'device_type': 'memory', 'reg': banks}}
            board = self.board(**nodes)
            self.assertEqual(board.ram, size)

    def test_console(self) -> None:
        for path in ('serial3:115200n8', '/bus/serial@2810000',
                     '/bus/serial@2810000:115200n8'):
            board = self.board(chosen={'stdout-path': path})
            self.assertEqual((board.console, board.earlycon),
                             ('ttyS3', 'ns16550a,mmio32,0x02810000'))

    def test_console_of_the_boot_loader(self) -> None:
        board = self.board(aliases={'serial1': '/bus/serial@2810000',
                                    'serial4': '/bus/serial@2800000'})
        self.assertEqual((board.console, board.earlycon),
                         ('ttyS4', 'ns16550a,mmio32,0x02800000'))
        board = self.board(aliases={})
        self.assertEqual((board.console, board.earlycon), (None, None))

    def test_cores(self) -> None:
        board = self.board(
            one={'ti,cluster-mode': [1], **r5f(0x78000000, **{
                'firmware-name': 'name'}), **r5f(0x78200000)},
            two={'ti,cluster-mode': [0], **r5f(0x78400000),
                 **r5f(0x78600000, status='disabled')})
        self.assertEqual(list(board.cores()), [
            Core('r5f0_0', '78000000.r5f', 'name'),
            Core('r5f1_0', '78400000.r5f', '')])
        self.assertEqual(board.firmware_file('r5f0_0'), 'name')
        for core, words in (
                ('r5f0_1', 'does not drive this core on k3-am642-evm; the '
                           'cores are r5f0_0, r5f1_0'),
                ('r5f1_0', 'k3-am642-evm has no firmware-name for it'),
                ('r5f9', 'am64x has no such core')):
            with self.assertRaisesRegex(Failure, words):
                board.firmware_file(core)


class Completion(unittest.TestCase):
    """Of bash; with a k3-run that prints its arguments as names of boards."""

    def complete(self, *words: str) -> list[str]:
        with tempfile.TemporaryDirectory() as where:
            tool = Path(where) / 'k3-run'
            tool.write_text('#!/bin/sh\n[ "$1" = --help ] && echo --board && '
                            'exit\necho "k3-$2 x"; echo "k3-other y"\n')
            tool.chmod(0o755)
            script = (f'. {TOP}/scripts/completion/k3-run.bash\n'
                      'COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _k3_run\n'
                      'printf "%s\\n" "${COMPREPLY[@]}"')
            said = subprocess.run(['bash', '-c', script, '-', str(tool),
                                   *words], check=True, text=True,
                                  capture_output=True)
        self.assertEqual(said.stderr, '')
        return said.stdout.split()

    def test_boards(self) -> None:
        self.assertEqual(self.complete('--board', ''),
                         ['list', 'k3-list', 'k3-other'])
        # So bash splits debian:7
        self.assertEqual(self.complete('--kernel', 'debian', ':', '7',
                                       '--board', 'k3-d'), ['k3-debian:7'])

    def test_options(self) -> None:
        self.assertEqual(self.complete('--b'), ['--board'])


class Touched(unittest.TestCase):
    TREE = {'#address-cells': [2], '#size-cells': [2], 'bus@0': {
        '#address-cells': [2], '#size-cells': [2],
        'ranges': [0, 0x1000, 0, 0x20001000, 0, 0x1000],
        'mmc@1000': {'compatible': 'ti,mmc', 'reg': [0, 0x1000, 0, 0x100]},
        'i2c@1800': {
            'compatible': 'ti,i2c', 'reg': [0, 0x1800, 0, 0x100],
            '#address-cells': [1], '#size-cells': [0],
            'eeprom@50': {'reg': [0x50]}}}}
    UNIMP = '{}: unimplemented block, {} at 0x{:x} (offset 0x0, size 4, ' \
            'value 0x0)\n'

    def lines(self, text: str) -> list[str]:
        return touched.Log(text, Tree(blob(self.TREE))).lines()

    def test_nodes(self) -> None:
        text = ''.join(self.UNIMP.format(*row) for row in (
            ('MMC0', 'read', 0x20001000), ('MMC0', 'write', 0x20001004),
            ('MMC0', 'read', 0x20001008), ('OTHER', 'read', 0x30000000)))
        text += 'k3-bus: read at 0x20001804, where there is nothing (size 4)\n'
        self.assertEqual(self.lines(text), [
            '/bus@0/i2c@1800  ti,i2c\n    nothing there: 1 reads',
            '/bus@0/mmc@1000  ti,mmc\n    MMC0: 2 reads, 1 writes',
            '(no node)\n    OTHER: 1 reads'])

    def test_nothing(self) -> None:
        self.assertEqual(self.lines('something else\n'), ['nothing'])


class Expected(unittest.TestCase):
    ROW = {'pattern': '^x: slow', 'why': 'It is slow.',
           'boards': ['k3-a*'], 'kernels': ['source:*']}

    def warnings(self, records: list[str], board: str = 'k3-am642-evm',
                 kernel: str = 'source:7') -> expected.Warnings:
        rows = (expected._reason(1, self.ROW),)
        with mock.patch.object(expected, 'reasons', return_value=rows):
            return expected.warnings_of(records, board, kernel)

    def test_levels(self) -> None:
        found = self.warnings(['<5>[ 1.0] quiet', '<4>[    1.0] loud',
                               '<28>[1.0] loud', '<3>[1.0][ T12] worse',
                               '<0>[1.0] k3:0123456789abcdef ready',
                               'no record', '<4>[1.0] '])
        self.assertEqual(found.unexplained, {'loud': 2, 'worse': 1})

    def test_reason(self) -> None:
        line = ['<4>[1.0] x: slow thing']
        self.assertEqual(self.warnings(line).explained,
                         {'x: slow thing': 'It is slow.'})
        self.assertTrue(self.warnings(line, board='k3-j721e').unexplained)
        self.assertTrue(self.warnings(line, kernel='debian:7').unexplained)

    def test_defects(self) -> None:
        """A report of a defect counts whatever its level."""
        self.assertEqual(self.warnings(
            ['<6>[1.0] WARNING: CPU: 1 PID: 1 at x.c:1']).defects,
            ['WARNING: WARNING: CPU: 1 PID: 1 at x.c:1'])

    def test_file(self) -> None:
        bad: tuple[tuple[dict[str, Any], str], ...] = (
            ({'pattern': 'x'}, 'must have "pattern" and "why"'),
            ({'pattern': '(', 'why': 'x'}, r'\(: '),
            ({'pattern': 'x', 'why': 'x', 'board': 1}, 'unknown key board'))
        for row, words in bad:
            with self.assertRaisesRegex(Failure, words):
                expected._reason(1, row)
        self.assertTrue(expected.reasons())


class Results(unittest.TestCase):
    def trial(self) -> Trial:
        board = mock.Mock(spec=Board, cpus=2, model='A <board>')
        board.name, board.soc = 'k3-x', None
        core = CoreTrial(Core('r5f0_0', '1.r5f', 'f'), ('runs', 'stops'))
        return Trial(board, cpus=2, cores=[core])

    def test_good(self) -> None:
        trial = self.trial()
        trial.cores[0].done = ['runs', 'stops']
        self.assertEqual(trial.problems(), [])
        self.assertIn(' good', table.summary(trial))

    def test_problems(self) -> None:
        trial = self.trial()
        self.assertEqual(trial.problems(), [
            'r5f0_0 was not seen to do this: runs'])
        trial.cores[0].done = ['runs']
        trial.cores[0].failed = 'stops: refused'
        trial.cpus = 1
        trial.modules = {'m': 'no such device'}
        trial.warnings.unexplained['odd'] = 2
        trial.warnings.defects = ['Oops: it died']
        self.assertEqual(trial.problems(), [
            '1 CPUs, the tree has 2', 'r5f0_0 stops: refused (before: runs)',
            'modprobe m: no such device', 'Oops: it died',
            'unexplained: odd (2 times)'])
        self.assertIn(' 5 problems', table.summary(trial))
        self.assertIn('A &lt;board&gt;', table.page([trial], 'k'))
        self.assertEqual(len(table.record(trial)['problems']), 5)


if __name__ == '__main__':
    unittest.main()
