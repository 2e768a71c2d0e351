# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of scenario files, outcomes and snapshots."""

import os
from pathlib import Path
import pickle
import subprocess
import tempfile
import time
import tomllib
from typing import Any
import unittest
from unittest import mock

from k3lib.base import Failure, opened
from k3lib.kernel.kernels import Kernel
from k3lib.judge import record
from k3lib.linux.whereabouts import Where
from k3lib.machine import saved, snapshot
from k3lib.scenario import (description, marks, outcome as outcomes, runner,
                            sequence)
from trees import am64x, blob, r5f

GOOD = '''
title = "t"
core = "r5f0_0"
[provoke]
firmware.r5f0_0 = { shutdown = "silent" }
faults.lost = "where=mailbox,action=drop"
[expect.stock]
results = ["stop r5f0_0: ok"]
'''
CONSOLE = '''[    1.100000] ti-sci 44043000.system-controller: ABI: 4.0
[    2.000000] k3-scenario: begin
[    2.100000] k3-scenario: step 0: load
[    2.150200] remoteproc remoteproc0: remote processor x is now up
[    2.200000] k3-scenario: result 0: 0
[    2.300000] k3-scenario: step 1: stop r5f0_0
[    7.300000] remoteproc remoteproc0: can't stop rproc: -16
[    7.400000] k3-scenario: result 1: 1 sh: write error: Device or resource busy
[    7.500000] k3-scenario: state r5f0_0 running
[    7.600000] k3-scenario: end
'''
BOOT_TRACE = ('k3_ti_sci_response 1250000000 ns: /machine/k3/ti-sci: host 12: '
              'response to 0x0002 seq 0 flags 0x2\n')
TRACE = '''k3_core_start 2350000000 ns: /machine/k3/r5fss[0]/core[0]: starts at 0x0 config 0x0
k3_mailbox_push 2400000000 ns: /machine/k3/mailbox[2]: FIFO 1 message 0xffffff03 written, 1 waiting
k3_mailbox_push 2510000000 ns: /machine/k3/mailbox[2]: FIFO 1 message 0xffffff14 written, 1 waiting
k3_ti_sci_response 2520000000 ns: /machine/k3/ti-sci: host 12: response to 0xc400 seq 0 flags 0x0
'''


class Files(unittest.TestCase):
    def load(self, text: str) -> description.Scenario:
        with tempfile.TemporaryDirectory() as where:
            path = Path(where) / '07-some.toml'
            path.write_text(text)
            return description.load(path)

    def refused(self, text: str, words: str) -> None:
        with self.assertRaisesRegex(Failure, words):
            self.load(text)

    def test_good(self) -> None:
        found = self.load(GOOD)
        self.assertEqual(found.all_firmware(True),
                         {'r5f0_0': {'shutdown': 'silent'}})
        self.assertEqual(found.all_steps(True)[-1], 'stop r5f0_0')
        self.assertIn('k3-fault,id=lost,where=mailbox,action=drop',
                      marks.arguments(found))

    def test_board(self) -> None:
        """The kernel's tree of a board defines the SoC."""
        text = GOOD.replace('core = "r5f0_0"',
                            'board = "am642-x"\ncore = "r5f0_0"')
        self.refused('soc = "am64x"\n' + text, 'has both soc and board')
        scenario = self.load(text)
        with tempfile.TemporaryDirectory() as where:
            kernel = Kernel('a kernel', Path(where) / 'Image', '1', None,
                            Path(where))
            self.assertIn('a kernel has no such board',
                          scenario.lacks(kernel))
            tree = Path(where) / 'k3-am642-x.dtb'
            kernel.image.write_bytes(b'ti,am64-r5fss\0')
            for address, words in (
                    (0x78000000, '^$'),
                    (0x78400000, 'does not drive r5f0_0 on k3-am642-x; it '
                                 'drives r5f1_0$')):
                tree.write_bytes(blob(am64x(**r5f(address))))
                self.assertRegex(scenario.lacks(kernel), words)
            self.assertEqual(scenario.placed(kernel).soc, 'am64x')
            tree.write_bytes(blob(am64x(**r5f(0x78000000))))
            kernel.image.write_bytes(b'')
            self.assertRegex(scenario.lacks(kernel),
                             'without ti_k3_r5_remoteproc, .* r5f0_0$')
            tree.write_bytes(blob({'compatible': 'ti,am62l3'}))
            self.assertIn('is not modelled', scenario.lacks(kernel))

    def test_without_fault(self) -> None:
        found = self.load(GOOD)
        self.assertEqual(found.all_firmware(False), {'r5f0_0': {}})
        self.assertEqual(found.machine_arguments(False), [])

    def test_early(self) -> None:
        """Cores that a boot loader has started, and invalid entries."""
        early = GOOD.replace('[provoke]', 'early.r5f0_0 = { app = "rpmsg" }\n'
                             'early.r5f0_1 = {}\n[provoke]\n'
                             'early.r5f0_0 = { shutdown = "stale" }')
        found = self.load(early)
        self.assertEqual(found.all_early(False),
                         {'r5f0_0': {'app': 'rpmsg'}, 'r5f0_1': {}})
        self.assertEqual(found.all_early(True)['r5f0_0'],
                         {'app': 'rpmsg', 'shutdown': 'stale'})
        self.refused(early.replace('early.r5f0_1', 'early.x'), 'no core x')

    def test_kernels_differ(self) -> None:
        found = self.load(GOOD + '[expect."stock@7"]\nhits = { lost = 3 }\n')
        for release, hits in (('6.12.1', None), ('7.3.4-k3', 3), ('70.1', None)):
            self.assertEqual(found.expected('stock', release).get('hits'),
                             hits and {'lost': hits})
        self.refused(GOOD + '[expect."stock@x"]\n',
                     'is not a version of Linux')
        self.refused(GOOD + '[expect."handshake@7"]\n', 'no such driver')

    def test_needs(self) -> None:
        """A kernel without a function that is needed is without the option."""
        kernel = mock.Mock()
        kernel.has_function = {'rproc_boot'}.__contains__
        found = self.load('needs.CONFIG_A = "rproc_boot"\n'
                          'needs.CONFIG_B = "rproc_cdev_release"\n' + GOOD)
        self.assertIn('is built without CONFIG_B', found.lacks(kernel))
        self.assertEqual(self.load(GOOD).lacks(kernel), '')

    def like(self, own: str, base: str = GOOD) -> description.Scenario:
        with tempfile.TemporaryDirectory() as where:
            (Path(where) / '07-some.toml').write_text(base)
            path = Path(where) / '07-like.toml'
            path.write_text('like = "07-some"\n' + own)
            return description.load(path)

    def test_like(self) -> None:
        """The same scenario with another core."""
        base = GOOD.replace('action=drop', 'action=drop,TO_CORE') + (
            'log = ["NODE stops"]\n'
            '[expect.handshake]\nstates = { r5f0_0 = "running" }\n'
            '[expect."handshake@7"]\nstates = { r5f0_0 = "offline" }\n')
        found = self.like('core = "m4f0_0"\n', base)
        self.assertEqual(found.title, 'an M4F: t')
        self.assertEqual(found.all_firmware(True),
                         {'m4f0_0': {'shutdown': 'silent'}})
        self.assertIn('action=drop,cluster=6,fifo=1',
                      ' '.join(marks.arguments(found)))
        self.assertEqual(found.expect['stock'], {
            'results': ['stop m4f0_0: ok'], 'log': ['5000000.m4fss stops']})
        found = self.like('soc = "j721e"\ncore = "c71_0"\n'
                          'title = "mine"\n'
                          'provoke.faults.lost = "where=core,DEVICE"\n'
                          '[expect.handshake]\nstates = { c71_0 = "gone" }\n',
                          base)
        self.assertEqual((found.soc, found.title), ('j721e', 'mine'))
        self.assertEqual(found.provoke, {'faults': {
            'lost': 'where=core,device=15'}})
        # It replaces the entries for all versions
        self.assertEqual(found.expected('handshake', '7.3.4'),
                         {'states': {'c71_0': 'gone'}})
        self.assertNotIn('handshake@7', found.expect)

    def test_nodes(self) -> None:
        """Linux's name of the core, and of another one."""
        with tempfile.TemporaryDirectory() as name:
            path = Path(name) / '07-some.toml'
            path.write_text(GOOD + 'log = ["NODE: a", "NODE:r5f0_1: NODES"]\n')
            self.assertEqual(description.load(path).expect['stock']['log'],
                             ['78000000.r5f: a', '78200000.r5f: NODES'])
            path.write_text(GOOD + 'never = ["NODE:r5f9_9"]\n')
            with self.assertRaisesRegex(Failure, 'NODE:r5f9_9: no such core'):
                description.load(path)

    def test_like_refused(self) -> None:
        for own, base, words in (
                ('core = "m4f0_0"\n', 'like = "x"\n' + GOOD, 'complete'),
                ('title = "x"\n', GOOD, 'with a core'),
                ('core = "c71_0"\n', GOOD, 'am64x has no core c71_0'),
                ('core = "m4f0_0"\nexpect.result = []\n', GOOD,
                 'no such key "result"')):
            with self.assertRaisesRegex(Failure, words):
                self.like(own, base)

    def test_records_in_common(self) -> None:
        """[expect] is of both drivers, [expect."@7"] of both in Linux 7."""
        found = self.load(GOOD.replace('[expect.stock]', '[expect]') +
                          'log = ["a"]\n'
                          '[expect.handshake]\nlog = ["b"]\n'
                          '[expect."@7"]\nhits = { lost = 3 }\n'
                          '[expect."stock@7"]\nlog = ["c"]\n')
        results = ['stop r5f0_0: ok']
        for driver, release, log, hits in (
                ('stock', '6.12', ['a'], None), ('stock', '7.3', ['c'], 3),
                ('handshake', '6.12', ['b'], None),
                ('handshake', '7.3', ['b'], 3)):
            wanted: dict[str, Any] = {'results': results, 'log': log}
            if hits:
                wanted['hits'] = {'lost': hits}
            self.assertEqual(found.expected(driver, release), wanted)
        self.assertEqual(list(self.load(GOOD).expect), ['stock'])
        self.refused(GOOD + '[expect."@7"]\nhits = { lost = 3 }\n',
                     'no such driver')
        self.refused(GOOD.replace('[expect.stock]', '[expect]\nresult = []'),
                     'no such key "result"')

    def test_common_is_written_once(self) -> None:
        """Common behaviour is not repeated in both records."""
        where = Path(__file__).resolve().parents[1] / 'scenarios'
        for path in where.glob('*.toml'):
            expect = tomllib.loads(path.read_text()).get('expect', {})
            for suffix in {key.partition('@')[2] and '@' +
                           key.partition('@')[2] for key in expect}:
                stock = expect.get(f'stock{suffix}', {})
                for key, value in expect.get(f'handshake{suffix}',
                                             {}).items():
                    self.assertNotEqual(stock.get(key), value,
                                        f'{path.name}: {key}')

    def test_refused(self) -> None:
        self.refused('title = ', 'not a scenario')
        self.refused(GOOD.replace('title', 'titel'), 'no such key "titel"')
        self.refused(GOOD.replace('core = "r5f0_0"', ''), '"core" is missing')
        self.refused(GOOD.replace('core = "r5f0_0"', 'core = "x"'),
                     'no core x')
        self.refused(GOOD.replace('expect.stock', 'expect.other'),
                     'no such driver')
        self.refused(GOOD + 'log = ["("]\n', 'log: "\\("')
        self.refused(GOOD.replace('title = "t"', 'title = 7'),
                     'title must be a string$')
        self.refused(GOOD.replace('title = "t"', 'title = "t"\nsteps = [7]'),
                     'steps must be a list of strings$')
        self.refused(GOOD.replace('title = "t"', 'title = "t"\nearly.a = 7'),
                     'early must be a table of tables$')
        self.refused(GOOD + 'hits = { a = true }\n',
                     'hits must be a table of numbers$')
        self.refused(GOOD.replace('[provoke]', '[provoke]\n'
                                  'may_miss = ["lots"]'), 'no fault "lots"')

    def test_ours(self) -> None:
        """All scenarios of the project are valid and have records."""
        where = Path(__file__).resolve().parents[1] / 'scenarios'
        found = description.load_all([where])
        self.assertGreater(len(found), 23)
        self.assertEqual({s.row for s in found} >= set(range(1, 24)), True)
        for each in found:
            self.assertTrue(all(each.expect.values()), each.name)


class Outcomes(unittest.TestCase):
    def setUp(self) -> None:
        self.outcome = outcomes.Outcome(
            trace=TRACE, boot_trace=BOOT_TRACE, hosts=[{'host': '12', 'name': 'A53_2', 'tx': '13',
                                 'rx': '12'}])
        outcomes.read_console(self.outcome, CONSOLE)

    def wrong(self, **expected: Any) -> list[str]:
        return record.compare(expected, self.outcome)

    def test_console(self) -> None:
        self.assertEqual(self.outcome.told(), ['stop r5f0_0: EBUSY'])
        self.assertEqual(self.outcome.states, {'r5f0_0': 'running'})
        self.assertTrue(self.outcome.ended)

    def test_compare(self) -> None:
        self.assertEqual(self.wrong(results=['stop r5f0_0: EBUSY'],
                                    log=['rproc: -16'], never=['oops']), [])
        self.assertEqual(len(self.wrong(results=['stop r5f0_0: ok'])), 1)
        self.assertEqual(len(self.wrong(log=['end', 'rproc: -16'])), 1)
        self.assertEqual(len(self.wrong(never=['rproc'])), 1)
        self.assertEqual(len(self.wrong(held=['x: device 1'])), 1)
        self.assertEqual(len(self.wrong(states={'r5f0_0': 'offline'})), 1)

    def test_end_is_needed(self) -> None:
        self.outcome.ended = False
        self.assertIn('did not come to their end', self.wrong()[0])

    def test_hang(self) -> None:
        """Without any output, a hang must be expected."""
        self.assertIn('hangs: expected True', self.wrong(hangs=True)[0])
        self.outcome = outcomes.Outcome(hung=True, trace=TRACE)
        self.assertIn('hangs: expected False', self.wrong()[0])
        self.assertEqual(self.wrong(hangs=True), [])
        self.assertEqual(len(sequence.events(self.outcome)), 4)

    def test_differ(self) -> None:
        def other(console: str) -> outcomes.Outcome:
            found = outcomes.Outcome()
            outcomes.read_console(found, console)
            return found

        self.assertEqual(record.differ(self.outcome, other(CONSOLE)), '')
        self.assertIn('line 6 of the log', record.differ(
            self.outcome, other(CONSOLE.replace('7.300000', '7.300001'))))
        self.assertIn('"None" instead', record.differ(
            self.outcome, other(CONSOLE.replace('[    7.600000] ', ''))))
        last = other(CONSOLE)
        last.cores = {'r5f0_0': 'wfi'}
        self.assertIn('other cores', record.differ(self.outcome, last))

    def test_clock(self) -> None:
        """The difference between virtual time and the kernel's clock."""
        text = CONSOLE.replace(
            '[    2.100000]', '[    2.050000] k3-scenario: clock 430000000 '
            '200000000\n[    2.100000]', 1)
        outcomes.read_console(self.outcome, text)
        self.assertEqual(self.outcome.clock_ns, 100000000)

    def test_aftermath(self) -> None:
        """The aftermath has its own log; urgent messages count only once."""
        urgent = "[    8.000000] remoteproc remoteproc0: can't stop rproc: -16\n"
        more = ('[    7.700000] k3-scenario: aftermath\n'
                '[    7.800000] k3-scenario: step 100: stop_running r5f0_0\n'
                + urgent + '[    8.100000] k3-scenario: result 100: 1 x\n'
                '[    8.200000] k3-scenario: rpmsg r5f0_0 2 0\n'
                '[    8.300000] k3-scenario: state r5f0_0 gone\n'
                '[    8.400000] k3-scenario: end\n')
        found = outcomes.Outcome()
        outcomes.read_console(found, CONSOLE + urgent + more)
        self.assertEqual(len(found.log), len(CONSOLE.splitlines()) - 1)
        assert found.after
        self.assertEqual(found.after.log, more.splitlines())
        self.assertEqual(found.after.states, {'r5f0_0': 'gone'})
        self.assertEqual(found.after.rpmsg, [('r5f0_0', 2, 0)])
        self.assertEqual(found.repair[0][:2], ('stop_running r5f0_0', 'x'))
        self.assertEqual(found.urgent, [])
        # The whole log was never printed, as if the kernel had crashed
        outcomes.read_console(found := outcomes.Outcome(), CONSOLE + urgent)
        self.assertEqual(found.urgent, [urgent.strip()])

    def test_result_without_its_step(self) -> None:
        """The message about the step was lost when the log was cleared."""
        outcomes.read_console(
            found := outcomes.Outcome(),
            CONSOLE.replace('[    2.300000] k3-scenario: step 1: stop '
                            'r5f0_0\n', ''))
        self.assertEqual(found.told(), [])
        self.assertEqual([s.words for s in found.steps], ['load'])

    def test_differ_afterwards(self) -> None:
        """In the aftermath, times may differ, but words may not."""
        def run(stamp: float, words: str) -> outcomes.Outcome:
            found = outcomes.Outcome(log=['[ 1.0] a'])
            found.after = outcomes.Part(log=[f'[ {stamp}] {words}'])
            return found

        self.assertEqual(record.differ(run(2.0, 'b'), run(2.1, 'b')), '')
        self.assertIn('line 2', record.differ(run(2.0, 'b'), run(2.0, 'c')))

    def test_overdue(self) -> None:
        found = outcomes.Outcome()
        outcomes.read_console(found, CONSOLE.replace(
            'scenario: end', 'scenario: end after 120 s'))
        self.assertFalse(found.ended)
        self.assertTrue(found.overdue)

    def test_overdue_and_talkative(self) -> None:
        """The beginning of the log is lost, and the step with it."""
        found = outcomes.Outcome()
        text = ('[    9.0] platform r5f: get_status failed: -19\n'
                '[    9.1] k3-scenario: clock 1840000000 200000000\n'
                '[    9.2] k3-scenario: end after 120 s, step 3: stop r5f0_0\n')
        self.assertTrue(outcomes.read_console(found, text))
        self.assertTrue(found.overdue)
        step, = found.steps
        self.assertEqual((step.words, step.ended), ('stop r5f0_0', None))
        self.assertEqual(found.clock_ns, 100000000)

    def test_panic(self) -> None:
        """After a panic, the log is what the kernel could still print."""
        found = outcomes.Outcome()
        text = ('[    2.0] Unable to handle kernel paging request\n'
                '[    2.1] Kernel panic - not syncing: stack overflow\n')
        self.assertFalse(outcomes.read_console(found, text))
        self.assertTrue(outcomes.read_last_words(found, text))
        self.assertEqual(len(found.log), 2)
        self.assertFalse(outcomes.read_last_words(outcomes.Outcome(), ''))


class Aftermath(unittest.TestCase):
    def script(self, text: str) -> str:
        with tempfile.TemporaryDirectory() as where:
            path = Path(where) / 'some.toml'
            path.write_text(text)
            return '\n'.join([*runner.scripts(
                description.load(path), True, [])['run'], ''])

    def branches(self, text: str) -> dict[str, list[str]]:
        """What is done in each state of the core."""
        _begin, _case, cases = self.script(text).partition(' in\n')
        return {head: [step.split(' ', 2)[2] for step in body.splitlines()
                       if step.startswith('step ')]
                for part in cases.split(';;\n')
                for head, _paren, body in [part.partition(')')] if body}

    def test_talk(self) -> None:
        """First of all, each core of the scenario gets a message."""
        script = self.script(GOOD + 'states = { r5f0_1 = "offline" }\n'
                             ).replace('\n', ' ')
        self.assertRegex(script, 'aftermath limit 120 step 90 talk r5f0_0 '
                         'linux_says r5f0_0; case')

    def test_lost(self) -> None:
        """A core that outlived its driver needs the driver once more."""
        again = ['load', 'sleep 1', 'stop_running r5f0_0', 'unload']
        known = self.branches(GOOD)
        self.assertEqual(known['running|crashed|offline'],
                         [s.replace('CORE', 'r5f0_0')
                          for s in description.AFTERMATH])
        for head in ('attached|detached', 'gone'):
            self.assertEqual(known[head], [
                'good_firmware', *again, *again[:3], 'restart r5f0_0',
                'unload'])
        # It is not Linux's if a boot loader has started it
        early = self.branches(GOOD.replace('[provoke]',
                                           'early.r5f0_0 = {}\n[provoke]'))
        self.assertEqual(early['attached|detached'], ['unload'])
        self.assertNotIn('gone', early)
        # Without a fault, the steps may well end with an unload
        good = GOOD.replace('[provoke]', '').replace(
            'firmware.r5f0_0 = { shutdown = "silent" }', '').replace(
            'faults.lost', 'firmware.r5f0_0 = {} #')
        self.assertNotIn('gone', self.branches(good))

    def test_words(self) -> None:
        """The message is written to a FIFO that has room, if a core runs."""
        stubs = '''
            linux_says() { words=$STATE; }
            usleep() { :; }
            devmem() { if [ $# = 1 ]; then echo "$FULL"; else echo "$*"; fi; }
        '''
        with tempfile.TemporaryDirectory() as where:
            (Path(where) / 'x').write_text('0x40 0x80\n')
            words = runner.WORDS.read_text().replace('/k3/fifo', where)
            for state, full, said in (
                    ('running', '0x00000000', '0x40 32 0xffffff03\n'),
                    ('attached', '0x00000000', '0x40 32 0xffffff03\n'),
                    ('running', '0x00000001', 'FIFO status: 0x00000001\n'),
                    ('crashed', '0x00000000', '')):
                done = subprocess.run(
                    ['sh', '-c', f'{words}\n{stubs}\ntalk x'],
                    env={'STATE': state, 'FULL': full, **os.environ},
                    capture_output=True, text=True, check=False)
                self.assertEqual((done.stdout, done.stderr), (said, ''))
                self.assertEqual(done.returncode, int('status' in said))


class Ending(unittest.TestCase):
    """QEMU ends while it is asked."""

    def test_status(self) -> None:
        """While QEMU ends, it may not answer: the run has ended, too."""
        watch = object.__new__(runner._Watch)
        watch.outcome, watch.gdb = mock.Mock(), mock.Mock(running=False)
        watch.qmp = mock.Mock()
        watch.qmp.cmd.side_effect = Failure('Connection reset by peer')
        with subprocess.Popen(['cat'], stdin=subprocess.PIPE) as process:
            watch.process = process
            with mock.patch.object(runner, 'ENDING_LIMIT', 0.01), \
                    self.assertRaisesRegex(Failure, 'reset by peer'):
                watch._off()
            opened(process.stdin).close()
            self.assertFalse(watch._off())
        watch.qmp.cmd.assert_called_with('query-status')


class Growing(unittest.TestCase):
    """A file is read while a run writes it."""

    def test_lines(self) -> None:
        with tempfile.NamedTemporaryFile() as file:
            growing = runner._Growing(Path(file.name))
            seen = []
            for words in (b'', b'one\ntw', b'', b'o\nthree\n', b'\xff'):
                file.write(words)
                file.flush()
                seen.append(growing.new().split())
            self.assertEqual(seen, [[], ['one'], [], ['two', 'three'], []])

    def test_not_there_yet(self) -> None:
        self.assertEqual(runner._Growing(Path('/no/such')).new(), '')


class Kept(unittest.TestCase):
    """Snapshots that later invocations use."""

    def setUp(self) -> None:
        cache = tempfile.TemporaryDirectory()
        self.addCleanup(cache.cleanup)
        self.dir = Path(cache.name)
        where = mock.patch.dict(os.environ, K3_CACHE=str(self.dir))
        where.start()
        self.addCleanup(where.stop)

    def test_remember(self) -> None:
        made = snapshot.Snapshot('qemu', self.dir)
        made.thread, made.objects = 'p1.1', [('/machine/k3', {'a': 'bool'})]
        made.remember()
        found = snapshot.Snapshot('qemu', self.dir)
        self.assertTrue(found.recall())
        self.assertEqual((found.thread, found.objects),
                         (made.thread, made.objects))

    def test_remember_nothing(self) -> None:
        found = snapshot.Snapshot('qemu', self.dir)
        self.assertFalse(found.recall())
        (self.dir / snapshot.NOTE).write_text('{"thread"')    # a full disk
        self.assertFalse(found.recall())

    def explained(self, running: bool, status: str, kernel: bool = True,
                  where: Any = None) -> str:
        gdb, qmp, process = mock.Mock(running=running), mock.Mock(), mock.Mock()
        process.poll.return_value = None
        qmp.cmd.return_value = {'status': status}
        with mock.patch.object(snapshot, 'where_is', side_effect=[
                where or Where(log=['[ 1.0] a', '[ 2.0] b'], notes=['n'])]):
            text, logged = snapshot._explained(
                Failure('not there'), process, qmp, gdb,
                Path('/x/Image') if kernel else None)
        self.assertEqual(logged, 'last lines' in text)
        return text

    def test_boot_that_hangs(self) -> None:
        """A quiet console says nothing; the memory does."""
        text = self.explained(True, 'running')
        self.assertEqual(text.splitlines(), [
            'not there', 'where it is:', '  (n)', 'last lines of its log:',
            '  [ 1.0] a', '  [ 2.0] b'])
        self.assertIn('switched off', self.explained(False, 'shutdown'))
        self.assertEqual(self.explained(True, 'running', False), 'not there')
        self.assertIn('where it is: unknown: no Linux', self.explained(
            True, 'running', where=Failure('no Linux')))

    def test_recall(self) -> None:
        """An earlier run is used, unless a full disk has truncated it."""
        path, ran = self.dir / 'outcome', outcomes.Outcome(
            log=['a'], after=outcomes.Part(ended=True),
            mailboxes={('/box', 1): ('r5f0_0', 'to')})
        self.assertIsNone(runner._recall(path))
        path.write_bytes(pickle.dumps(ran))
        self.assertEqual(runner._recall(path), ran)
        path.write_bytes(pickle.dumps(ran)[:-20])
        self.assertIsNone(runner._recall(path))
        path.write_bytes(b'')
        self.assertIsNone(runner._recall(path))

    def test_forget(self) -> None:
        """The oldest are removed, except those that may be in use."""
        for number in range(saved.KEPT + 3):
            path = self.dir / f'snapshots/{number:03}'
            path.mkdir(parents=True)
            age = saved.IN_USE * (0.5 if number else 2)
            os.utime(path, (time.time() - age,) * 2)
        saved.forget()
        left = sorted(p.name for p in (self.dir / 'snapshots').iterdir())
        self.assertNotIn('000', left)
        self.assertEqual(len(left), saved.KEPT + 2)
        for path in (self.dir / 'snapshots').iterdir():
            os.utime(path, (time.time() - 2 * saved.IN_USE,) * 2)
        saved.forget()
        self.assertEqual(len(list((self.dir / 'snapshots').iterdir())),
                         saved.KEPT)


if __name__ == '__main__':
    unittest.main()
