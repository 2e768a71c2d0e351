# SPDX-License-Identifier: GPL-2.0-or-later
"""The Debian packages the project needs, and installing what is missing."""

import os
from pathlib import Path
import shutil
import subprocess

from .base import Failure, Step, say

# package -> what it is for
NEEDED = {
    'bc': 'Linux',
    'bison': 'QEMU (device tree compiler sources)',
    'ccache': 'fast rebuilds',
    'coccinelle': 'Linux with a graceful shutdown',
    'cpio': 'tests of the initramfs',
    'device-tree-compiler': 'tests that look into device trees',
    'dpkg-dev': 'unpacking Debian source packages',
    'flex': 'QEMU (device tree compiler sources)',
    'gcc': 'QEMU',
    'gcc-aarch64-linux-gnu': 'Linux: kernels and modules',
    'gcc-arm-none-eabi': 'R5F firmware',
    'git': 'working on the project',
    'libc6-dev': 'QEMU',
    'libc6-dev-arm64-cross': 'test programs in the guest',
    'libfdt-dev': 'QEMU: device trees',
    'libglib2.0-dev': 'QEMU',
    'libslirp-dev': 'QEMU: user networking',
    'make': 'the Makefile',
    'meson': 'the top-level meson.build',
    'ninja-build': 'QEMU',
    'patch': 'the graft',
    'perl': 'QEMU, checkpatch',
    'pkg-config': 'QEMU',
    'python3': 'the tools',
    'python3-docutils': 'checking the documentation',
    'python3-venv': 'QEMU',
    'xz-utils': 'unpacking',
    'zlib1g-dev': 'QEMU',
    'zstd': 'compressed kernels and modules',
}
# Taken from the machine's suite if it is there; otherwise k3-qemu gets a
# private copy (Debian 12 has it in backports only).
WELCOME = {
    'python3-pycotap': 'functional tests',
}


def _installed(names):
    out = subprocess.run(
        ['dpkg-query', '-W', '-f', '${Package} ${db:Status-Status}\n',
         *names], capture_output=True, text=True).stdout
    return {line.split()[0] for line in out.splitlines()
            if line.endswith(' installed')}


def missing():
    have = _installed(NEEDED)
    return [name for name in NEEDED if name not in have]


def _available(names):
    out = subprocess.run(['apt-cache', 'policy', *names],
                         capture_output=True, text=True).stdout
    chosen, name = [], None
    for line in out.splitlines():
        if not line.startswith(' '):
            name = line.rstrip(':')
        elif line.strip().startswith('Candidate:') and '(none)' not in line:
            chosen.append(name)
    return chosen


def _as_root():
    if os.geteuid() == 0:
        return []
    if shutil.which('sudo'):
        return ['sudo']
    raise Failure('not root and no sudo here; let an administrator run:\n'
                  f'  apt-get install {" ".join(missing())}')


def _apt_get(title, *args):
    cmd = [*_as_root(), 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get',
           '-q', *args]
    if cmd[0] == 'sudo' and subprocess.run(['sudo', '-n', 'true'],
                                           capture_output=True).returncode:
        say('sudo may ask for your password')
        subprocess.run(['sudo', '-v'])
    with Step(title):
        return subprocess.run(cmd, capture_output=True, text=True)


def _lists_empty():
    return not any(Path('/var/lib/apt/lists').glob('*_Packages*'))


def install():
    """Install what is missing; returns the names that were installed."""
    want = missing()
    if not want:
        return []
    if not shutil.which('apt-get'):
        raise Failure('this is no Debian system; the packages needed are '
                      'called there:\n  ' + ' '.join(want))
    say('needed and not installed:')
    for name in want:
        say(f'  {name:22} {NEEDED[name]}')
    if _lists_empty():
        _apt_get('apt-get update', 'update')
    extra = [n for n in _available(WELCOME) if n not in _installed(WELCOME)]
    args = ['install', '-y', '--no-install-recommends', *want, *extra]
    res = _apt_get(f'installing {len(want + extra)} packages', *args)
    if res.returncode:
        _apt_get('apt-get update (the index may be out of date)', 'update')
        res = _apt_get('installing again', *args)
    if res.returncode:
        raise Failure('apt-get install failed:\n'
                      + (res.stderr or res.stdout).strip()[-3000:])
    return want + extra
