# SPDX-License-Identifier: GPL-2.0-or-later
"""QEMU's command line."""

from pathlib import Path
import re
import unittest

from k3lib.base import TOP
from k3lib.machine.command import Linux, Machine, Watch, ports
from k3lib.machine.snapshot import Snapshot


class CommandLine(unittest.TestCase):
    def test_machine(self) -> None:
        self.assertEqual(Machine().arguments(), [
            '-machine', 'k3-virt', '-nodefaults', '-display', 'none',
            '-no-reboot'])
        self.assertEqual(
            Machine(soc='j721e', properties=['remote-cores=sim'], cpus=1,
                    icount=0, extra=['-device', 'x']).arguments()[:2],
            ['-machine', 'k3-virt,soc=j721e,remote-cores=sim'])

    def test_machine_of_a_test(self) -> None:
        """QEMU's test library names the machine."""
        self.assertEqual(Machine('', memory='1G', reboots=True).arguments(), [
            '-nodefaults', '-display', 'none', '-m', '1G'])
        self.assertEqual(
            Machine('', properties=['remote-cores=sim']).arguments()[:2],
            ['-machine', 'remote-cores=sim'])

    def test_counted_time_is_the_same_each_time(self) -> None:
        words = ' '.join(Machine(icount=0).arguments())
        self.assertIn('-icount shift=0,sleep=off -seed 1 '
                      '-rtc base=2026-01-01,clock=vm', words)
        self.assertNotIn('-icount', ' '.join(Machine().arguments()))

    def test_linux(self) -> None:
        image, initrd = Path('/Image'), Path('/initrd')
        self.assertEqual(Linux(image, initrd).arguments(), [
            '-kernel', '/Image', '-initrd', '/initrd',
            '-append', 'panic=-1'])
        self.assertNotIn('-initrd', Linux(image, None).arguments())
        words = Linux(image, initrd, None, Path('/dtb')).arguments()
        self.assertNotIn('-append', words)
        self.assertEqual(words[-2:], ['-dtb', '/dtb'])

    def test_watch(self) -> None:
        self.assertEqual(Watch().arguments(), [])
        words = Watch('file:c', [Path('/q')], Path('/g'), ['e*', 'f'],
                      Path('/log'), stopped=True).arguments()
        self.assertEqual(words, [
            '-S', '-D', '/log', '-serial', 'file:c',
            '-qmp', 'unix:/q,server=on,wait=off',
            '-gdb', 'unix:/g,server=on,wait=off',
            '-trace', 'e*', '-trace', 'f'])

    def test_ports(self) -> None:
        words = ports(ctl=Path('/ctl'), out=Path('/out'))
        self.assertEqual(words.count('virtio-serial-device'), 1)
        self.assertIn('virtserialport,chardev=k3out,name=k3.out', words)

    def test_a_snapshot_goes_on_as_the_same_machine(self) -> None:
        machine = Machine(cpus=1).arguments()
        words = Snapshot('/qemu', '/where').resumed(machine)
        self.assertEqual(words[:1 + len(machine)], ['/qemu', *machine])

    def test_composed_once(self) -> None:
        """What Machine, Linux and Watch write, tests that boot do not."""
        ours = re.compile(r"'-(kernel|initrd|append|nodefaults|no-reboot|m|"
                          r"display|serial|gdb|qmp)'")
        # A second -serial is what this test is about
        allowed = ['test_k3_options.py: serial']
        found = [f'{path.name}: {match[1]}' for path in sorted(
            (TOP / 'tests/functional').rglob('*.py'))
            for match in ours.finditer(path.read_text())]
        self.assertEqual(found, allowed)


if __name__ == '__main__':
    unittest.main()
