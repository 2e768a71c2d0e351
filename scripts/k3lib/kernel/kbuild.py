# SPDX-License-Identifier: GPL-2.0-or-later
"""Build parts of Linux: the compiler, Debian's linux-source, make.

Sources are unpacked into CACHE/linux/VERSION and never changed there; each
build has its own output directory.
"""

import hashlib
import os
from pathlib import Path
import re
import shutil
import subprocess

from ..base import (Failure, Step, cache_dir, find_program, fresh_directory,
                    lock, opened, run, use_ccache)
from ..debian import apt
from ..debian.apt import Suite
from ..ending import compiling
from .kernels import SUITES

CROSS = 'aarch64-linux-gnu-'
# Part of every key.  Increment it when the same input gives another result.
RECIPE = 3
# Variables that the user may have set for other builds
FOREIGN = ('ARCH', 'CROSS_COMPILE', 'KBUILD_OUTPUT', 'KBUILD_EXTMOD', 'O', 'M',
           'INSTALL_MOD_PATH', 'KCONFIG_CONFIG', 'KCONFIG_ALLCONFIG', 'CC',
           'MAKEFLAGS', 'MFLAGS', 'LOCALVERSION', 'KBUILD_MODPOST_WARN')
COMMAND = re.compile(r'^  (CC|AS|LD|AR|HOSTCC|MODPOST|CHECK|GEN|DTC|UPD|'
                     r'VDSO)\b')
WRONG = re.compile(r'error:|Error \d|undefined|ERROR|No such file|\*\*\*')


def toolchain() -> str:
    """The compiler's version, which changes if its output may change."""
    find_program(CROSS + 'gcc', 'gcc-aarch64-linux-gnu')
    find_program('bc', 'bc')
    return '; '.join(run([CROSS + tool, '--version']).splitlines()[0]
                     for tool in ('gcc', 'ld'))


def key(*parts: object) -> str:
    """A short key for a result that depends on PARTS only."""
    digest = hashlib.sha256()
    for part in (str(RECIPE), toolchain(), *parts):
        data = part if isinstance(part, bytes) else str(part).encode()
        digest.update(b'%d:' % len(data) + data)
    return digest.hexdigest()[:12]


def environment() -> dict[str, str]:
    env = {k: v for k, v in os.environ.items()
           if k not in FOREIGN and not k.startswith('CONFIG_')}
    use_ccache(env)
    # So that the same input gives the same kernel, and ccache has hits
    env.update(LC_ALL='C', KBUILD_BUILD_TIMESTAMP='1970-01-01',
               KBUILD_BUILD_USER='k3-virt', KBUILD_BUILD_HOST='k3-virt',
               KBUILD_BUILD_VERSION='1')
    return env


def arguments(src: Path, out: Path, *more: str) -> list[str]:
    compiler = CROSS + 'gcc'
    if shutil.which('ccache'):
        compiler = 'ccache ' + compiler
    return ['make', '-C', str(src), f'O={out}', 'ARCH=arm64',
            f'CROSS_COMPILE={CROSS}', f'CC={compiler}',
            'DEBIAN_KERNEL_NO_CC_VERSION_CHECK=y',
            f'-j{os.cpu_count() or 1}', *more]


def make(title: str, src: Path, out: Path, *more: str,
         log: Path | None = None) -> None:
    """Run make in SRC with O=OUT; its output is appended to a log."""
    log = log or out / 'k3-build.log'
    lines, done = [], 0
    with Step(title) as step, open(log, 'a') as record:
        with compiling(arguments(src, out, *more),
                       env=environment()) as (process, output):
            for line in output:
                record.write(line)
                if COMMAND.match(line):
                    done += 1
                    step.detail = f'{done} files: {line.split()[-1]}'
                else:
                    lines.append(line)
        if process.returncode:
            telling = [n for n, line in enumerate(lines) if WRONG.search(line)]
            first = max(0, telling[0] - 5) if telling else 0
            shown = lines[first:][:40] if telling else lines[-40:]
            raise Failure(f'{title} failed (full log: {log}):\n'
                          + ''.join(shown).rstrip())


def find_package(package: str, version: str) -> Suite:
    """The suite that has exactly this VERSION of PACKAGE."""
    problems = []
    for name in SUITES:
        try:
            suite = apt.Suite(name).ready()
        except Failure as err:
            problems.append(str(err))
            continue
        if version in suite.versions(package):
            return suite
    detail = '\n'.join(problems)
    raise Failure(f'{package} {version}: none of {", ".join(SUITES)} has it '
                  '(Debian keeps the newest versions only; without a full '
                  f'version the newest is taken)\n{detail}'.rstrip())


def debian_source(version: str) -> Path:
    """The unpacked linux-source for a Debian kernel of this VERSION."""
    target = cache_dir() / 'linux' / version.replace(':', '_')
    series = re.match(r'\d+\.\d+', version.split(':')[-1])
    if not series:
        raise Failure(f'{version}: not a kernel version')
    package = f'linux-source-{series[0]}'
    with lock(f'linux-{target.name}'):
        if (target / 'Makefile').exists():
            return target
        deb = find_package(package, version).fetch_deb(package, version)
        with (Step(f'unpacking {package} {version}'),
              fresh_directory(target) as tmp):
            unpack_source(deb, package, tmp)
    return target


def unpack_source(deb: Path, package: str, target: Path) -> None:
    """Unpack the tar archive inside the package into TARGET."""
    inner = f'./usr/src/{package}.tar.xz'
    outer = subprocess.Popen([find_program('dpkg-deb', 'dpkg'),
                              '--fsys-tarfile', deb], stdout=subprocess.PIPE)
    middle = subprocess.Popen(['tar', '-xO', inner], stdin=outer.stdout,
                              stdout=subprocess.PIPE)
    opened(outer.stdout).close()
    last = subprocess.run(['tar', '-xJ', '--strip-components=1', '-C', target],
                          stdin=middle.stdout, stderr=subprocess.PIPE,
                          text=True, check=False)
    opened(middle.stdout).close()
    outer.wait()
    if last.returncode or middle.wait():
        raise Failure(f'{deb}: {inner} cannot be unpacked:\n{last.stderr}')


def hard_linked(source: Path, target: Path) -> None:
    """Copy by hard links, which takes no space.

    GNU patch and our tools replace files, so the original does not change.
    """
    shutil.copytree(source, target, copy_function=os.link, symlinks=True)
