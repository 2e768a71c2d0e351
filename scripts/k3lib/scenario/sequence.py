# SPDX-License-Identifier: GPL-2.0-or-later
"""Turn the trace of a run into events: which message went where, and when.

The trace has virtual time, the log has the kernel's clock.  Events are
converted to the latter, so that both can be compared; Outcome.clock_ns is the
difference.  If the guest could not report it, it is estimated, to about a
millisecond, from what appears in both: the first answer of the system firmware
while the kernel boots, and the first start of a core.
"""

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
import re
from typing import TypeVar

from ..base import matched
from .marks import RULE
from .outcome import Outcome, linux_hosts

LINUX, FIRMWARE, SOME_CORE = 'Linux', 'system firmware', 'remote core'
LINE = re.compile(r'^(?:\S+@\S+:)?(k3_\w+) (\d+) ns: (.*)$', re.M)
VERSION_SEEN = re.compile(r'^\[ *(\d+\.\d+)\] ti-sci .*: ABI:', re.M)
NOW_UP = re.compile(r'^\[ *(\d+\.\d+)\] remoteproc .* is now up', re.M)
FIRST_SEEN = 'k3_ti_sci_response'
AT_ONCE_NS = 100000     # show question and answer in one row up to this
LATE_NS = 1000000       # mention that a message waits from this on
REQUESTS = {            # TISCI
    0x0002: 'VERSION', 0x0100: 'SET_CLOCK', 0x0101: 'GET_CLOCK',
    0x0200: 'SET_DEVICE', 0x0201: 'GET_DEVICE', 0x0202: 'SET_DEVICE_RESETS',
    0x1000: 'SET_IRQ', 0x1001: 'FREE_IRQ', 0xc000: 'PROC_REQUEST',
    0xc001: 'PROC_RELEASE', 0xc005: 'PROC_HANDOVER', 0xc100: 'SET_CONFIG',
    0xc101: 'SET_CONTROL', 0xc120: 'AUTH_BOOT', 0xc400: 'GET_STATUS',
    0xc401: 'WAIT_STATUS'}
GET_STATUS = 0xc400
# Chapters of TISCI, by the upper byte of a type: what requests are about
OF_PROCESSOR, OF_DEVICE = (0xc0, 0xc1, 0xc4), (0x01, 0x02)
MESSAGES = {            # include/linux/.../omap_remoteproc.h
    0xffffff00: 'READY', 0xffffff02: 'CRASH', 0xffffff03: 'ECHO_REQUEST',
    0xffffff04: 'ECHO_REPLY', 0xffffff10: 'SUSPEND', 0xffffff14: 'SHUTDOWN',
    0xffffff15: 'SHUTDOWN_ACK'}
# Secure proxies, by their names in the firmware's property "hosts"
PROXIES = {'main': '/machine/k3/secure-proxy',
           'mcu': '/machine/k3/mcu-secure-proxy'}
QUEUES = 16             # smaller numbers are kicks of a virtqueue
WFE, WFI = 0x1, 0x2     # bits of a processor's status


@dataclass
class Event:
    """A message between two lanes, or an event in one lane."""
    ns: int
    source: str
    target: str
    text: str
    bad: bool = False
    answered: bool = False      # answered at once; the text has the answer
    fault: bool = False         # caused by a fault rule
    everybody: bool = False     # concerns all lanes


def _number(text: str) -> int:
    return int(text, 0)


def _length(ns: int) -> str:
    """A time in a short form."""
    for unit, size in (('s', 1e9), ('ms', 1e6)):
        if ns >= size:
            return f'{ns / size:.3g} {unit}'
    return f'{ns / 1e3:.3g} us'


def _message(number: int) -> str:
    if number < QUEUES:
        return f'kick of queue {number}'
    return MESSAGES.get(number, f'0x{number:x}')


class Names:
    """Names of hosts, threads, processors and devices."""

    R5_HOST = re.compile(r'(?:(MAIN|MCU|WKUP)_)?(\d)_R5_(\d)$')

    def __init__(self, outcome: Outcome) -> None:
        self.cores, self.paths = list(outcome.cores), outcome.paths
        self.processors = outcome.processors
        self.mailboxes = outcome.mailboxes
        self.devices = {_number(r['id']): r['name'] for r in outcome.owned
                        if r['kind'] == 'device' and r.get('name')}
        self.devices |= {number: core for core, number
                         in outcome.devices.items()}
        names = {int(h['host']): h['name'] for h in outcome.hosts}
        self.linux = linux_hosts(names)
        self.hosts = {number: self._host(number, name)
                      for number, name in names.items()}
        # (secure proxy, thread) -> (host, whether it sends there)
        self.threads = {}
        for host in outcome.hosts:
            proxy = PROXIES[host.get('proxy', 'main')]
            for way in ('tx', 'rx', 'tx-high'):
                if way in host:
                    self.threads[proxy, int(host[way])] = (int(host['host']),
                                                           way != 'rx')

    def _host(self, number: int, name: str) -> str:
        """The lane of a host; two hosts may be contexts of one R5F."""
        if number in self.linux:
            return LINUX
        match = self.R5_HOST.search(name)
        if match:
            end = f'r5f{match[2]}_{int(match[3]) // 2}'
            domain = f'{match[1] or ""}-{end}'.lower()
            for core in self.cores:
                if core in (end, domain):
                    return core
        return name

    def host(self, number: int) -> str:
        return self.hosts.get(number, f'host {number}')

    def path(self, path: str) -> str:
        """The core with that path in the machine."""
        return self.paths.get(path, path.removeprefix('/machine/k3/'))

    def subject(self, kind: int, number: int | None) -> str:
        """The subject of a request, by its id."""
        if number is None:
            return ''
        if kind >> 8 in OF_PROCESSOR:
            return ' ' + self.processors.get(number,
                                             f'processor 0x{number:02x}')
        if kind >> 8 in OF_DEVICE:
            return ' ' + self.devices.get(number, f'device {number}')
        return ''


K = TypeVar('K')
Queues = defaultdict[K, deque[Event]]


class Requests:
    """Follows requests to the system firmware through the threads."""

    REQUEST = re.compile(r'\S+: host (\d+): request (0x\w+) seq (\d+) '
                         r'flags 0x\w+(?: about (0x\w+))?')
    RESPONSE = re.compile(r'\S+: host (\d+): (?:no )?response to (0x\w+) '
                          r'seq (\d+)(?: flags (0x\w+))?')
    STATUS = re.compile(r'\S+: host (\d+): processor (0x\w+) '
                        r'.*status (0x\w+)')
    THREAD = re.compile(r'(\S+): thread (\d+) ')
    ACK = 0x2

    def __init__(self, names: Names) -> None:
        self.names = names
        # host -> unread events
        self.sent: Queues[int] = defaultdict(deque)
        self.answers: Queues[int] = defaultdict(deque)
        # (host, type, seq) -> events
        self.open: Queues[tuple[int, int, int]] = defaultdict(deque)
        # host -> its last status request
        self.asking: dict[int, Event] = {}

    def _host(self, text: str) -> tuple[int | None, bool]:
        proxy, thread = matched(self.THREAD, text).groups()
        return self.names.threads.get((proxy, int(thread)), (None, False))

    def push(self, ns: int, text: str) -> Iterator[Event]:
        host, sends = self._host(text)
        if host is None or not sends:
            return
        event = Event(ns, self.names.host(host), FIRMWARE,
                      'a request, not read', bad=True)
        self.sent[host].append(event)
        yield event

    def pop(self, ns: int, text: str) -> None:
        host, sends = self._host(text)
        if host is not None and not sends and self.answers[host]:
            answer = self.answers[host].popleft()
            if ns - answer.ns > LATE_NS:
                answer.text += f', read {_length(ns - answer.ns)} later'

    def request(self, ns: int, text: str) -> Iterator[Event]:
        *first, about = matched(self.REQUEST, text).groups()
        host, kind, seq = map(_number, first)
        subject = _number(about) if about else None
        if self.sent[host]:
            event = self.sent[host].popleft()
        else:       # sent before the trace began
            event = Event(ns, self.names.host(host), FIRMWARE, '')
            yield event
        event.bad = False
        event.text = (REQUESTS.get(kind, f'0x{kind:04x}')
                      + self.names.subject(kind, subject))
        if ns - event.ns > LATE_NS:
            event.text += f', read {_length(ns - event.ns)} later'
        self.open[host, kind, seq].append(event)
        if kind == GET_STATUS:
            self.asking[host] = event

    def status(self, _ns: int, text: str) -> None:
        host, processor, status = map(_number,
                                      matched(self.STATUS, text).groups())
        event = self.asking.get(host)
        if event:
            name = self.names.subject(GET_STATUS, processor)
            wfe = ', WFE 1' if status & WFE else ''
            event.text = (f'GET_STATUS{name}: WFI {int(bool(status & WFI))}'
                          f'{wfe}')

    def response(self, ns: int, text: str) -> Iterator[Event]:
        host, kind, seq, flags = map(_number,
                                     matched(self.RESPONSE, text).groups())
        refused = not flags & self.ACK
        asked = self.open[host, kind, seq]
        if asked and ns - asked[0].ns <= AT_ONCE_NS:
            event = asked.popleft()
            event.answered, event.bad = True, refused
            if refused or ': ' not in event.text:
                event.text += ': NACK' if refused else ': ACK'
            return
        text = REQUESTS.get(kind, f'0x{kind:04x}')
        if asked:
            first = asked.popleft()
            text = f'{first.text} after {_length(ns - first.ns)}'
        answer = Event(ns, FIRMWARE, self.names.host(host),
                       f'{text}: {"NACK" if refused else "ACK"}', refused)
        self.answers[host].append(answer)
        yield answer

    def silent(self, ns: int, text: str) -> Iterator[Event]:
        host, kind, seq, _flags = matched(self.RESPONSE, text).groups()
        asked = self.open[int(host), _number(kind), int(seq)]
        if asked:
            asked.popleft()
        yield Event(ns, FIRMWARE, FIRMWARE,
                    f'{REQUESTS.get(_number(kind), kind)}: no answer wanted')


class Letters:
    """Follows messages through mailboxes."""

    TEXT = re.compile(r'(\S+): FIFO (\d+) message (0x\w+)')

    def __init__(self, names: Names) -> None:
        self.names = names
        # FIFO -> unread events
        self.waiting: Queues[tuple[str, int]] = defaultdict(deque)

    def _read(self, text: str) -> tuple[tuple[str, int], str, str, str]:
        """(FIFO, writer, reader, name of the message)"""
        device, of_device, number = matched(self.TEXT, text).groups()
        fifo = (device, int(of_device))
        core, way = self.names.mailboxes.get(fifo, (SOME_CORE, ''))
        if not way:
            # In TI's device trees Linux writes to the odd FIFOs
            way = 'to' if fifo[1] % 2 else 'from'
        ends = (LINUX, core) if way == 'to' else (core, LINUX)
        return fifo, ends[0], ends[1], _message(_number(number))

    def push(self, ns: int, text: str) -> Iterator[Event]:
        fifo, writer, reader, name = self._read(text)
        event = Event(ns, writer, reader, f'{name}, not read')
        self.waiting[fifo].append(event)
        yield event

    def pop(self, ns: int, text: str) -> Iterator[Event]:
        fifo, _writer, reader, name = self._read(text)
        waited = None
        if self.waiting[fifo]:
            event = self.waiting[fifo].popleft()
            waited = ns - event.ns
            event.text = name
        if waited is None or waited > AT_ONCE_NS:
            after = f' after {_length(waited)}' if waited else ''
            yield Event(ns, reader, reader, f'reads {name}{after}')

    def drop(self, ns: int, text: str) -> Iterator[Event]:
        _fifo, writer, reader, name = self._read(text)
        yield Event(ns, writer, reader, f'{name} lost: the FIFO is full',
                    bad=True)


class Reader:
    """Turns trace lines into events, with a method for each kind."""

    def __init__(self, names: Names) -> None:
        self.names = names
        requests, letters = Requests(names), Letters(names)
        self.readers = {
            'k3_secure_proxy_push': requests.push,
            'k3_secure_proxy_pop': requests.pop,
            'k3_ti_sci_request': requests.request,
            'k3_ti_sci_proc_status': requests.status,
            'k3_ti_sci_response': requests.response,
            'k3_ti_sci_silent': requests.silent,
            'k3_ti_sci_bus_hang': self.bus_hang,
            'k3_mailbox_push': letters.push,
            'k3_mailbox_pop': letters.pop,
            'k3_mailbox_drop': letters.drop,
            'k3_core_start': self.core_start,
            'k3_core_stop': self.core_stop,
            'k3_core_crash': self.core_crash,
            'k3_fault_hit': self.fault_hit}

    def _core(self, text: str) -> tuple[str, str]:
        """(lane, the rest) of "PATH: rest" """
        path, _colon, rest = text.partition(': ')
        return self.names.path(path), rest

    def core_start(self, ns: int, text: str) -> Iterator[Event]:
        core, _words = self._core(text)
        yield Event(ns, FIRMWARE, core, 'starts')

    def core_stop(self, ns: int, text: str) -> Iterator[Event]:
        core, words = self._core(text)
        yield Event(ns, FIRMWARE, core, words,
                    bad=words.endswith(('was running', 'was wfe')))

    def core_crash(self, ns: int, text: str) -> Iterator[Event]:
        core, _words = self._core(text)
        yield Event(ns, core, core, 'crashes', bad=True)

    @staticmethod
    def bus_hang(ns: int, text: str) -> Iterator[Event]:
        _path, _colon, words = text.partition(': ')
        yield Event(ns, FIRMWARE, FIRMWARE, words, bad=True, everybody=True)

    @staticmethod
    def fault_hit(ns: int, text: str) -> Iterator[Event]:
        _path, _colon, words = text.partition(': ')
        if not words.startswith(RULE):      # that line is the step's
            yield Event(ns, LINUX, LINUX, f'fault {words}', fault=True)

    def read(self, trace: str) -> list[Event]:
        found: list[Event] = []
        for match in LINE.finditer(trace):
            reader = self.readers.get(match[1])
            if reader:
                found += reader(int(match[2]), match[3]) or ()
        return found


def _event_ns(trace: str, name: str) -> int | None:
    """Virtual time of the first event of that name, or None."""
    return next((int(match[2]) for match in LINE.finditer(trace)
                 if match[1] == name), None)


def _told_ns(pattern: re.Pattern[str], log: str) -> int | None:
    """The kernel's time of the first line that matches, or None."""
    match = pattern.search(log)
    return round(float(match[1]) * 1e9) if match else None


def offset_ns(outcome: Outcome) -> int | None:
    """Virtual time minus the kernel's clock, or None."""
    if outcome.clock_ns is not None:
        return outcome.clock_ns
    pairs = ((_event_ns(outcome.boot_trace, FIRST_SEEN),
              _told_ns(VERSION_SEEN, outcome.boot)),
             (_event_ns(outcome.trace, 'k3_core_start'),
              _told_ns(NOW_UP, '\n'.join(outcome.log))))
    # The log line is later than the event; the smaller difference is better
    return max((happened - told for happened, told in pairs
                if happened is not None and told is not None), default=None)


def events(outcome: Outcome) -> list[Event]:
    """All events, in times of the kernel's clock if possible."""
    offset = offset_ns(outcome) or 0
    found = Reader(Names(outcome)).read(outcome.trace)
    for event in found:
        event.ns -= offset
    return found
