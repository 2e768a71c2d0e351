#!/usr/bin/env python3
#
# Functional test of the examples in docs/
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""Every "code-block:: shell-session" of docs/ does what is printed there.

"$ " begins a command, lines go on behind a "\\".  What follows is what the
command must print, in this order; "..." stands for anything.
"""

import os
from pathlib import Path
import re
import subprocess
import sys

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / 'scripts'))

from k3lib.base import TOP   # noqa: E402
from qemu_test import QemuSystemTest                    # noqa: E402

BLOCK = re.compile(r'^( *)\.\. code-block:: shell-session\n\n'
                   r'((?:\1 +.*\n|\n)+)', re.M)
LIMIT = 600         # seconds, on a slow, busy host


def commands_of(block):
    """[(command, lines that it prints)]"""
    found, continued = [], False
    for line in filter(None, map(str.strip, block.splitlines())):
        if line.startswith('$ '):
            found.append([line[2:], []])
        elif continued:
            found[-1][0] += '\n' + line
        else:
            found[-1][1].append(line)
        continued = line.endswith('\\') or found[-1][0].count("'") % 2
    return found


def examples():
    """Name of the file and number -> its commands."""
    for path in sorted((TOP / 'docs').rglob('*.rst')):
        for number, match in enumerate(BLOCK.finditer(path.read_text()), 1):
            name = re.sub(r'\W', '_', path.stem)
            yield f'{name}_{number}', commands_of(match[2])


class Docs(QemuSystemTest):
    timeout = 3600

    def setUp(self):
        super().setUp()
        if not os.environ.get('K3_TEST_KERNEL'):
            self.skipTest('scripts/k3-functional hands over kernel and '
                          'firmware; K3_TEST_KERNEL, K3_TEST_FIRMWARE')

    def check(self, commands):
        self.assertTrue(commands)
        # One shell: they may set variables for each other
        mark = '=== example'
        script = ''.join(f'{command}\necho "{mark}"\n'
                         for command, _lines in commands)
        res = subprocess.run(
            ['bash', '-ec', script], cwd=TOP, text=True, timeout=LIMIT,
            env=dict(os.environ, K3_QEMU=self.qemu_bin), errors='replace',
            stdin=subprocess.DEVNULL, capture_output=True)
        self.log.info('%s%s', res.stdout, res.stderr)
        self.assertEqual(res.returncode, 0, res.stdout + res.stderr)
        for (command, lines), said in zip(commands, res.stdout.split(mark)):
            rest = iter(' '.join(line.split()) for line in said.splitlines())
            for line in lines:
                line = ' '.join(line.split())
                self.assertTrue(
                    line == '...' or line in rest,
                    f'{command}\ndid not print "{line}", but\n{said}')


def add_tests():
    for name, commands in examples():
        def test(self, commands=commands):
            self.check(commands)
        setattr(Docs, f'test_{name}', test)


add_tests()


if __name__ == '__main__':
    QemuSystemTest.main()
