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
from k3lib.machine.process import tied

LIMIT = 60      # s
# Starts a program as QEMU is started, and has a scratch directory meanwhile
TOOL = '''
import subprocess, sys
from k3lib.base import scratch
from k3lib.machine.process import tied
with scratch('k3-killed') as where:
    with subprocess.Popen(tied(['sleep', '1000'])) as process:
        print(process.pid, where, flush=True)
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

    def test_command(self) -> None:
        """Without setpriv, a program runs nevertheless."""
        with mock.patch('shutil.which', return_value=None):
            self.assertEqual(tied(['a', 'b']), ['a', 'b'])
        self.assertEqual(tied(['a', 'b'])[-2:], ['a', 'b'])


if __name__ == '__main__':
    unittest.main()
