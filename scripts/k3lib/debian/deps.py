# SPDX-License-Identifier: GPL-2.0-or-later
"""List the Debian packages that the project needs; install missing ones."""

from collections.abc import Iterable
import os
from pathlib import Path
import shutil
import subprocess

from ..base import Failure, Step, offline, say

# package -> what needs it
NEEDED = {
    'bc': 'Linux',
    'bison': 'QEMU (device tree compiler sources)',
    'ccache': 'fast rebuilds',
    'coccinelle': 'Linux with a graceful shutdown',
    'cpio': 'tests of the initramfs',
    'device-tree-compiler': 'tests that read device trees',
    'dpkg-dev': 'unpacking Debian source packages',
    'e2fsprogs': 'file systems on card images',
    'flex': 'QEMU (device tree compiler sources)',
    'furo': 'rendering the documentation (theme)',
    'gcc': 'QEMU',
    'gcc-aarch64-linux-gnu': 'Linux: kernels and modules',
    'gcc-arm-none-eabi': 'R5F firmware',
    'git': 'working on the project',
    'kmod': 'modules on card images',
    'libc6-dev': 'QEMU',
    'libc6-dev-arm64-cross': 'test programs in the guest',
    'libfdt-dev': 'QEMU: device trees',
    'libglib2.0-dev': 'QEMU',
    'libslirp-dev': 'QEMU: user networking',
    'libssl-dev': 'U-Boot',
    'make': 'the Makefile',
    'meson': 'the top-level meson.build',
    'ninja-build': 'QEMU',
    'patch': 'the graft',
    'perl': 'QEMU, checkpatch',
    'pkg-config': 'QEMU',
    'python3': 'the tools',
    'python3-docutils': 'checking the documentation',
    'python3-sphinx': 'rendering the documentation',
    'python3-venv': 'QEMU',
    'xz-utils': 'unpacking',
    'zlib1g-dev': 'QEMU',
    'zstd': 'compressed kernels and modules',
}
# Installed if the machine's suite has it.  Otherwise k3-qemu gets a private
# copy (Debian 12 has it in backports only).
WELCOME = {
    'python3-pycotap': 'functional tests',
}
# Installed by "k3-deps --check", which "make check" runs: only tests use these
# packages, and one is larger than 0.4 GB.  A test that misses one is skipped
# with a message.
CHECKED = {
    'chromium': 'testing the page of scenarios in a browser',
    'mypy': 'checking the types of the tools',
    'pylint': 'checking the tools',
    'shellcheck': 'checking shell scripts',
}


def _installed(names: Iterable[str]) -> set[str]:
    out = subprocess.run(
        ['dpkg-query', '-W', '-f', '${Package} ${db:Status-Status}\n',
         *names], capture_output=True, text=True, check=False).stdout
    return {line.split()[0] for line in out.splitlines()
            if line.endswith(' installed')}


def missing() -> list[str]:
    have = _installed(NEEDED)
    return [name for name in NEEDED if name not in have]


def _available(names: Iterable[str]) -> list[str]:
    out = subprocess.run(['apt-cache', 'policy', *names],
                         capture_output=True, text=True, check=False).stdout
    chosen, name = [], ''
    for line in out.splitlines():
        if not line.startswith(' '):
            name = line.rstrip(':')
        elif line.strip().startswith('Candidate:') and '(none)' not in line:
            chosen.append(name)
    return chosen


def _as_root() -> list[str]:
    if os.geteuid() == 0:
        return []
    if shutil.which('sudo'):
        return ['sudo']
    raise Failure('you are not root and there is no sudo; ask an '
                  'administrator to run:\n'
                  f'  apt-get install {" ".join(missing())}')


def _apt_get(title: str,
             *args: str) -> subprocess.CompletedProcess[str]:
    cmd = [*_as_root(), 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get',
           '-q', *args]
    if cmd[0] == 'sudo' and subprocess.run(['sudo', '-n', 'true'],
                                           capture_output=True,
                                           check=False).returncode:
        say('sudo may ask for your password')
        subprocess.run(['sudo', '-v'], check=False)
    with Step(title):
        return subprocess.run(cmd, capture_output=True, text=True, check=False)


def _lists_empty() -> bool:
    return not any(Path('/var/lib/apt/lists').glob('*_Packages*'))


def _get(names: list[str]) -> str:
    """Install NAMES; returns the error message of apt-get, or ''."""
    if _lists_empty():
        _apt_get('apt-get update', 'update')
    args = ['install', '-y', '--no-install-recommends', *names]
    res = _apt_get(f'installing {len(names)} packages', *args)
    if res.returncode:
        _apt_get('apt-get update (the index may be out of date)', 'update')
        res = _apt_get('installing again', *args)
    if not res.returncode:
        return ''
    return (res.stderr or res.stdout).strip()[-3000:] or 'apt-get failed'


def _optional(names: Iterable[str]) -> list[str]:
    """The NAMES that are not installed but available in the suite."""
    have = _installed(names)
    return [n for n in _available(names) if n not in have]


def install() -> list[str]:
    """Install missing packages; returns their names."""
    want = missing()
    if not want:
        return []
    if not shutil.which('apt-get'):
        raise Failure('this is not a Debian system; install the equivalents '
                      'of these Debian packages:\n  ' + ' '.join(want))
    say('these packages are needed and not installed:')
    for name in want:
        say(f'  {name:22} {NEEDED[name]}')
    want += _optional(WELCOME)
    complaint = _get(want)
    if complaint:
        raise Failure(f'apt-get install failed:\n{complaint}')
    return want


def install_for_check() -> list[str]:
    """Install what only tests use; returns the names.  Never fails."""
    if offline() or not shutil.which('apt-get'):
        return []
    want = _optional(CHECKED)
    if not want:
        return []
    try:
        complaint = _get(want).rpartition('\n')[2]
    except Failure as err:
        complaint = str(err).partition('\n')[0]
    if complaint:
        say(f'{" ".join(want)} cannot be installed; tests will be skipped: '
            f'{complaint}')
    return [] if complaint else want
