# SPDX-License-Identifier: GPL-2.0-or-later
"""A whole small kernel, from Debian's linux-source or from a tree.

Configured as allnoconfig plus scripts/kernel/k3.config plus fragments of the
caller, so that it is built in minutes and boots in a second.
"""

from dataclasses import dataclass
import hashlib
import json
import os
from pathlib import Path
import re
import shutil
import subprocess

from . import kbuild, kernel
from .base import (TOP, Failure, Step, cache_dir, fresh_directory, lock, run,
                   write_atomic)
from .image import release_of
from .kchanges import Changes

FRAGMENTS = TOP / 'scripts/kernel'
OWN = FRAGMENTS / 'k3.config'
# Board device trees that come with the kernel, for k3-run --dtb.
BOARDS = ('k3-am642-evm', 'k3-am642-sk', 'k3-am625-sk', 'k3-j721e-sk',
          'k3-j721e-common-proc-board')


@dataclass(frozen=True)
class Fragment:
    name: str
    text: str


def fragments(names):
    """Our own fragment and those of --config: a file, or one of ours."""
    found = [Fragment(OWN.name, OWN.read_text())]
    for name in names:
        path = Path(name).expanduser()
        if not path.is_file() and '/' not in name:
            path = FRAGMENTS / f'{name}.config'
        if not path.is_file():
            ours = ', '.join(sorted(p.stem for p in
                                    FRAGMENTS.glob('*.config')))
            raise Failure(f'--config {name}: no such file, and none of '
                          f'{ours}')
        found.append(Fragment(path.name, path.read_text()))
    return found


def settings(text):
    """{symbol: value} that a fragment asks for; "n" for "is not set"."""
    asked = {}
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        match = re.fullmatch(r'CONFIG_(\w+)=(.+)', line)
        unset = re.fullmatch(r'# CONFIG_(\w+) is not set', line)
        if match:
            asked[match[1]] = match[2]
        elif unset:
            asked[unset[1]] = 'n'
        elif line and not line.startswith('#'):
            raise Failure(f'line {number}: "{line}" is neither CONFIG_X=... '
                          'nor a comment')
    return asked


def merge(parts):
    """All settings, later ones win, with the fragment each comes from."""
    asked = {}
    for part in parts:
        try:
            found = settings(part.text)
        except Failure as err:
            raise Failure(f'{part.name}: {err}') from err
        asked.update({symbol: (value, part.name)
                      for symbol, value in found.items()})
    return asked


def known_symbols(src):
    """Every symbol that the Kconfig files of SRC define."""
    found = set()
    for where, dirs, names in os.walk(src):
        # Their Kconfig files are never read for arm64.
        dirs[:] = [d for d in dirs if d not in ('.git', 'Documentation') and
                   not (Path(where).name == 'arch' and d != 'arm64')]
        for name in names:
            if name.startswith('Kconfig'):
                text = (Path(where) / name).read_text(errors='replace')
                found |= set(re.findall(r'^\s*(?:menu)?config (\w+)', text,
                                        re.M))
    return found


def refused(asked, config, known):
    """What kconfig did not grant, in words; ours may be of other versions."""
    got = settings(config)
    problems = []
    for symbol, (value, origin) in asked.items():
        have = got.get(symbol, 'n')
        if have == value or (symbol not in known and origin == OWN.name):
            continue
        why = ('its dependencies are not met' if symbol in known else
               'this kernel has no such option')
        problems.append(f'  CONFIG_{symbol}={value} ({origin}): is {have}; '
                        f'{why}')
    return problems


class Build:
    """One kernel: sources, output directory, what to configure."""

    def __init__(self, src, out, parts):
        self.src, self.out, self.parts = src, out, parts

    def _configure(self):
        asked = merge(self.parts)
        wanted = self.out / 'k3.config'
        text = ''.join(f'CONFIG_{symbol}={value}\n' if value != 'n' else
                       f'# CONFIG_{symbol} is not set\n'
                       for symbol, (value, _origin) in asked.items())
        # An unchanged configuration must not rebuild anything.
        have = self.out / '.config'
        if not (have.exists() and wanted.exists() and
                wanted.read_text() == text):
            write_atomic(wanted, text)
            kbuild.make('configuring', self.src, self.out, 'allnoconfig',
                        f'KCONFIG_ALLCONFIG={wanted}')
        problems = refused(asked, have.read_text(), known_symbols(self.src))
        if problems:
            wanted.unlink()
            raise Failure('the configuration cannot be had:\n'
                          + '\n'.join(problems))

    def _boards(self):
        where = self.src / 'arch/arm64/boot/dts/ti'
        return [f'ti/{name}.dtb' for name in BOARDS
                if (where / f'{name}.dts').is_file()]

    def run(self, name):
        self.out.mkdir(parents=True, exist_ok=True)
        (self.out / 'k3-build.log').unlink(missing_ok=True)
        self._configure()
        kbuild.make(f'building {name}', self.src, self.out, 'Image',
                    'modules', *self._boards())

    def install(self, target, what):
        """Image, modules, device trees as kernel.load() wants them."""
        boot = self.out / 'arch/arm64/boot'
        shutil.copy(boot / 'Image', target)
        for name in ('.config', 'vmlinux', 'System.map'):
            shutil.copy(self.out / name, target / name.lstrip('.'))
        release = release_of((target / 'Image').read_bytes())
        # modules.dep would need depmod; the initramfs makes its own.
        kbuild.make('installing modules', self.src, self.out,
                    f'INSTALL_MOD_PATH={target}', 'INSTALL_MOD_STRIP=1',
                    'DEPMOD=true', 'modules_install')
        for link in ('build', 'source'):
            (target / 'lib/modules' / release / link).unlink(missing_ok=True)
        (target / 'dtbs/ti').mkdir(parents=True)
        for name in self._boards():
            shutil.copy(boot / 'dts' / name, target / 'dtbs' / name)
        write_atomic(target / 'kernel.json', json.dumps(
            {'release': release, 'version': release, 'what': what,
             'modules': f'lib/modules/{release}', 'dtbs': 'dtbs'}, indent=1))


def source(wanted, changes=Changes(), configs=()):
    """Debian's linux-source WANTED, built; returns a directory."""
    if not re.fullmatch(r'\d[\w.+~:-]*', wanted):
        raise Failure(f'source:{wanted}: not a version; source:7 is one')
    parts = fragments(configs)
    version = kernel.candidates(wanted)[0][0]
    plain = version.replace(':', '_')
    digest = kbuild.key(version, *(p.text for p in parts),
                        *changes.key())
    target = cache_dir() / 'kernels' / f'source-{plain}-{digest}'
    # Not behind another's build, which takes minutes
    if (target / 'kernel.json').exists():
        return target
    with lock(f'build-{plain}'):
        if (target / 'kernel.json').exists():
            return target
        pristine = kbuild.debian_source(version)
        # A constant path for each version: ccache's hits depend on it.
        where = cache_dir() / 'linux' / f'build-{plain}'
        shutil.rmtree(where, ignore_errors=True)
        src = where / 'src'
        with Step(f'copying linux-source {version}'):
            kbuild.hard_linked(pristine, src)
        changes.apply(src)
        build = Build(src, where / 'out', parts)
        build.run(f'Linux {version}')
        with fresh_directory(target) as tmp:
            build.install(tmp, f'linux-source {version}, built here')
        shutil.rmtree(where)
    return target


def _is_git(tree):
    res = subprocess.run(['git', '-C', tree, 'rev-parse', '--show-toplevel'],
                         capture_output=True, text=True)
    return res.returncode == 0 and Path(res.stdout.strip()).samefile(tree)


def _is_built(tree):
    """kbuild refuses O= for a tree that holds the results of a build."""
    return any((tree / name).exists() for name in
               ('.config', 'include/config', 'arch/arm64/include/generated'))


def _copy_tree(tree, target):
    """What belongs to the sources, with its times; what was built stays."""
    target.mkdir(parents=True)
    if _is_git(tree):
        names = run(['git', '-C', tree, 'ls-files', '-z', '-co',
                     '--exclude-standard'])
        names = '\0'.join(n for n in names.split('\0')
                          if n and os.path.lexists(tree / n))
        pack = subprocess.Popen(
            ['tar', '-C', tree, '--null', '--no-recursion', '-T', '-', '-c'],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        unpack = subprocess.Popen(['tar', '-C', target, '-x'],
                                  stdin=pack.stdout)
        pack.stdout.close()
        pack.stdin.write(os.fsencode(names))
        pack.stdin.close()
        if pack.wait() or unpack.wait():
            raise Failure(f'{tree}: cannot be copied to {target}')
        return
    run(['cp', '-a', f'{tree}/.', target])
    if _is_built(target):
        run(['make', '-C', target, 'ARCH=arm64', 'mrproper'],
            what='make mrproper (in the copy)', env=kbuild.environment())


def tree(directory, changes=Changes(), configs=()):
    """A tree of the caller's, built outside of it; returns a directory."""
    path = Path(directory).expanduser().resolve()
    if not (path / 'arch/arm64/Kconfig').is_file():
        raise Failure(f'--tree {directory}: not a Linux source tree (no '
                      'arch/arm64/Kconfig)')
    parts = fragments(configs)
    digest = hashlib.sha256('\0'.join(
        [kbuild.toolchain(), str(path), *(p.text for p in parts),
         *changes.key()]).encode()).hexdigest()[:12]
    name = f'tree-{path.name}-{digest}'
    target = cache_dir() / 'kernels' / name
    where = cache_dir() / 'linux' / f'build-{name}'
    with lock(f'build-{name}'):
        src = path
        if changes or _is_built(path):
            src = where / 'src'
            shutil.rmtree(src, ignore_errors=True)
            # What a patch changed last time may be older now than its .o.
            shutil.rmtree(where / 'out', ignore_errors=True)
            with Step(f'copying {path}'):
                _copy_tree(path, src)
            changes.apply(src)
        # make knows what changed since the last time.
        build = Build(src, where / 'out', parts)
        build.run(str(path))
        with fresh_directory(target) as tmp:
            build.install(tmp, f'{path}, built here')
    return target
