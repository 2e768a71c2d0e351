# SPDX-License-Identifier: GPL-2.0-or-later
"""The data of SoCs: what is refused, and what tools read of it."""

from pathlib import Path
import shutil
import subprocess
import sys
import tempfile
import unittest

from k3lib.base import TOP
from k3lib.cores import SOCS

DATA = TOP / 'hw/arm/k3/soc'


class Generator(unittest.TestCase):
    """On a copy of the data, which a test may damage."""

    def setUp(self):
        where = tempfile.TemporaryDirectory()
        self.addCleanup(where.cleanup)
        self.data = Path(where.name) / 'soc'
        shutil.copytree(DATA, self.data,
                        ignore=shutil.ignore_patterns('__pycache__'))

    def generate(self):
        return subprocess.run(
            [sys.executable, '-B', self.data / 'generate.py',
             self.data / 'out.c', self.data / 'out.d'],
            capture_output=True, text=True)

    def change(self, file, old, new):
        path = self.data / file
        text = path.read_text()
        self.assertIn(old, text)
        path.write_text(text.replace(old, new, 1))

    def refused(self, words):
        result = self.generate()
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertRegex(result.stderr, words)
        self.assertFalse((self.data / 'out.c').exists())

    def test_ours(self):
        result = self.generate()
        self.assertEqual((result.returncode, result.stderr), (0, ''))
        text = (self.data / 'out.c').read_text()
        for family in SOCS:
            self.assertIn(f'static const K3SocInfo {family}_info', text)
            self.assertIn(str(self.data / family / 'map.tsv'),
                          (self.data / 'out.d').read_text())
        # The default is the first
        self.assertRegex(text, r'k3_soc_infos\[\] = \{\n    &am64x_info,')

    def test_another_family(self):
        """A folder is enough."""
        shutil.copytree(self.data / 'am62x', self.data / 'am62y')
        self.assertEqual(self.generate().returncode, 0)
        self.assertIn('.name = "am62y"', (self.data / 'out.c').read_text())

    def test_dangling(self):
        self.change('am64x/interrupts.tsv', 'UART0\t0\tGIC', 'UART9\t0\tGIC')
        self.refused(r'interrupts.tsv:\d+: no source or receiver of '
                     'interrupts "UART9"')

    def test_no_such_device(self):
        self.change('am64x/silicon.toml', '"UART1"', '"UART99"')
        self.change('am64x/interrupts.tsv', 'UART1\t', 'UART99\t')
        self.change('am64x/qemu.toml', '"UART1"', '"UART99"')
        self.refused('am64x: no TISCI device "UART99"')

    def test_overlap(self):
        self.change('am64x/silicon.toml', '"UART1", base = 0x02810000',
                    '"UART1", base = 0x02800080')
        self.refused('UART0 and UART1 overlap at 0x2800080')

    def test_carveouts_overlap(self):
        self.change('am64x/board.toml', '{ base = 0xa1000000,',
                    '{ base = 0xa0f00000,')
        self.refused('r5f0_0 code-memory and r5f0_1 dma-memory overlap')

    def test_line_used_twice(self):
        self.change('am64x/interrupts.tsv', 'GIC=179', 'GIC=178')
        self.refused(r'interrupts.tsv:\d+: GIC=178 is wired in '
                     r'am64x/interrupts.tsv:\d+, too')

    def test_line_of_virtio(self):
        self.change('am64x/interrupts.tsv', 'GIC=179', 'GIC=230')
        self.refused("GIC=230 is a virtio-mmio slot's")

    def test_order(self):
        self.change('j721e/devices.tsv', '1\tMCU_ADC12_16FFC1',
                    '3\tMCU_ADC12_16FFC1')
        self.refused(r'devices.tsv:\d+: not in the order of id')

    def test_not_a_number(self):
        self.change('am62x/clock-sources.tsv', 'HFOSC0\t25000000',
                    'HFOSC0\t25 MHz')
        self.refused(r'clock-sources.tsv:\d+: hz must be a number')

    def test_boards(self):
        self.change('am62x/board.toml', '[core.m4f0_0]', '[core.m4f0_1]')
        self.refused('m4f0_0, m4f0_1')

    def test_no_such_key(self):
        self.change('am62x/board.toml', 'firmware = ', 'firmwere = ')
        self.refused('no such key: firmwere')


class Cores(unittest.TestCase):
    def test_names(self):
        """Of which all tools and tests are sure."""
        core = SOCS['am64x'].model.cores['r5f1_1']
        self.assertEqual(core.node, '78600000.r5f')
        self.assertEqual((core.subsystem, core.index), (1, 1))
        self.assertEqual(SOCS['j721e'].driver_of('c71_0'),
                         ('ti_k3_dsp_remoteproc', 'ti,j721e-c71-dsp'))
        self.assertEqual(SOCS['am62x'].early, ('wkup-r5f0_0',))

    def test_told_once(self):
        """Tools, tests and firmware have no copy of a core's addresses."""
        facts = {f'{core.code_memory.base:x}' for soc in SOCS.values()
                 for core in soc.model.cores.values()}
        facts |= {core.firmware for soc in SOCS.values()
                  for core in soc.model.cores.values()}
        copies = []
        for top in ('scripts', 'tests/firmware', 'tests/functional', 'hw',
                    'include'):
            for path in (TOP / top).rglob('*'):
                if path.is_relative_to(DATA) or path.suffix not in (
                        '.py', '.c', '.h', '.build', '.toml'):
                    continue
                text = path.read_text()
                copies += [f'{path.relative_to(TOP)}: {fact}'
                           for fact in facts if fact in text]
        self.assertEqual(copies, [])
