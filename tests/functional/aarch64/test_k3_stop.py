#!/usr/bin/env python3
#
# Functional test of what the trace of a stop tells
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""Compare the trace of a graceful stop with the one in the documentation.

scripts/k3-functional runs this file, with kernels that ask a core to stop.
"""

from pathlib import Path
import re
import sys

sys.path.insert(0, str(Path(__file__).resolve().parent))

from k3_guest import K3Guest                            # noqa: E402
from k3lib.base import TOP                              # noqa: E402
from qemu_test import QemuSystemTest                    # noqa: E402

PAGE = TOP / 'docs/devel/k3/debugging.rst'
TITLE = 'A stop, event by event'
# In a literal block of the page, each event has a line of its own
TOLD = re.compile(r'^ +(k3_\w+ /machine/.*)$', re.M)
SECTION = re.compile(rf'^{TITLE}\n~+\n(.*?)^[^\n]+\n~+$', re.M | re.S)
TIME = re.compile(r'^(k3_\w+) \d+ ns: ')
# The address of a handler depends on the compiler
ADDRESS = re.compile(r' vector 0x\w+')
CORE = 'r5f0_0'


def plain(line: str) -> str:
    return ADDRESS.sub(' vector', TIME.sub(r'\1 ', line))


class Stop(K3Guest):
    def test_story(self) -> None:
        section, = SECTION.findall(PAGE.read_text())
        story = TOLD.findall(section)
        self.assertGreater(len(story), 10)
        trace = Path(self.scratch_file('trace'))
        events = sorted({line.split()[0] for line in story})
        # With -icount, a core is not late because the host is busy
        self.boot({CORE: 'hello'}, extra=(
            '-smp', '1', '-icount', 'shift=1,sleep=off', '-D', str(trace),
            *(word for event in events for word in ('-trace', event))))
        self.load_driver()
        self.wait_running(CORE)
        self.trace(CORE)
        self.wait_core_state(CORE, 'wfi')
        before = len(trace.read_text().splitlines())
        self.stop(CORE)
        self.wait_core_state(CORE, 'off')
        told = trace.read_text().splitlines()[before:]
        self.assertEqual([plain(line) for line in told],
                         [plain(line) for line in story])


if __name__ == '__main__':
    QemuSystemTest.main()
