# SPDX-License-Identifier: GPL-2.0-or-later
"""Test what a tool leaves behind that was killed: nothing."""

import os
from pathlib import Path
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from unittest import mock

from k3lib import base
from k3lib.ending import tied

LIMIT = 60      # s
# Starts a program as QEMU is started, and has a scratch directory meanwhile
TOOL = '''
import subprocess, sys
from k3lib.base import scratch
from k3lib.ending import tied
with scratch('k3-killed') as where:
    with subprocess.Popen(tied(['sleep', '1000'])) as process:
        print(process.pid, where, flush=True)
'''
# Takes a while to clean up
SLOW = '''
import time
from k3lib.base import run_tool, scratch
def main():
    with scratch('k3-killed') as where:
        try:
            print(where, flush=True)
            time.sleep(1000)
        finally:
            print('cleaning up', flush=True)
            time.sleep(0.5)
run_tool(main)
'''
# Compiles, and the compiler needs a moment to end
COMPILER = '''
import signal, sys, time
def end(*_args):
    time.sleep(1)
    print("removed what is incomplete", file=open(sys.argv[1], "w"))
    sys.exit(1)
signal.signal(signal.SIGTERM, end)
print("compiling", flush=True)
time.sleep(1000)
'''
BUILD = f'''
import sys
from k3lib.base import lock, run_tool
from k3lib.ending import compiling
def main():
    with lock('build'), compiling([sys.executable, '-c', {COMPILER!r},
                                   sys.argv[1]]) as (_process, output):
        for line in output:
            print(line, end='', flush=True)
run_tool(main)
'''


def is_there(pid: int) -> bool:
    """Whether the process exists and has not ended."""
    try:
        stat = Path(f'/proc/{pid}/stat').read_text(encoding='ascii')
    except OSError:
        return False
    return stat.rpartition(')')[2].split()[0] != 'Z'


class Killed(unittest.TestCase):
    """A tool that is killed by SIGKILL while it runs a program."""

    def setUp(self) -> None:
        self.top = self.enterContext(tempfile.TemporaryDirectory())
        self.enterContext(mock.patch('tempfile.tempdir', self.top))

    def kill_one(self) -> tuple[int, Path]:
        env = dict(os.environ, TMPDIR=self.top,
                   PYTHONPATH=str(base.TOP / 'scripts'))
        with subprocess.Popen([sys.executable, '-c', TOOL], env=env,
                              stdout=subprocess.PIPE, text=True) as tool:
            pid, where = base.opened(tool.stdout).readline().split()
            # On a busy machine, setpriv may not have set the signal yet
            while Path(f'/proc/{pid}/comm').read_text() != 'sleep\n':
                self.assertTrue(is_there(int(pid)))
                time.sleep(0.01)
            tool.send_signal(signal.SIGKILL)
        return int(pid), Path(where)

    def test_program_ends(self) -> None:
        pid, _where = self.kill_one()
        end = time.monotonic() + LIMIT
        while is_there(pid) and time.monotonic() < end:
            time.sleep(0.05)
        self.assertFalse(is_there(pid))

    def test_directory(self) -> None:
        _pid, where = self.kill_one()
        self.assertTrue(where.is_dir())
        with base.scratch('k3-killed') as other:
            # It may belong to a tool that has yet to lock it
            self.assertTrue(where.is_dir())
        self.assertFalse(other.exists())
        os.utime(where, (0, 0))
        with base.scratch('k3-killed') as other:
            self.assertFalse(where.exists())
            # One that is in use stays, however old
            os.utime(other, (0, 0))
            with base.scratch('k3-killed'):
                self.assertTrue(other.is_dir())

    def tool(self, text: str, *args: str) -> 'subprocess.Popen[str]':
        env = dict(os.environ, TMPDIR=self.top, K3_CACHE=self.top,
                   PYTHONPATH=str(base.TOP / 'scripts'))
        # pylint: disable-next=consider-using-with
        tool = subprocess.Popen([sys.executable, '-c', text, *args], env=env,
                                stdout=subprocess.PIPE, text=True)
        self.addCleanup(tool.communicate)
        return tool

    def test_second_signal(self) -> None:
        """As timeout(1) sends it, or somebody who is impatient."""
        for numbers in ((signal.SIGTERM, signal.SIGTERM),
                        (signal.SIGTERM, signal.SIGINT),
                        (signal.SIGINT, signal.SIGTERM)):
            with self.subTest(numbers):
                tool = self.tool(SLOW)
                output = base.opened(tool.stdout)
                where = Path(output.readline().strip())
                tool.send_signal(numbers[0])
                self.assertEqual(output.readline(), 'cleaning up\n')
                tool.send_signal(numbers[1])
                self.assertEqual(tool.wait(LIMIT), 128 + numbers[0])
                self.assertFalse(where.exists())

    def test_compiler(self) -> None:
        """It ends with the tool; until then, nobody else builds there."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGKILL):
            with self.subTest(number):
                done = Path(self.top) / number.name
                tool = self.tool(BUILD, str(done))
                self.assertEqual(base.opened(tool.stdout).readline(),
                                 'compiling\n')
                tool.send_signal(number)
                self.assertIn(tool.wait(LIMIT), (128 + number, -number))
                with (mock.patch.dict(os.environ, K3_CACHE=self.top),
                      mock.patch.object(base, 'say'), base.lock('build')):
                    self.assertTrue(done.exists())

    def test_signal_between(self) -> None:
        """One that comes in a shielded block waits for its end."""
        text = ('import os, signal\n'
                'from k3lib.base import run_tool\n'
                'from k3lib.ending import shielded\n'
                'def main():\n'
                '    with shielded():\n'
                '        os.kill(os.getpid(), signal.SIGTERM)\n'
                '        print("still here", flush=True)\n'
                '    print("not here", flush=True)\n'
                'run_tool(main)\n')
        tool = self.tool(text)
        self.assertEqual(base.opened(tool.stdout).read(), 'still here\n')
        self.assertEqual(tool.wait(LIMIT), 128 + signal.SIGTERM)

    def test_command(self) -> None:
        """Without setpriv, a program runs nevertheless."""
        with mock.patch('shutil.which', return_value=None):
            self.assertEqual(tied(['a', 'b']), ['a', 'b'])
        self.assertEqual(tied(['a', 'b'])[-2:], ['a', 'b'])


if __name__ == '__main__':
    unittest.main()
