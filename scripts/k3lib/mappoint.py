# SPDX-License-Identifier: GPL-2.0-or-later
"""One guest just before it stops a remote core; and what becomes of it.

A machine with a simulated core boots once, with virtual time that depends on
the instructions executed and on nothing else (-icount), up to the kernel
function that carries out "echo stop > state".  Its memory is a file then, and
the rest of its state another.  Every point of a map is a new machine that
maps that memory privately and goes on from there, with delays of its own.
"""

import contextlib
import json
import os
from pathlib import Path
import re
import select
import subprocess
import time

from . import initramfs
from .base import Failure
from .gdbstub import GdbStub
from .qmp import Qmp

# The function that a stop through sysfs, the character device or a rmmod
# comes through, whatever driver is below
ENTRY = 'rproc_shutdown'
# The symbol's address is that of System.map; a kernel without virtual
# terminals does not find the console by itself; nothing else is printed.
APPEND = 'panic=-1 nokaslr quiet console=ttyS2'
BOOT_LIMIT = 300        # seconds of a slow, busy host
POINT_LIMIT = 120
TOKEN = 'k3-map:'
# How long a stop may take, in the guest's time, before it is said to hang
HANGS_AFTER = 30
SCRIPT = '''#!/bin/sh
say() {{ echo "<0>{token} $*" > /dev/kmsg; }}
for dir in /sys/class/remoteproc/*; do
    read -r file < $dir/firmware
    [ "$file" = {firmware} ] && break
done
state=$dir/state
trace=/sys/kernel/debug/remoteproc/${{dir##*/}}/trace0
for try in $(seq 100); do
    grep -q ready $trace 2> /dev/null && break
    usleep 10000
done
read -r now < $state
say "$file is $now"
[ "$now" = running ] || exit 1
( sleep {limit}; say hangs ) &
for try in $(seq {tries}); do
    say asks
    if {{ echo stop > $state; }} 2> /tmp/words; then
        say stopped
        break
    fi
    read -r words < /tmp/words
    say "refused $words"
done
say end
'''
# What busybox's sh says of errno
ERRORS = {
    'Device or resource busy': 'EBUSY',
    'Connection timed out': 'ETIMEDOUT',
    'Operation timed out': 'ETIMEDOUT',
}
LINE = re.compile(r'\[ *(\d+)\.(\d{6})\] ' + re.escape(TOKEN) + r' (\S+) ?(.*?)\r?$')


def address_of(kernel, symbol):
    """From the System.map beside the image."""
    path = kernel.image.parent / 'System.map'
    try:
        text = path.read_text()
    except OSError:
        raise Failure(f'{kernel.origin}: no {path.name} beside the image; '
                      'give a directory that k3-kernel printed') from None
    match = re.search(rf'^([0-9a-f]+) [Tt] {symbol}$', text, re.M)
    if not match:
        raise Failure(f'{path}: no function {symbol}')
    return int(match[1], 16)


class Attempts:
    """What the guest says: each attempt's outcome and its microseconds."""

    def __init__(self):
        self.outcomes, self.times = [], []
        self.asked = None
        self.finished = False

    def line(self, text):
        match = LINE.search(text)
        if not match:
            return
        now = int(match[1]) * 1000000 + int(match[2])
        word, rest = match[3], match[4]
        if word == 'asks':
            self.asked = now
        elif word == 'end':
            self.finished = True
        elif word in ('stopped', 'refused', 'hangs'):
            self.outcomes.append('ok' if word == 'stopped' else
                                 'hang' if word == 'hangs' else
                                 self._error(rest))
            self.times.append(now - self.asked)
            self.finished = word == 'hangs'

    @staticmethod
    def _error(words):
        text = words.rsplit(': ', 1)[-1].strip()
        return ERRORS.get(text, text.replace(' ', '-') or 'unknown')


class Snapshot:
    """A guest about to stop CORE.  Use as a context manager."""

    def __init__(self, binary, kernel, soc, core, firmware, where, tries=2,
                 memory=1024):
        self.binary, self.kernel = str(binary), kernel
        self.soc, self.core = soc, core
        self.firmware = firmware        # contents of the ELF file
        self.dir, self.tries = Path(where), tries
        self.memory = memory            # MiB
        self.entry = address_of(kernel, ENTRY)

    def _arguments(self, ram, more):
        return [self.binary, '-machine',
                f'k3-virt,soc={self.soc.name},remote-cores=sim,'
                'memory-backend=k3-map.ram',
                '-object', 'memory-backend-file,id=k3-map.ram,'
                f'mem-path={self.dir}/ram,size={self.memory}M,{ram}',
                '-m', f'{self.memory}M', '-smp', '1',
                '-icount', 'shift=0,sleep=off', '-seed', '1',
                # A machine goes on at once although the one saved stood still
                '-global', 'migration.store-global-state=off',
                '-nodefaults', '-display', 'none', '-no-reboot',
                '-kernel', str(self.kernel.image),
                '-initrd', str(self.dir / 'initrd'),
                '-append', APPEND, *more]

    def _initrd(self):
        name = self.soc.cores[self.core]
        driver = self.soc.driver_of(self.core)[0]
        script = SCRIPT.format(token=TOKEN, firmware=name, tries=self.tries,
                               limit=HANGS_AFTER * self.tries)
        initramfs.write(self.dir / 'initrd', self.kernel, (driver,), 'run',
                        files={
                            'k3/early': ('\n', 0o644),
                            'k3/late': (driver + '\n', 0o644),
                            'k3/run': (script, 0o755),
                            f'lib/firmware/{name}': (self.firmware, 0o644)})

    @staticmethod
    def _wait_for(path, process):
        end = time.monotonic() + BOOT_LIMIT
        while not path.exists():
            if process.poll() is not None or time.monotonic() > end:
                raise Failure('QEMU does not start')
            time.sleep(0.02)

    def take(self):
        self._initrd()
        console = self.dir / 'console'
        args = self._arguments('share=on', [
            '-S', '-serial', f'file:{console}',
            '-qmp', f'unix:{self.dir}/qmp,server=on,wait=off',
            '-gdb', f'unix:{self.dir}/gdb,server=on,wait=off'])
        with (open(self.dir / 'qemu.log', 'w+') as log,
              subprocess.Popen(args, stdin=subprocess.DEVNULL, stdout=log,
                               stderr=log) as process):
            try:
                self._wait_for(self.dir / 'gdb', process)
                with (Qmp(self.dir / 'qmp', 60) as qmp,
                      GdbStub(self.dir / 'gdb') as gdb):
                    gdb.run_to(self.entry, BOOT_LIMIT)
                    self._save(qmp)
            except Failure as err:
                log.seek(0)
                words = console.read_text(errors='replace') \
                    if console.exists() else ''
                raise Failure(f'no snapshot: {err}\n{log.read()}'
                              f'{words[-2000:]}'.rstrip()) from None
            finally:
                process.kill()

    def _save(self, qmp):
        qmp.cmd('migrate-set-capabilities', capabilities=[
            {'capability': 'x-ignore-shared', 'state': True}])
        qmp.cmd('migrate', uri=f'file:{self.dir}/state')
        end = time.monotonic() + BOOT_LIMIT
        while (state := qmp.cmd('query-migrate'))['status'] != 'completed':
            if state['status'] == 'failed' or time.monotonic() > end:
                raise Failure('the state cannot be saved: '
                              + state.get('error-desc', state['status']))
            time.sleep(0.02)

    def run(self, delays):
        """Go on with DELAYS {property: ns}; returns Attempts."""
        more = ['-incoming', 'defer', '-qmp', 'stdio']
        for name, value in delays.items():
            more += ['-global', f'ti-k3-sim-fw.{name}={value}']
        reader, writer = os.pipe()
        attempts = Attempts()
        with contextlib.ExitStack() as stack:
            stack.callback(os.close, reader)
            process = subprocess.Popen(
                self._arguments('share=off,readonly=on,rom=off', [
                    *more, '-serial', f'file:/dev/fd/{writer}']),
                stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE, pass_fds=(writer,))
            os.close(writer)
            stack.enter_context(process)
            stack.callback(process.kill)
            process.stdin.write(self._commands())
            process.stdin.flush()
            said = self._listen(reader, attempts)
            if not attempts.finished:
                process.kill()
                raise Failure(f'{delays}: the guest did not come to an end:\n'
                              f'{process.stderr.read().decode()}{said}')
        return attempts

    def _commands(self):
        return b''.join(json.dumps({'execute': name, 'arguments': args})
                        .encode() + b'\n' for name, args in (
            ('qmp_capabilities', {}),
            ('migrate-set-capabilities', {'capabilities': [
                {'capability': 'x-ignore-shared', 'state': True}]}),
            ('migrate-incoming', {'uri': f'file:{self.dir}/state'})))

    @staticmethod
    def _listen(reader, attempts):
        data, end = b'', time.monotonic() + POINT_LIMIT
        while not attempts.finished:
            left = end - time.monotonic()
            if left <= 0 or not select.select([reader], [], [], left)[0]:
                break
            more = os.read(reader, 65536)
            if not more:
                break
            *lines, data = (data + more).split(b'\n')
            for line in lines:
                attempts.line(line.decode('utf-8', 'replace'))
        return data.decode('utf-8', 'replace')
