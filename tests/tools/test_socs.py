# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of the SoCs' data: errors that are found, and its users."""

import os
from pathlib import Path
import re
import shutil
import subprocess
import sys
import tempfile
from typing import Any
import unittest
from unittest import mock

from k3lib.machine import soc_facts
from k3lib.base import TOP
from k3lib.check import lint
from k3lib.kernel.drivers import SYMBOLS
from k3lib.machine.cores import SOCS
from headers import constant
from tables import family

DATA = TOP / 'hw/arm/k3/soc'


def python_environment() -> dict[str, str]:
    """Python keeps compiled modules, whoever runs the tests."""
    return {name: value for name, value in os.environ.items()
            if name != 'PYTHONDONTWRITEBYTECODE'}


class Generator(unittest.TestCase):
    """Uses a copy of the data, which a test may damage."""

    def setUp(self) -> None:
        where = tempfile.TemporaryDirectory()
        self.addCleanup(where.cleanup)
        top = Path(where.name)
        self.data = top / DATA.relative_to(TOP)
        shutil.copytree(DATA, self.data,
                        ignore=shutil.ignore_patterns('__pycache__'))
        (top / 'include').symlink_to(TOP / 'include')

    def generate(self) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, self.data / 'generate.py',
             self.data / 'out.c', self.data / 'out.d'],
            env=python_environment(), capture_output=True, text=True,
            check=False)

    def change(self, file: str, old: str, new: str) -> None:
        path = self.data / file
        text = path.read_text()
        self.assertIn(old, text)
        path.write_text(text.replace(old, new, 1))

    def refused(self, words: str) -> None:
        result = self.generate()
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertRegex(result.stderr, words)
        self.assertFalse((self.data / 'out.c').exists())

    def test_ours(self) -> None:
        result = self.generate()
        self.assertEqual((result.returncode, result.stderr), (0, ''))
        text = (self.data / 'out.c').read_text()
        for family in SOCS:
            self.assertIn(f'static const K3SocInfo {family}_info', text)
            self.assertIn(str(self.data / family / 'silicon.toml'),
                          (self.data / 'out.d').read_text())
        # The default is the first
        self.assertRegex(text, r'k3_soc_infos\[\] = \{\n    &am64x_info,')

    def test_users(self) -> None:
        """Programs that read the data do not make it look changed."""
        self.assertEqual(self.generate().returncode, 0)
        before = self.data.stat().st_mtime_ns
        self.assertIn(f'{self.data} ', (self.data / 'out.d').read_text())
        subprocess.run([sys.executable, '-c', 'import remote'],
                       cwd=self.data, check=True, env=python_environment())
        self.assertEqual(self.data.stat().st_mtime_ns, before)

    def test_another_family(self) -> None:
        """A new family needs nothing but a folder."""
        shutil.copytree(self.data / 'am62x', self.data / 'am62y')
        self.change('am62y/silicon.toml', '"ti,am625"', '"ti,am62y"')
        self.assertEqual(self.generate().returncode, 0)
        self.assertIn('.name = "am62y"', (self.data / 'out.c').read_text())

    def test_ambiguous(self) -> None:
        """-dtb finds the SoC by its compatible."""
        shutil.copytree(self.data / 'am62x', self.data / 'am62y')
        self.refused('am62y: compatible ti,am625 is also in am62x')

    def variant(self, text: str, name: str = 'am62z') -> None:
        """Add a variant; TEXT is its silicon.toml."""
        (self.data / name).mkdir(exist_ok=True)
        (self.data / name / 'silicon.toml').write_text(text)

    def test_variant(self) -> None:
        """A variant has only what differs from its base."""
        self.variant('variant-of = "am62a"\ncompatible = "ti,am62z"\n'
                     'without = ["c71_0", "MCU_RTI0"]\n'
                     'cpu.max = 2\n')
        result = self.generate()
        self.assertEqual((result.returncode, result.stderr), (0, ''))
        text = (self.data / 'out.c').read_text()
        info = text.split('K3SocInfo am62z_info')[1].split('\n')[0]
        base = text.split('K3SocInfo am62a_info')[1].split('\n')[0]
        for where, cpus, watchdogs in ((base, 4, 6), (info, 2, 5)):
            self.assertIn(f'.max_cpus = {cpus},', where)
            self.assertIn(f'.num_rtis = {watchdogs},', where)
        self.assertIn('.num_dsps = 1,', base)
        self.assertNotIn('.num_dsps', info)
        self.assertIn('.compatible = "ti,am62z"', info)
        # Interrupts of what it does not have are gone as well
        routes = r'K3IrqRoute {}_routes\[\] = {{\n((?:    .*\n)*)'
        known, fewer = (re.search(routes.format(name), text)
                        for name in ('am62a', 'am62z'))
        self.assertTrue(known and fewer)
        assert known and fewer
        self.assertGreater(len(known[1].splitlines()),
                           len(fewer[1].splitlines()))

    def test_bad_variants(self) -> None:
        for text, words in (
                ('variant-of = "am99"', 'no other family "am99"'),
                ('variant-of = "am62z"', 'no other family "am62z"'),
                ('variant-of = "am62a"\nwithout = ["c71_9"]',
                 'am62z: without: the base has no c71_9')):
            self.variant(text)
            self.refused(words)
        self.variant('variant-of = "am62a"')
        self.variant('variant-of = "am62z"', 'am62zz')
        self.refused('am62zz: variant-of: am62z is a variant itself')

    def test_variant_with_the_same_compatible(self) -> None:
        """A device tree stands for the base, which must come first."""
        self.variant('variant-of = "am62a"')
        self.assertEqual(self.generate().returncode, 0)
        (self.data / 'out.c').unlink()
        shutil.rmtree(self.data / 'am62z')
        self.variant('variant-of = "am62a"', 'am60')
        self.refused('am60: the name must follow am62a')

    def test_clock_of_uarts(self) -> None:
        self.change('j7200/silicon.toml', 'clock = 2', 'clock = 9')
        self.refused('j7200: UART0 has no clock 9')

    def test_clusters(self) -> None:
        self.change('am64x/silicon.toml', 'max = 2', 'max = 2\nclusters = 2')
        self.assertEqual(self.generate().returncode, 0)
        self.assertRegex((self.data / 'out.c').read_text(),
                         'am64x_info = .*cpus_per_cluster = 1,')
        self.change('am64x/silicon.toml', 'clusters = 2', 'clusters = 3')
        (self.data / 'out.c').unlink()
        self.refused('am64x: 2 application cores cannot be in 3 equal')

    def test_tcm_choice(self) -> None:
        self.change('am62a/board.toml', 'atcm-enable = false',
                    'atcm-enabled = false')
        self.refused('am62a: board.toml: tcm of mcu-r5f0_0: the keys are '
                     'atcm-enable, btcm-enable, loczrama')

    def test_defaults(self) -> None:
        self.change('am64x/qemu.toml', 'default = true', '')
        self.refused('one qemu.toml must have default = true, not 0')
        self.change('am62x/qemu.toml', 'model', 'default = true\nmodel')
        self.change('j721e/qemu.toml', 'model', 'default = true\nmodel')
        self.refused('must have default = true, not 2')

    def test_name(self) -> None:
        """The name of a folder becomes part of C identifiers."""
        (self.data / 'am62x').rename(self.data / 'am62-x')
        self.refused('am62-x: the name of a family has lower-case letters')

    def test_limits(self) -> None:
        """The compiler refuses more devices than the model has room for."""
        uart = '    { name = "UART1", base = 0x02810000 },\n'
        self.change('am64x/silicon.toml', uart, uart + ''.join(
            f'    {{ name = "EXTRA{number}", base = {0xd000 + number:#x}000,'
            f' tisci = "UART1" }},\n' for number in range(20)))
        self.assertEqual(self.generate().returncode, 0)
        self.assertIn('QEMU_BUILD_BUG_MSG(29 > K3_SOC_MAX_UARTS,',
                      (self.data / 'out.c').read_text())

    def test_dangling(self) -> None:
        self.change('am64x/interrupts.tsv', 'UART0\t0\tGIC', 'UART9\t0\tGIC')
        self.refused(r'interrupts.tsv:\d+: no source or receiver of '
                     'interrupts "UART9"')

    def test_no_such_device(self) -> None:
        self.change('am64x/silicon.toml', '"UART1"', '"UART99"')
        self.change('am64x/interrupts.tsv', 'UART1\t', 'UART99\t')
        self.change('am64x/qemu.toml', '"UART1"', '"UART99"')
        self.refused('am64x: no TISCI device "UART99"')

    def test_overlap(self) -> None:
        self.change('am64x/silicon.toml', '"UART1", base = 0x02810000',
                    '"UART1", base = 0x02800080')
        self.refused('UART0 and UART1 overlap at 0x2800080')

    def test_overlap_with_a_controller(self) -> None:
        """What no device of a list covers is compared as well."""
        for base in (0x4d07f000, 0x01801000, 0x01860000, 0x45a01000,
                     0x05ff0000, 0x44043000):
            self.change('am64x/silicon.toml', '"UART1", base = 0x02810000',
                        f'"UART1", base = {base:#010x}')
            self.refused('am64x: (UART1 and .*|.* and UART1) overlap at')
            self.change('am64x/silicon.toml', f'base = {base:#010x}',
                        'base = 0x02810000')

    def test_size_unknown(self) -> None:
        self.change('am64x/silicon.toml', '[i2c]', '[novelty]\ndevice = '
                    '[{ name = "NEW0", base = 0x50000000 }]\n\n[i2c]')
        self.refused('am64x: NEW0: blocks.py has no size for novelty')

    def map_row(self, row: str) -> None:
        """Add a row to the map of AM64x, in its order."""
        path = self.data / 'am64x/map.tsv'
        lines = path.read_text().splitlines()
        head = [line for line in lines if not line.startswith('0x')]
        rows = [line for line in lines if line.startswith('0x')] + [row]
        rows.sort(key=lambda line: int(line.split('\t')[0], 0))
        path.write_text('\n'.join(head + rows) + '\n')

    def test_map(self) -> None:
        """The address map does not repeat what is modelled."""
        keep = (self.data / 'am64x/map.tsv').read_text()
        for row, words in (
                ('0x02800000\t0x200\tSERIAL', 'SERIAL is modelled: UART0'),
                ('0x02800000\t0x100\tSERIAL', 'SERIAL is modelled: UART0'),
                ('0x02800000\t0x1000\tSERIAL', 'SERIAL is UART0 of '
                 'silicon.toml, whose size is 0x200'),
                ('0x05000000\t0x40000\tIRAM', 'IRAM is m4f0_0 iram of '
                 'silicon.toml, whose size is 0x30000'),
                ('0x02800100\t0x1000\tSERIAL', 'SERIAL has only part of '
                 'UART0'),
                ('0x0c001000\t0x1000\tNEW', 'NEW is where QEMU adds '
                 'virtio-mmio'),
                ('0x6000000000\t0x1000\tNEW', 'NEW is where QEMU adds '
                 'pcie')):
            self.map_row(row)
            self.refused(r'am64x/map.tsv:\d+: ' + words)
            (self.data / 'am64x/map.tsv').write_text(keep)

    def test_line_of_aggregator(self) -> None:
        self.change('am64x/silicon.toml', '[5, 39], receiver = "GIC", line = 37',
                    '[4, 39], receiver = "GIC", line = 36')
        self.refused('am64x: DMASS0_INTAGGR_0: GIC=36 is also wired in '
                     r'am64x/interrupts.tsv:\d+')

    def test_aggregator_that_is_not_there(self) -> None:
        self.change('am64x/silicon.toml', 'aggregator = "DMASS0_INTAGGR_0"',
                    'aggregator = "DMASS0_INTAGGR_1"')
        self.refused('am64x: no aggregator "DMASS0_INTAGGR_1"')

    def test_constant_of_nothing(self) -> None:
        self.change('am62p/silicon.toml', 'address = 0x4e230028',
                    'address = 0x4e330028')
        self.refused('am62p: no row of map.tsv has the constant register '
                     '0x4e330028')

    def test_third_range_of_a_host(self) -> None:
        path = self.data / 'am62p/resources.tsv'
        path.write_text(path.read_text()
                        + 'DMASS0_PKTDMA_0\t0x24\tA53_2\t19\t1\n')
        self.refused(r'am62p/resources.tsv:\d+: a host has two ranges at '
                     'most')

    def test_carveout_outside_of_ram(self) -> None:
        self.change('am64x/board.toml', '{ base = 0xa1000000,',
                    '{ base = 0x71000000,')
        self.refused('r5f0_1 dma-memory is not in DDR16SS0_DRAM')

    def test_fifo_used_twice(self) -> None:
        self.change('am64x/board.toml', 'to-core = 3', 'to-core = 0')
        self.refused('FIFO 0 of MAILBOX0_REGS2 is that of r5f0_0 to-linux and '
                     'of r5f0_1 to-core')

    def test_mailbox_user_used_twice(self) -> None:
        self.change('am64x/board.toml', '{ linux = 2, core = 1 }',
                    '{ linux = 2, core = 0 }')
        self.refused('user 0 of MAILBOX0_REGS2 is that of r5f0_0 and of '
                     'r5f0_1')

    def test_threads(self) -> None:
        """The threads of a host are its own and have a direction."""
        for rx, tx, words in (('12', '11', 'thread 11 .* is also that of'),
                              ('13', '12', 'thread 13 .* not a thread for rx'),
                              ('99', '13', 'thread 99 .* not a thread for')):
            self.change('am64x/hosts.tsv', 'A53_2\tno\tmain\t12\t13',
                        f'A53_2\tno\tmain\t{rx}\t{tx}')
            self.refused(r'am64x/hosts.tsv:\d+: ' + words)
            self.change('am64x/hosts.tsv', f'A53_2\tno\tmain\t{rx}\t{tx}',
                        'A53_2\tno\tmain\t12\t13')

    def test_headers(self) -> None:
        """A change of a header that has a size changes the C tables."""
        self.assertEqual(self.generate().returncode, 0)
        self.assertIn('/include/hw/char/k3-uart.h',
                      (self.data / 'out.d').read_text())

    def test_carveouts_overlap(self) -> None:
        self.change('am64x/board.toml', '{ base = 0xa1000000,',
                    '{ base = 0xa0f00000,')
        self.refused('r5f0_0 code-memory and r5f0_1 dma-memory overlap')

    def test_line_used_twice(self) -> None:
        self.change('am64x/interrupts.tsv', 'GIC=179', 'GIC=178')
        self.refused(r'interrupts.tsv:\d+: GIC=178 is also wired in '
                     r'am64x/interrupts.tsv:\d+')

    def test_lines_overlap(self) -> None:
        self.change('am64x/interrupts.tsv', 'pin0-87\tMAIN_GPIOMUX_INTROUTER0=90',
                    'pin0-87\tMAIN_GPIOMUX_INTROUTER0=86')
        self.refused(r'interrupts.tsv:\d+: MAIN_GPIOMUX_INTROUTER0=86 is also '
                     r'wired in am64x/interrupts.tsv:\d+')

    def test_outputs(self) -> None:
        self.change('am64x/interrupts.tsv', 'pin0-87', 'pins0-87')
        self.refused(r'interrupts.tsv:\d+: output must be N, N-M, bankN-M or '
                     'pinN-M, not "pins0-87"')

    def test_line_of_virtio(self) -> None:
        self.change('am64x/interrupts.tsv', 'GIC=179', 'GIC=230')
        self.refused(r'interrupts.tsv:\d+: GIC=230 belongs to a virtio-mmio '
                     'slot')

    def test_order(self) -> None:
        self.change('j721e/devices.tsv', '1\tMCU_ADC12_16FFC1',
                    '3\tMCU_ADC12_16FFC1')
        self.refused(r'devices.tsv:\d+: not in the order of id')

    def test_not_a_number(self) -> None:
        self.change('am62x/clock-sources.tsv', 'HFOSC0\t25000000',
                    'HFOSC0\t25 MHz')
        self.refused(r'clock-sources.tsv:\d+: hz must be a number')

    def test_boards(self) -> None:
        self.change('am62x/board.toml', '[core.m4f0_0]', '[core.m4f0_1]')
        self.refused('m4f0_0, m4f0_1')

    def test_no_such_key(self) -> None:
        self.change('am62x/board.toml', 'firmware = ', 'firmwere = ')
        self.refused('no such key: firmwere')


class Facts(unittest.TestCase):
    """The generated trees cannot be used: they come from the same data."""

    TREE = '''/dts-v1/;
/ {
    #address-cells = <2>; #size-cells = <2>;
    compatible = "ti,am642-evm", "ti,am642"; interrupt-parent = <&gic>;
    gic: interrupt-controller@1800000 {
        #interrupt-cells = <3>; compatible = "arm,gic-v3";
        reg = <0 0x1800000 0 0x10000>, <0 0x1840000 0 0xc0000>;
    };
    msi-controller@1820000 { compatible = "arm,gic-v3-its";
                             reg = <0 0x1820000 0 0x10000>; };
    memory@80000000 { device_type = "memory";
                      reg = <0 0x80000000 0 0x40000000>; };
    sram@70000000 { compatible = "mmio-sram";
                    reg = <0 0x70000000 0 0x200000>; };
    chipid@43000014 { compatible = "ti,am654-chipid";
                      reg = <0 0x43000014 0 4>; };
    mmc@fa10000 { compatible = "ti,am64-sdhci-8bit"; bus-width = <8>;
                  clocks = <&clks 57 0>, <&clks 57 1>;
                  reg = <0 0xfa10000 0 0x260>, <0 0xfa18000 0 0x134>; };
    reserved-memory {
        #address-cells = <2>; #size-cells = <2>;
        dma: memory@a0000000 { reg = <0 0xa0000000 0 0x100000>; };
        code: memory@a0100000 { reg = <0 0xa0100000 0 0xf00000>; };
    };
    cluster: mailbox@29020000 {
        reg = <0 0x29020000 0 0x200>;
        channel: mbox-main-r5fss0-core0 { ti,mbox-rx = <0 0 2>;
                                          ti,mbox-tx = <1 0 2>; };
    };
    sci: system-controller@44043000 {
        compatible = "ti,k2g-sci"; ti,host-id = <12>;
        mboxes = <&proxy 12>, <&proxy 13>;
        pds: power-controller { compatible = "ti,sci-pm-domain";
                                #power-domain-cells = <2>; };
        clks: clock-controller { compatible = "ti,k2g-sci-clk";
                                 #clock-cells = <2>; };
    };
    proxy: mailbox@4d000000 {
        compatible = "ti,am654-secure-proxy"; interrupts = <0 34 4>;
        reg = <0 0x4d000000 0 1>, <0 0x4a600000 0 1>, <0 0x4a400000 0 1>;
    };
    serial@2800000 { reg = <0 0x2800000 0 0x100>;
                     interrupts = <0 178 4>; power-domains = <&pds 146 1>;
                     clocks = <&clks 146 0>; };
    r5f@78000000 {
        compatible = "ti,am64-r5fss"; ti,sci-dev-id = <121>;
        ti,sci-proc-ids = <1 0xff>; ti,atcm-enable = <1>;
        ti,btcm-enable = <1>; ti,loczrama = <1>; reg-names = "atcm", "btcm";
        firmware-name = "am64-main-r5f0_0-fw"; mboxes = <&cluster &channel>;
        memory-region = <&dma>, <&code>;
        reg = <0 0x78000000 0 0x10000>, <0 0x78100000 0 0x10000>;
    };
};
'''

    def compare(self, *changes: tuple[str, str]) -> Any:
        text = self.TREE
        for old, new in changes:
            self.assertIn(old, text)
            text = text.replace(old, new)
        data = subprocess.run(['dtc', '-q', '-I', 'dts', '-O', 'dtb', '-'],
                              input=text.encode(), capture_output=True,
                              check=True).stdout
        found = soc_facts.compare(data)
        assert found
        self.assertEqual(found[0], 'am64x')
        return found[1].wrong

    def test_hole(self) -> None:
        """A driver must find something at its registers."""
        node = '    x@{0} {{ reg = <0 0x{0} 0 4>; {1} }};\n    serial@'
        for address, more, wrong in (
                ('2fff0000', '', ["x@2fff0000: a register region: ours "
                                  "False, the device tree's True"]),
                ('2fff0000', 'status = "disabled";', []),
                ('fa00000', '', [])):
            self.assertEqual(self.compare(
                ('    serial@', node.format(address, more))), wrong)

    def test_nothing(self) -> None:
        self.assertEqual(self.compare(), [])

    def test_differences(self) -> None:
        for old, new, words in (
                ('<0 178 4>', '<0 179 4>', 'line of GIC: ours 178'),
                ('&pds 146 1', '&pds 147 1', 'TISCI device: ours 146'),
                ('&pds 146 1', '&pds 999 1', 'a device of power-domains'),
                ('&clks 146 0', '&clks 146 9', 'device 146 has no clock 9'),
                ('&clks 146 0', '&clks 146 1', 'functional clock: ours 0'),
                ('&proxy 13', '&proxy 15', 'threads of Linux'),
                ('<0 34 4>', '<0 35 4>', "line of Linux's thread"),
                ('0x4a600000', '0x4a500000', 'secure proxy: rt'),
                ('ti,host-id = <12>', 'ti,host-id = <13>', 'ti,host-id'),
                ('ti,sci-dev-id = <121>', 'ti,sci-dev-id = <122>',
                 'ti,sci-dev-id'),
                ('<1 0xff>', '<2 0xff>', 'ti,sci-proc-ids'),
                ('0x78100000 0 0x10000', '0x78110000 0 0x10000',
                 'base of a memory'),
                ('0x78100000 0 0x10000', '0x78100000 0 0x8000',
                 'size of a memory'),
                ('ti,loczrama = <1>', 'ti,loczrama = <0>', 'ti,loczrama'),
                ('r5f@78000000', 'r5f@79000000', 'no such core'),
                ('am64-main-r5f0_0-fw', 'another-fw', 'firmware-name: ours am'),
                ('<0 0 2>', '<3 0 2>', "user of Linux's rx: ours [0, 2]"),
                ('<1 0 2>', '<1 0 1>', "user of Linux's tx: ours [1, 2]"),
                ('mbox-main-r5fss0-core0', 'mbox-other', 'name of the mailbox'),
                ('0x29020000 0', '0x29040000 0', 'mailbox cluster: ours'),
                ('0xa0000000 0 0x100000', '0xa8000000 0 0x100000',
                 'dma carveout: ours'),
                ('0xa0100000 0 0xf00000', '0xa0100000 0 0xe00000',
                 'code carveout: ours'),
                ('0x1800000 0 0x10000', '0x1810000 0 0x10000',
                 'GIC distributor: ours'),
                ('0x1840000 0 0xc0000', '0x1840000 0 0xb0000',
                 'GIC redistributors: ours'),
                ('0x1820000 0 0x10000', '0x1830000 0 0x10000', 'ITS: ours'),
                ('0x80000000 0 0x40000000', '0x80000000 0 0xc0000000',
                 'RAM: ours'),
                ('0x70000000 0 0x200000', '0x70000000 0 0x100000',
                 'SRAM: ours'),
                ('0x43000014 0 4', '0x43000018 0 4', 'JTAG id: ours'),
                ('bus-width = <8>', 'bus-width = <16>', 'bus-width: ours'),
                ('0x2800000 0 0x100', '0x2800000 0 0x200',
                 'size of its registers: ours 256'),
                ('0x29020000 0 0x200', '0x29020000 0 0x2000',
                 "size of the model's registers"),
                # A wrong base is found by the name of the node
                ('0x2800000 0 0x100', '0x2801000 0 0x100',
                 'no such device in uarts')):
            wrong = self.compare((old, new))
            self.assertTrue(any(words in line for line in wrong), (new, wrong))

    def test_unseen(self) -> None:
        """Devices that no tree has are listed."""
        missing = soc_facts.unseen('am64x', {('uarts', 'UART0'),
                                             ('sd-hosts', 'MMCSD0')})
        self.assertIn('UART1', missing)
        self.assertNotIn('UART0', missing)

    def test_mistake(self) -> None:
        """Mistakes of a device tree are known and are not ours."""
        self.assertEqual(self.compare(
            ('serial@2800000 {', 'mdio@32400 { clocks = <&clks 62 3>; };\n'
             'serial@2800000 {')), [])

    def test_mistake_of_one_family(self) -> None:
        """A tree of another family may be right where J7200's is wrong."""
        domain = '&pds 146 1', '&pds 49 1'
        with mock.patch.object(
                soc_facts, 'DOMAIN_MISTAKES',
                {('j7200', 'serial@2800000', 49)}):
            self.assertTrue(self.compare(domain))
        with mock.patch.object(
                soc_facts, 'DOMAIN_MISTAKES',
                {('am64x', 'serial@2800000', 49)}):
            self.assertEqual(self.compare(domain), [])


# Who may repeat facts, and why
COPIES = {
    'README.md': 'shows what the demo prints',
    'docs/devel/k3/scenarios.rst': 'what a tool prints',
    'docs/devel/k3/tour.rst': 'what an example prints',
    'docs/specs/k3/cores.rst': 'lists them for readers; tests compare it',
    'docs/specs/k3/m4fss.rst': 'where memories are seen, on AM64x',
    'docs/specs/k3/soc': 'what a SoC has, for readers',
    'docs/specs/k3/vim.rst': 'where it is, on AM64x',
    'docs/specs/k3/r5fss.rst': 'where memories are seen, on AM64x',
    'docs/specs/k3/views.svg': 'a drawing for readers, of AM64x',
    'docs/system/arm/k3-virt.rst': 'what examples print',
    'include/hw/remoteproc/k3-m4fss.h': 'defines what an M4F sees',
    'scripts/k3lib/machine/board_facts.py': 'values of trees that differ',
    'scripts/k3lib/machine/soc_facts.py': 'mistakes of trees',
    'scripts/pictures/views.toml': 'a drawing for readers, of AM64x',
    'tests/firmware/README.md': 'an example',
    'tests/functional/aarch64/test_k3_j721e.py': 'what Linux sees',
    'tests/functional/aarch64/test_k3_map.py': '5000000 microseconds',
    'tests/qtest/': 'an independent oracle: CONTRIBUTING.md says why',
    'tests/scenarios/': 'addresses that a row reads, or that messages have',
    'tests/tools/': 'inputs that tests make up',
}


def core_facts() -> set[str]:
    """Memories, carveouts, nodes, mailboxes and firmware files of cores."""
    facts: set[str] = set()
    for core in (core for soc in SOCS.values()
                 for core in soc.model.cores.values()):
        areas = *core.memories, core.dma_memory, core.code_memory
        facts |= {core.node, core.firmware, f'{core.mailbox.base:x}',
                  *(f'{area.base:x}' for area in areas)}
    # J7's BTCMs are where each R5F sees the TCM that is not at 0
    btcm = SOCS['am64x'].model.cores['r5f0_0'].memories[1]
    return facts - {f'{btcm.local:x}'}


# An address that is a multiple of this may be where a window begins
ROUND = 16 << 20


def device_bases() -> set[str]:
    """Addresses of what firmware and its tests access besides."""
    bases = {constant('hw/remoteproc/k3-m4fss.h', 'K3_M4FSS_RAT')}
    for silicon in (family(name).silicon for name in SOCS):
        bases |= {silicon['gic'][name]
                  for name in ('distributor', 'its', 'redistributors')}
        bases |= {device['base'] for kind in ('timers', 'watchdogs')
                  for device in silicon[kind]['device']}
        bases |= {subsystem[name] for kind in ('r5fss', 'm4fss')
                  for subsystem in silicon.get(kind, ())
                  for name in ('rat', 'sec-mmr', 'vim') if name in subsystem}
    return {f'{base:x}' for base in bases if base % ROUND}


def one_of(words: set[str]) -> str:
    """A pattern that prefers the longest."""
    return '|'.join(map(re.escape, sorted(words, key=len, reverse=True)))


class Cores(unittest.TestCase):
    def test_names(self) -> None:
        """Facts that all tools and tests rely on."""
        core = SOCS['am64x'].model.cores['r5f1_1']
        self.assertEqual(core.node, '78600000.r5f')
        self.assertEqual((core.subsystem, core.index), (1, 1))
        self.assertEqual(SOCS['j721e'].driver_of('c71_0'),
                         ('ti_k3_dsp_remoteproc', 'ti,j721e-c71-dsp'))
        self.assertEqual(SOCS['am62x'].early, ('wkup-r5f0_0',))

    def test_told_once(self) -> None:
        """
        Nothing that is not in COPIES repeats a core's memories, carveouts, node,
        mailbox or firmware file, or the address of its RAT, VIM or SEC_MMR, or of
        a timer, a watchdog or a part of the GIC.
        """
        # 2400000 is a timer or a number of hertz; 0x2400000, timer@2400000 a timer
        pattern = re.compile(
            rf'(?<![0-9a-f])(?:0x0*)?(?:{one_of(core_facts())})(?![0-9a-f])|'
            rf'(?:0x0*|@)(?:{one_of(device_bases())})(?![0-9a-f])')
        used, copies = set(), []
        for path in lint.our_files():
            name = str(path.relative_to(TOP))
            if path.is_relative_to(DATA):
                continue
            found = pattern.search(path.read_text(errors='replace'))
            allowed = next((entry for entry in COPIES
                            if name.startswith(entry)), None)
            if found and allowed:
                used.add(allowed)
            elif found:
                copies.append(f'{name}: {found[0]}')
        self.assertEqual(copies, [])
        self.assertEqual(COPIES.keys() - used, set())

    def test_drivers(self) -> None:
        """No other part of the tools, and no test that boots, names them."""
        copies = {path.name for top in ('scripts', 'tests/functional')
                  for path in (TOP / top).rglob('*.py')
                  if any(name in path.read_text() for name in SYMBOLS)}
        self.assertEqual(copies, {'drivers.py'})
