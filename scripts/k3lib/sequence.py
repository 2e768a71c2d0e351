# SPDX-License-Identifier: GPL-2.0-or-later
"""A sequence diagram out of the trace of a run: who told what to whom, when.

The trace has the virtual time of each event, the kernel's log the kernel's
clock.  How far they are apart tells what both know: the first answer of the
system firmware, while the kernel boots, and the first start of a core.  The
kernel's message comes later than the event, but not much in one of them.
"""

from dataclasses import dataclass
from html import escape
import re

LANES = ('Linux', 'secure proxy', 'system firmware', 'mailbox', 'core')
LINUX, PROXY, FIRMWARE, MAILBOX, CORE = range(len(LANES))
LINE = re.compile(r'^(?:\S+@\S+:)?(k3_\w+) (\d+) ns: (.*)$', re.M)
VERSION_SEEN = re.compile(r'^\[ *(\d+\.\d+)\] ti-sci .*: ABI:', re.M)
NOW_UP = re.compile(r'^\[ *(\d+\.\d+)\] remoteproc .* is now up', re.M)
FIRST_SEEN = 'k3_ti_sci_response'
SLACK_NS = 500000       # of that comparison
MESSAGES = {            # TISCI, and include/linux/.../omap_remoteproc.h
    0x0002: 'VERSION', 0x0200: 'SET_DEVICE', 0x0201: 'GET_DEVICE',
    0x0202: 'SET_DEVICE_RESETS', 0x0100: 'SET_CLOCK', 0x0101: 'GET_CLOCK',
    0x1000: 'SET_IRQ', 0x1001: 'FREE_IRQ', 0xc000: 'PROC_REQUEST',
    0xc001: 'PROC_RELEASE', 0xc005: 'PROC_HANDOVER', 0xc100: 'SET_CONFIG',
    0xc101: 'SET_CONTROL', 0xc120: 'AUTH_BOOT', 0xc400: 'GET_STATUS',
    0xc401: 'WAIT_STATUS',
    0xffffff00: 'READY', 0xffffff02: 'CRASH', 0xffffff03: 'ECHO_REQUEST',
    0xffffff04: 'ECHO_REPLY', 0xffffff10: 'SUSPEND', 0xffffff14: 'SHUTDOWN',
    0xffffff15: 'SHUTDOWN_ACK'}
WFI = 0x2
MOST = 120              # rows of one diagram
ROW, LEFT, WIDTH = 20, 90, 170


@dataclass
class Event:
    ns: int
    source: int
    target: int
    text: str
    bad: bool = False


def _name(number):
    return MESSAGES.get(number, f'0x{number:x}')


def _numbers(text):
    return [int(n, 0) for n in re.findall(r'\b(?:0x[0-9a-f]+|\d+)\b', text)]


class Reader:
    """Turns trace lines into events; knows whose thread is whose."""

    def __init__(self, hosts):
        self.linux = {int(h['host']) for h in hosts
                      if h['name'].startswith(('A53', 'A72'))}
        self.threads = {}
        for host in hosts:
            lane = LINUX if int(host['host']) in self.linux else CORE
            for way in ('tx', 'rx', 'tx-high'):
                if way in host:
                    self.threads[int(host[way])] = (lane, way)

    def _lane(self, host):
        return LINUX if host in self.linux else CORE

    def _mailbox(self, text, write):
        fifo = int(re.search(r'FIFO (\d+)', text)[1])
        message = int(re.search(r'message (0x[0-9a-f]+)', text)[1], 16)
        # In all of TI's device trees Linux writes the odd ones
        writer, reader = (LINUX, CORE) if fifo % 2 else (CORE, LINUX)
        ends = (writer, MAILBOX) if write else (MAILBOX, reader)
        return (*ends, _name(message))

    def k3_mailbox_push(self, text):
        return self._mailbox(text, True)

    def k3_mailbox_pop(self, text):
        return self._mailbox(text, False)

    def k3_mailbox_drop(self, text):
        source, target, name = self._mailbox(text, True)
        return source, target, f'{name} lost: full', True

    def k3_secure_proxy_push(self, text):
        lane, way = self.threads.get(_numbers(text)[0], (None, ''))
        return (lane, PROXY, 'request') if way.startswith('tx') else None

    def k3_secure_proxy_pop(self, text):
        lane, way = self.threads.get(_numbers(text)[0], (None, ''))
        return (PROXY, lane, 'response') if way == 'rx' else None

    def k3_ti_sci_request(self, text):
        return PROXY, FIRMWARE, _name(_numbers(text)[1])

    def k3_ti_sci_response(self, text):
        _host, kind, _seq, flags = _numbers(text)[:4]
        refused = not flags & 2
        return (FIRMWARE, PROXY,
                f'{_name(kind)}: {"NACK" if refused else "ACK"}', refused)

    def k3_ti_sci_silent(self, text):
        return (FIRMWARE, FIRMWARE, f'{_name(_numbers(text)[1])}: no answer',
                True)

    def k3_ti_sci_proc_status(self, text):
        status = int(re.search(r'status (0x[0-9a-f]+)', text)[1], 16)
        return CORE, FIRMWARE, f'WFI is {int(bool(status & WFI))}'

    def k3_core_start(self, text):
        return FIRMWARE, CORE, 'let go'

    def k3_core_stop(self, text):
        return FIRMWARE, CORE, 'stopped'

    def k3_core_crash(self, text):
        return CORE, CORE, 'crashes', True

    def k3_fault_hit(self, text):
        return LINUX, CORE, f'fault {text}', True

    def read(self, trace):
        for match in LINE.finditer(trace):
            reader = getattr(self, match[1], None)
            found = reader and reader(match[3])
            if found:
                yield Event(int(match[2]), *found)


def _event_ns(trace, name):
    """When the first event of that name was, in virtual time; or None."""
    return next((int(match[2]) for match in LINE.finditer(trace)
                 if match[1] == name), None)


def _told_ns(pattern, log):
    """When the kernel first said that, by its own clock; or None."""
    match = pattern.search(log)
    return match and round(float(match[1]) * 1e9)


def _offset_ns(outcome):
    """Virtual time minus the kernel's clock."""
    pairs = ((_event_ns(outcome.boot_trace, FIRST_SEEN),
              _told_ns(VERSION_SEEN, outcome.boot)),
             (_event_ns(outcome.trace, 'k3_core_start'),
              _told_ns(NOW_UP, '\n'.join(outcome.log))))
    return max((happened - told for happened, told in pairs
                if None not in (happened, told)), default=0)


def events(outcome):
    """
    Events from the last telling step on, the first of them at 0.  If there are
    none then, those before; so, too, if nobody could say when it began.
    """
    since = _offset_ns(outcome) + round(outcome.since * 1e9) - SLACK_NS
    every = list(Reader(outcome.hosts).read(outcome.trace))
    found = [e for e in every if e.ns >= since and not outcome.hung]
    found = found or every[-MOST:]
    if found:
        first = found[0].ns
        for event in found:
            event.ns -= first
    return found


def _x(lane):
    return LEFT + WIDTH // 2 + lane * WIDTH


def _row(event, y):
    colour = '#b00020' if event.bad else '#1a3c5a'
    x1, x2 = _x(event.source), _x(event.target)
    yield (f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end" '
           f'class="t">{event.ns / 1e6:.3f}</text>')
    if x1 != x2:
        yield (f'<line x1="{x1}" y1="{y}" x2="{x2}" y2="{y}" '
               f'stroke="{colour}" marker-end="url(#a)"/>')
    yield (f'<text x="{(x1 + x2) / 2}" y="{y - 3}" text-anchor="middle" '
           f'fill="{colour}">{escape(event.text)}</text>')


def svg(found):
    """An SVG element, for a page."""
    shown, left = found[:MOST], len(found) - MOST
    height = 40 + ROW * (len(shown) + (left > 0)) + 10
    width = LEFT + WIDTH * len(LANES)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" '
             f'height="{height}" font-family="sans-serif" font-size="11">',
             '<defs><marker id="a" viewBox="0 0 8 8" refX="8" refY="4" '
             'markerWidth="8" markerHeight="8" orient="auto">'
             '<path d="M0 0 8 4 0 8z"/></marker></defs>',
             f'<text x="{LEFT - 8}" y="20" text-anchor="end">ms</text>']
    for lane, name in enumerate(LANES):
        parts += [f'<text x="{_x(lane)}" y="20" text-anchor="middle" '
                  f'font-weight="bold">{name}</text>',
                  f'<line x1="{_x(lane)}" y1="28" x2="{_x(lane)}" '
                  f'y2="{height}" stroke="#ccc"/>']
    for number, event in enumerate(shown):
        parts += _row(event, 48 + ROW * number)
    if left > 0:
        parts.append(f'<text x="{LEFT}" y="{height - 12}">and {left} more'
                     '</text>')
    return '\n'.join([*parts, '</svg>'])
