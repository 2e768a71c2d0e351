# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of events from a trace, stories and diagrams."""

from collections.abc import Sequence
from typing import Any
import unittest
from xml.etree import ElementTree

from k3lib.judge.model import Finding, Grade
from k3lib.report import diagram, loglines, story as stories
from k3lib.report.story import Kind
from k3lib.scenario import sequence
from k3lib.scenario.outcome import Outcome, Part, Step

import verdicts


class Events(unittest.TestCase):
    def setUp(self) -> None:
        self.found = sequence.events(verdicts.outcome())

    def one(self, text: str) -> sequence.Event:
        found = [e for e in self.found if e.text == text]
        self.assertEqual(len(found), 1, [e.text for e in self.found])
        return found[0]

    def test_time_is_the_kernels(self) -> None:
        self.assertEqual(self.one('starts').ns, 2100000000)

    def test_mailbox(self) -> None:
        """To and from the core that the FIFO belongs to, read or not."""
        asked = self.one('SHUTDOWN')
        self.assertEqual((asked.source, asked.target), ('Linux', 'r5f0_0'))
        answer = self.one('SHUTDOWN_ACK')
        self.assertEqual((answer.source, answer.target), ('r5f0_0', 'Linux'))
        late = self.one('reads SHUTDOWN_ACK after 2 ms')
        self.assertEqual((late.source, late.target), ('Linux', 'Linux'))
        self.assertTrue(self.one('kick of queue 1 lost: the FIFO is full').bad)

    def test_unknown_fifo(self) -> None:
        """No core is known for the FIFO: Linux writes to the odd FIFOs."""
        lost = self.one('kick of queue 1 lost: the FIFO is full')
        self.assertEqual((lost.source, lost.target),
                         ('Linux', sequence.SOME_CORE))

    def test_answered_at_once(self) -> None:
        status = self.one('GET_STATUS r5f0_0: WFI 1')
        self.assertTrue(status.answered)
        self.assertFalse(status.bad)

    def test_answered_late(self) -> None:
        asked = self.one('SET_DEVICE_RESETS R5FSS0_CORE0')
        self.assertFalse(asked.answered)
        answer = self.one('SET_DEVICE_RESETS R5FSS0_CORE0 after 10 ms: NACK')
        self.assertTrue(answer.bad)
        self.assertEqual(answer.target, 'Linux')

    def test_never_read(self) -> None:
        self.assertTrue(self.one('a request, not read').bad)

    def test_core(self) -> None:
        stop = self.one('stops, was running')
        self.assertEqual(stop.target, 'r5f0_0')
        self.assertTrue(stop.bad)
        self.assertTrue(self.one('fault lost: drop, hit 1').fault)

    def test_older_trace(self) -> None:
        """A request without a known subject is shown, too."""
        outcome = verdicts.outcome()
        outcome.trace = outcome.trace.replace(' about 0x79', '')
        self.assertIn('SET_DEVICE_RESETS',
                      [e.text for e in sequence.events(outcome)])

    def test_hosts(self) -> None:
        """Both contexts of an R5F are one core; others keep their name."""
        names = sequence.Names(Outcome(
            cores={'main-r5f0_1': 'off', 'r5f0_0': 'off'}, hosts=[
                {'host': '38', 'name': 'MAIN_0_R5_3'},
                {'host': '36', 'name': 'MAIN_0_R5_1'},
                {'host': '50', 'name': 'ICSSG_0'}]))
        self.assertEqual([names.host(n) for n in (38, 36, 50, 7)],
                         ['main-r5f0_1', 'r5f0_0', 'ICSSG_0', 'host 7'])

    def test_two_proxies(self) -> None:
        """Both proxies have threads of the same numbers."""
        trace = ''.join(
            f'k3_secure_proxy_push {at} ns: /machine/k3/{proxy}: thread 1 '
            'message written, 1 waiting\n'
            for at, proxy in ((1, 'secure-proxy'), (2, 'mcu-secure-proxy'),
                              (3, 'third-secure-proxy')))
        events = sequence.events(Outcome(
            clock_ns=0, trace=trace,
            cores={'mcu-r5f0_0': 'off', 'main-r5f0_0': 'off'}, hosts=[
                {'host': '35', 'name': 'MAIN_0_R5_0', 'tx': '1', 'rx': '0'},
                {'host': '3', 'name': 'MCU_0_R5_0', 'tx': '1', 'rx': '0',
                 'proxy': 'mcu'}]))
        self.assertEqual([(e.ns, e.source) for e in events],
                         [(1, 'main-r5f0_0'), (2, 'mcu-r5f0_0')])

    def test_clock_unknown(self) -> None:
        """The clocks are compared by events in both log and trace, if any."""
        outcome = verdicts.outcome()
        outcome.clock_ns = None
        # 1.25 s - 1.1 s, 2.35 s - 2.1502 s: the message is the later one
        self.assertEqual(sequence.offset_ns(outcome), 199800000)
        outcome.boot_trace, outcome.log = '', []
        self.assertIsNone(sequence.offset_ns(outcome))


class Stories(unittest.TestCase):
    def told(self, outcome: Any = None,
             findings: Sequence[Any] = ()) -> stories.Story:
        return stories.story(outcome or verdicts.outcome(), findings)

    def test_in_place(self) -> None:
        """Steps, events, the kernel's words and reports in one order."""
        found = [(row.kind, row.text.partition(' (')[0])
                 for row in self.told().rows]
        order = [
            (Kind.STEP, 'step: stop r5f0_0'),
            (Kind.MESSAGE, 'SHUTDOWN'),
            (Kind.REPORT, 'WARNING: CPU: 0 PID: 81 at drivers/remoteproc/'
                          'x.c:251 x_stop+0x58/0x1a0'),
            (Kind.MESSAGE, 'GET_STATUS r5f0_0: WFI 1'),
            (Kind.STEP, 'result: EBUSY'),
            (Kind.PART, stories.AFTERWARDS),
            (Kind.STEP, 'step: stop_running r5f0_0'),
            (Kind.MESSAGE, 'a request, not read'),
            (Kind.STEP, 'result: ok')]
        places = [found.index(each) for each in order]
        # The WARNING's and the question's times are the same
        places[1], places[2] = sorted(places[1:3])
        self.assertEqual(places, sorted(places))
        self.assertNotIn('Call trace:', str(found))

    def test_begins_with_the_first_telling_step(self) -> None:
        self.assertEqual(self.told().zero, 2.3)
        self.assertGreater(self.told().earlier, 0)

    def test_begins_with_a_finding(self) -> None:
        finding = Finding('health', Grade.BAD, 'x', 2.15)
        self.assertLessEqual(self.told(findings=[finding]).zero, 2.1502)

    def test_aftermath(self) -> None:
        rows = self.told().rows
        self.assertEqual({row.after for row in rows if row.at > 7.65}, {True})
        self.assertEqual({row.after for row in rows if row.at < 7.55}, {False})

    def test_lanes(self) -> None:
        self.assertEqual(self.told().lanes, [
            'Linux', 'system firmware', 'r5f0_0', sequence.SOME_CORE])

    def test_pause(self) -> None:
        self.assertIn('4.96 s pass', [row.text for row in self.told().rows])

    def test_many_of_the_same(self) -> None:
        outcome = verdicts.outcome()
        poll = ('k3_mailbox_drop {} ns: /machine/k3/mailbox[2]: FIFO 1 '
                'message 0x7 lost\n')
        outcome.trace = ''.join(poll.format(2600000000 + 1000 * n)
                                for n in range(40))
        texts = [row.text for row in self.told(outcome).rows]
        lost = 'kick of queue 7 lost: the FIFO is full'
        self.assertEqual(texts.count(lost), 3)
        self.assertIn('37 more like these', texts)

    def test_too_many(self) -> None:
        outcome = verdicts.outcome()
        line = '[    3.0{:05}] line {}'
        outcome.log[-5:-5] = [line.format(n, n) for n in range(400)]
        told = self.told(outcome)
        self.assertEqual(len(told.rows), stories.MOST)
        self.assertGreater(told.left, 200)
        parts = diagram.svgs(told, 't')
        self.assertIn(f'and {told.left} more', parts[-1])
        # On paper an element that is higher than a sheet is cut anywhere
        self.assertEqual(len(parts), stories.MOST // diagram.PAGE + 1)
        for number, part in enumerate(parts, 1):
            root = ElementTree.fromstring(part)
            self.assertLess(int(root.attrib['height']), 900)
            self.assertEqual(root.get('aria-label'),
                             f't, part {number} of {len(parts)}')
            self.assertIn('>Linux</text>', part)

    def test_a_late_step_that_fits(self) -> None:
        """The whole last step is preferred to a part of the first."""
        outcome = verdicts.outcome()
        outcome.after = None
        outcome.steps = [Step('stop a', 1.0), Step('stop b', 5.0)]
        outcome.log = [f'[    1.{n:06}] line {n}' for n in range(400)]
        outcome.log.append('[    5.000000] the end')
        self.assertEqual(self.told(outcome).zero, 5.0)

    def test_nothing_said(self) -> None:
        """For a machine that hangs, the last events are shown."""
        told = self.told(Outcome(trace=verdicts.TRACE, hung=True))
        self.assertTrue(told.rows)
        self.assertFalse(told.kernel_clock)
        self.assertEqual(self.told(Outcome()).rows, [])

    def test_hang(self) -> None:
        """A hang of the interconnect goes across all lanes."""
        outcome = Outcome(hung=True, trace=verdicts.TRACE + (
            'k3_ti_sci_bus_hang 8120000000 ns: /machine/k3/ti-sci: processor '
            '0x01 stopped, not in WFI: the interconnect hangs\n'))
        finding = Finding('contract', Grade.UNSAFE, 'x', 8.12)
        rows = self.told(outcome, [finding]).rows
        self.assertIs(rows[-1].kind, Kind.REPORT)
        self.assertGreater(len(rows), 5)

    def test_diagram(self) -> None:
        told = self.told()
        text, = diagram.svgs(told, 'a < b')
        root = ElementTree.fromstring(text)
        self.assertEqual(root.findtext('title'), 'a < b')
        self.assertIn('WARNING', root.findtext('desc', ''))
        words = [''.join(t.itertext()) for t in root.iter('text')]
        self.assertIn('GET_STATUS r5f0_0: WFI 1', words)
        # 2.57 s of the machine are 2.32 s of the kernel, 20 ms after the step
        self.assertIn('2.320000', words)
        self.assertIn('20.000', words)


class Reports(unittest.TestCase):
    def test_reports(self) -> None:
        log = verdicts.outcome().log
        (first, end, headline), = loglines.reports(log)
        self.assertIn('cut here', log[first])
        self.assertIn('end trace', log[end - 1])
        self.assertIn('WARNING', headline)

    def test_two_without_a_frame(self) -> None:
        lines = [f'[    1.000000] {text}' for text in (
            'usb: fine', 'BUG: sleeping function called from x', ' a+0x1',
            'usb: fine', 'Unable to handle kernel NULL pointer', 'Mem abort',
            'usb: fine')]
        self.assertEqual([found[:2] for found in loglines.reports(lines)],
                         [(1, 3), (4, 6)])

    def test_frames(self) -> None:
        """Equal signs above and below a headline are its frame, not ends."""
        lines = [f'[    1.000000] {text}' for text in (
            '=' * 40, 'BUG: KASAN: slab-use-after-free in x+0x1/0x2',
            'Read of size 8 at addr ffff by task sh/81', 'Call trace:',
            ' x+0x1/0x2', '=' * 40, 'remoteproc: on it goes')]
        self.assertEqual(loglines.reports(lines)[0][:2], (0, 6))

    def test_leaks(self) -> None:
        """The lines of kmemleak are one report."""
        lines = [f'[    1.000000] k3-scenario: {text}' for text in (
            'result 3: 0', 'leak unreferenced object 0x1 (size 8):',
            'leak backtrace (crc 1):', 'leak f+0x4/0x8', 'state r5f0_0 gone')]
        self.assertEqual(loglines.reports(lines)[0][:2], (1, 4))

    def test_logs(self) -> None:
        outcome = Outcome(log=['a'], after=Part(log=['b']), urgent=['c'])
        self.assertEqual(loglines.logs(outcome), [
            (['a'], False), (['b'], True), (['c'], True)])


if __name__ == '__main__':
    unittest.main()
