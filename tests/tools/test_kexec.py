# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of scenarios in which another kernel takes over."""

from pathlib import Path
import unittest

from k3lib.scenario import description, outcome as outcomes, runner

SCENARIOS = Path(__file__).resolve().parents[1] / 'scenarios'
FIRST = '''[    2.000000] k3-scenario: begin
[    2.050000] k3-scenario: clock 430000000 200000000
[    2.100000] k3-scenario: step 0: load
[    2.200000] k3-scenario: result 0: 0
[    2.300000] k3-scenario: step 1: kexec
[    2.400000] kexec_core: Starting new kernel
'''
URGENT = '[    0.500000] WARNING: CPU: 0 PID: 1 at x\n'
SECOND = f'''[    0.000000] Booting Linux
{URGENT}[    4.000000] k3-scenario: again
[    4.100000] k3-scenario: clock 1440000000 200000000
[    4.200000] k3-scenario: step 2: stop r5f0_0
[    4.300000] k3-scenario: result 2: 1 sh: write error: Invalid argument
[    4.400000] k3-scenario: state r5f0_0 attached
[    4.500000] k3-scenario: end
'''


def read(text: str) -> outcomes.Outcome:
    outcome = outcomes.Outcome()
    outcomes.read_console(outcome, text)
    return outcome


class Consoles(unittest.TestCase):
    def test_one_clock(self) -> None:
        """Times of the second kernel continue those of the first one."""
        found = read(FIRST + URGENT + SECOND)
        self.assertEqual(found.clock_ns, 100000000)
        self.assertEqual(found.told(), ['stop r5f0_0: EINVAL'])
        self.assertEqual([(s.words, s.began, s.result) for s in found.steps],
                         [('load', 2.1, 'ok'), ('kexec', 2.3, 'ok'),
                          ('stop r5f0_0', 7.2, 'EINVAL')])
        self.assertTrue(found.ended)
        # What was urgent appears once, where the log has it
        self.assertEqual(found.log[5:8],
                         ['[    2.400000] kexec_core: Starting new kernel',
                          '[    3.000000] Booting Linux',
                          '[    3.500000] WARNING: CPU: 0 PID: 1 at x'])
        self.assertEqual(len(found.log), 14)

    def test_second_kernel_fails(self) -> None:
        """Only urgent messages are known of a boot that fails."""
        found = read(FIRST + URGENT)
        self.assertEqual(found.log[-1],
                         '[    2.900000] WARNING: CPU: 0 PID: 1 at x')
        self.assertIsNone(found.steps[-1].ended)
        self.assertFalse(found.ended)

    def test_refused(self) -> None:
        """The first kernel goes on if it cannot load the second one."""
        found = read(FIRST.replace('kexec_core: Starting new kernel',
                                   'k3-scenario: result 1: 2 no memory'))
        self.assertEqual(found.steps[-1].result, 'no memory')


class Scripts(unittest.TestCase):
    def test_steps(self) -> None:
        """The steps after kexec, and the aftermath, are the second kernel's."""
        scenario = description.load(SCENARIOS / '29-kexec.toml')
        scripts = runner.scripts(scenario, True, [])
        self.assertEqual(list(scripts), ['run', 'again'])
        self.assertEqual(scripts['run'][-2:], ['step 3 kexec', 'finish'])
        self.assertIn('say again', scripts['again'])
        self.assertIn('step 4 load', scripts['again'])
        # Linux only attaches to the core, and cannot start it
        self.assertNotIn('gone)', scripts['again'])
        self.assertEqual(list(runner.scripts(scenario, False, [])), ['run'])
