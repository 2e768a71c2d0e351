#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Run self-checking firmware without Linux; its trace has the result.

usage: test_apps.py ELF CORE [QEMU]; prints TAP. Without QEMU, the one that
scripts/k3-qemu built.
"""

from pathlib import Path
import sys

import boot
import tap

# App: its last message, and other required text in the trace
APPS = {
    'cp15': ('cp15: done', ()),
    'exclusive': ('exclusive: passed', ()),
    'sched': ('sched: passed', ('sched: time slices ok',
                                'sched: floating point ok')),
    'sci': ('sci: done', ('sci: version ok',)),
    'systick': ('systick: passed', ()),
    'tick': ('tick: passed', ()),
    'trace': ('trace: done', (
        '] trace: <text> <abc  > <x> <%>\n',
        '] trace: <-7> <  -7> <-007> <-123456>\n',
        '] trace: <42> <4000000000> <beef> <00000abc>\n',
        '] trace: <0x00001234> <behind> <0x00000000>\n',
        '] trace: <1> <%llu> <%s>\n')),
}
ECHO_REQUEST, ECHO_REPLY = 0xffffff03, 0xffffff04


class Apps(tap.Tests):
    def test_verdict(self) -> None:
        app = Path(sys.argv[1]).stem.split('-')[-1]
        last, more = APPS[app]
        self.boot(until=last)
        trace = boot.trace(self.machine, self.core)
        for text in more:
            assert text in trace, text
        for text in ('FAILED', 'refused', 'no answer', 'not sent', 'crash'):
            assert text not in trace, text
        # Afterwards it must answer messages
        self.send(ECHO_REQUEST)
        self.wait_for(ECHO_REPLY)


if __name__ == '__main__':
    tap.run(Apps)
