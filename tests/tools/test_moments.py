# SPDX-License-Identifier: GPL-2.0-or-later
"""Tools that are killed at random moments: nothing is left, the next run works.

K3_KILLS is the number of kills of each tool, K3_SEED repeats what a failure
names.  The tools work on a QEMU, a kernel and a guest that take no time.
"""

import json
import os
from pathlib import Path
import random
import signal
import subprocess
import sys
import time
from typing import Any
import unittest
import uuid

from k3lib import base
from test_checkouts import MODEL, TwoCheckouts
from test_formats import fake_image
from test_kernels import SOURCE, change, diff

KILLS = int(os.environ.get('K3_KILLS', '6'))
SEED = int(os.environ.get('K3_SEED', random.randrange(1 << 32)))
NUMBERS = (signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
LIMIT = 300         # s, on a busy host

# Boots, lets the guest say something, and powers off
QEMU = '''#!/usr/bin/python3
import re, socket, sys, time
words = ' '.join(sys.argv)
def port(name):
    found = socket.socket(socket.AF_UNIX)
    found.connect(re.search(r'path=(\\S+/%s)\\b' % name, words)[1])
    return found
ctl, out = port('ctl'), port('out')
for where, text in ((ctl, b'ready 6.12\\n'), (out, b'hello'), (out, b'\\n'),
                    (ctl, b'exit 7\\n')):
    time.sleep(0.05)
    where.sendall(text)
'''

# As kbuild, with files that take as long as a small one of the kernel
MAKEFILE = '''all: $(patsubst %.c,$(O)/%.o,$(wildcard *.c))
	cat $^ > $(O)/Image
$(O)/%.o: %.c
	sleep 0.05; sed s/line/object/ $< > $@
.DELETE_ON_ERROR:
'''
KERNEL = '''
import shutil, sys
from k3lib.base import run_tool
from k3lib.kernel import kbuild, patchfiles, whole
from k3lib.kernel.changes import Changes

class Quick(whole.Build):
    def configure(self, again=False):
        pass
    def run(self, title):
        kbuild.make(title, self.src, self.out)
    def run_drivers(self, title, saved):
        return False
    def install(self, target, what):
        shutil.copy(self.out / 'Image', target)
        return {'what': what, 'release': '6.12'}

def main():
    whole.Build = Quick
    changes = Changes(tuple(patchfiles.collect(sys.argv[2:])))
    print(whole.tree(sys.argv[1], changes))
    return 0

run_tool(main)
'''


class Moments(TwoCheckouts):
    """What the tests have in common; their tools share a cache."""

    def setUp(self) -> None:
        super().setUp()
        self.random = random.Random(f'{SEED} {self.id()}')
        self.tmp = self.dir / 'tmp'
        self.tmp.mkdir()
        # All that the tool starts inherits this
        mark = str(uuid.uuid4())
        self.mark = f'K3_TEST_MARK={mark}'
        self.env.update(K3_TEST_MARK=mark, TMPDIR=str(self.tmp),
                        K3_OFFLINE='1')

    def start(self, cmd: list[Any]) -> 'subprocess.Popen[str]':
        return subprocess.Popen(
            [str(word) for word in cmd], env=self.env, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, start_new_session=True)

    def running(self) -> list[str]:
        found = []
        for path in Path('/proc').glob('[0-9]*'):
            try:
                if self.mark.encode() in (path / 'environ').read_bytes():
                    found.append((path / 'cmdline').read_text())
            except OSError:
                pass        # another user's, or it has ended
        return found

    def left(self) -> list[Path]:
        return [*self.tmp.iterdir(), *self.cache.rglob('.new-*'),
                *(self.cache / 'running').glob('*')]

    def whole_run(self, cmd: list[Any], status: int) -> str:
        with self.start(cmd) as tool:
            out, err = tool.communicate(timeout=LIMIT)
        self.assertEqual(tool.returncode, status, err)
        self.assertEqual(self.running(), [])
        return out.strip()

    def kill(self, cmd: list[Any], longest: float, status: int) -> str:
        """Kill CMD at some moment; returns what was done, for messages."""
        number = self.random.choice(NUMBERS)
        delay = self.random.uniform(0, longest)
        twice = self.random.random() < 0.5
        with self.start(cmd) as tool:
            time.sleep(delay)
            tool.send_signal(number)
            if twice:       # as timeout(1) and impatient users do
                tool.send_signal(number)
            _out, err = tool.communicate(timeout=LIMIT)
        end = time.monotonic() + LIMIT
        while self.running() and time.monotonic() < end:
            time.sleep(0.02)
        self.assertEqual(self.running(), [])
        if number == signal.SIGKILL:
            # Others may have made what is younger
            for path in self.left():
                os.utime(path, (0, 0), follow_symlinks=False)
        else:
            self.assertEqual(self.left(), [], err)
            # Python may still have been starting, with its own handlers
            if tool.returncode not in (1, -number) or 'main()' in err:
                self.assertIn(tool.returncode, (status, 128 + number), err)
                self.assertNotIn('Traceback', err)
        return f'{number.name} after {delay:.3f} s'

    def again_and_again(self, status: int = 0) -> None:
        """Kill the tool, run it again, and check what it has done."""
        begin = time.monotonic()
        self.check(self.whole_run(self.command(), status))
        for number in range(KILLS):
            self.change(number)
            # Earlier runs had less or more to do
            longest = time.monotonic() - begin
            did = self.kill(self.command(), longest, status)
            with self.subTest(f'K3_SEED={SEED}: kill {number}: {did}'):
                begin = time.monotonic()
                self.check(self.whole_run(self.command(), status))
                self.assertEqual(self.left(), [])

    def command(self) -> list[Any]:
        raise NotImplementedError

    def change(self, number: int) -> None:
        """Give the tool something to do."""

    def check(self, out: str) -> None:
        """Check what the tool has printed, and made."""
        raise NotImplementedError


class Qemu(Moments):
    holds = 'one'

    def command(self) -> list[Any]:
        return [sys.executable, self.tops[0] / 'scripts/k3-qemu']

    def change(self, number: int) -> None:
        self.holds = f'change {number}'
        self.hold(self.tops[0], self.holds)
        if number % 3 == 0:     # configure again
            for path in self.cache.glob('qemu-*/build/build.ninja'):
                path.unlink()

    def check(self, out: str) -> None:
        self.assertEqual(self.says(out), self.holds)

    def test_k3_qemu(self) -> None:
        self.trees()
        self.assertTrue((self.tops[0] / MODEL).exists())
        self.again_and_again()


class Run(Moments):
    def command(self) -> list[Any]:
        return [sys.executable, base.TOP / 'scripts/k3-run', '--kernel',
                self.dir / 'Image', '--cmd', 'true']

    def check(self, out: str) -> None:
        self.assertEqual(out, 'hello')

    def test_k3_run(self) -> None:
        qemu = self.dir / 'qemu'
        qemu.write_text(QEMU)
        qemu.chmod(0o755)
        self.env['K3_QEMU'] = str(qemu)
        (self.dir / 'Image').write_bytes(fake_image())
        (self.dir / 'initrd').touch()
        # The initramfs needs Debian's busybox, which is not used here
        kept = self.cache / 'kernels'
        kept.mkdir()
        (kept / 'busybox.json').write_text(
            json.dumps(str(self.dir / 'initrd')))
        self.again_and_again(7)


class Kernel(Moments):
    changed: tuple[int, ...] = ()
    base = SOURCE

    def command(self) -> list[Any]:
        patches = []
        for line in self.changed:
            patches.append(self.dir / f'{line}.patch')
            patches[-1].write_text(diff('b.c', SOURCE, change(line)))
        return [sys.executable, '-c', KERNEL, self.linux, *patches]

    def change(self, number: int) -> None:
        self.changed = ((), (5,), (9,))[number % 3]
        if number % 4 == 3:
            self.base = SOURCE + f'line {100 + number}\n'
            (self.linux / 'b.c').write_text(self.base)

    def check(self, out: str) -> None:
        want = ''.join(change(*self.changed, base=text)
                       for text in ('line a\n', self.base, 'line c\n'))
        self.assertEqual((Path(out) / 'Image').read_text(),
                         want.replace('line', 'object'))

    def test_k3_kernel(self) -> None:
        self.env['PYTHONPATH'] = str(base.TOP / 'scripts')
        self.linux = self.dir / 'linux'
        for name, text in (('Makefile', MAKEFILE), ('a.c', 'line a\n'),
                           ('b.c', SOURCE), ('c.c', 'line c\n'),
                           ('arch/arm64/Kconfig', '')):
            (self.linux / name).parent.mkdir(parents=True, exist_ok=True)
            (self.linux / name).write_text(text)
        self.again_and_again()

if __name__ == '__main__':
    unittest.main()
