# SPDX-License-Identifier: GPL-2.0-or-later
"""Build a whole small kernel, from Debian's linux-source or from a tree.

Its configuration is allnoconfig, scripts/kernel/k3.config and fragments that
the user adds: it is built in minutes and boots in a second.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
import os
from pathlib import Path
import re
import shutil
import subprocess

from ..base import (TOP, Failure, Step, cache_dir, fresh_directory, lock, run,
                    write_atomic)
from . import coccinelle, kbuild, kernels, provenance
from .changes import Changes
from .image import release_of
from .kept import Kept
from .trees import follow, restore, same, same_files

FRAGMENTS = TOP / 'scripts/kernel'
OWN = FRAGMENTS / 'k3.config'
# The boards' device trees, for k3-run --board
DTS = 'arch/arm64/boot/dts/ti'
# All of these, also those that Linux only builds to check its overlays
DTBS = ('dtbs', f'dtstree={DTS}', 'CONFIG_OF_ALL_DTBS=y')


@dataclass(frozen=True)
class Fragment:
    name: str
    text: str


def ours() -> list[str]:
    """The fragments that --config takes by name."""
    return sorted(p.stem for p in FRAGMENTS.glob('*.config') if p != OWN)


def fragments(names: Sequence[Path | str]) -> list[Fragment]:
    """Our basic fragment and those of --config, files or names."""
    found = [Fragment(OWN.name, OWN.read_text())]
    for name in names:
        path = Path(name).expanduser()
        if not path.is_file() and '/' not in str(name):
            path = FRAGMENTS / f'{name}.config'
        if not path.is_file():
            raise Failure(f'--config {name}: no such file, and none of '
                          + ', '.join(ours()))
        found.append(Fragment(path.name, path.read_text()))
    return found


def settings(text: str) -> dict[str, str]:
    """{symbol: value} in a fragment; "n" stands for "is not set"."""
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


def merge(parts: list[Fragment]) -> dict[str, tuple[str, str]]:
    """All settings and their fragments; later ones take precedence."""
    asked = {}
    for part in parts:
        try:
            found = settings(part.text)
        except Failure as err:
            raise Failure(f'{part.name}: {err}') from err
        asked.update({symbol: (value, part.name)
                      for symbol, value in found.items()})
    return asked


def known_symbols(src: Path) -> set[str]:
    """All symbols that the Kconfig files of SRC define."""
    found = set()
    for where, dirs, names in os.walk(src):
        # Kconfig does not read those of other architectures
        dirs[:] = [d for d in dirs if d not in ('.git', 'Documentation') and
                   not (Path(where).name == 'arch' and d != 'arm64')]
        for name in names:
            if name.startswith('Kconfig'):
                text = (Path(where) / name).read_text(errors='replace')
                found |= set(re.findall(r'^\s*(?:menu)?config (\w+)', text,
                                        re.M))
    return found


def refused(asked: dict[str, tuple[str, str]], config: str,
            known: set[str]) -> list[str]:
    """Settings that kconfig rejected, as text.

    Our own fragments may have settings of other versions of Linux.
    """
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
    """One kernel: sources, output directory, configuration."""

    def __init__(self, src: Path, out: Path, parts: list[Fragment]) -> None:
        self.src, self.out, self.parts = src, out, parts

    def configure(self, again: bool = False) -> None:
        """Configure; with AGAIN even if the fragments have not changed."""
        asked = merge(self.parts)
        wanted = self.out / 'k3.config'
        text = ''.join(f'CONFIG_{symbol}={value}\n' if value != 'n' else
                       f'# CONFIG_{symbol} is not set\n'
                       for symbol, (value, _origin) in asked.items())
        # An unchanged configuration must not cause a rebuild
        have = self.out / '.config'
        if (not again and have.exists() and wanted.exists() and
                wanted.read_text() == text):
            return
        write_atomic(wanted, text)
        kbuild.make('configuring', self.src, self.out, 'allnoconfig',
                    f'KCONFIG_ALLCONFIG={wanted}')
        problems = refused(asked, have.read_text(), known_symbols(self.src))
        if problems:
            wanted.unlink()
            raise Failure('this configuration is not possible:\n'
                          + '\n'.join(problems))

    def run(self, title: str) -> None:
        kbuild.make(f'building {title}', self.src, self.out, 'Image',
                    'modules', *DTBS)

    def run_drivers(self, title: str, saved: Path) -> bool:
        """Rebuild only the drivers' directory of the complete build SAVED.

        Nothing else has changed, but kbuild would spend most of its time on
        finding that out.  False if a whole build is needed.
        """
        if not re.search(r'^build-dir\s*:= \.$',
                         (self.src / 'Makefile').read_text(), re.M):
            return False
        # modpost runs if this file is newer than its output
        os.utime(self.out / 'modules.order')
        try:
            kbuild.make(f'building drivers of {title}', self.src, self.out,
                        'modules', f'build-dir={coccinelle.DRIVERS}',
                        'KBUILD_BUILTIN=1')
        except Failure:
            return False            # the whole build will report why
        # If this changes, the kernel image contains some of the drivers
        builtin = f'{coccinelle.DRIVERS}/built-in.a'
        return same(saved / builtin, self.out / builtin)

    def install(self, target: Path, what: str) -> dict[str, str]:
        """Install image, modules and device trees for kernel.load()."""
        boot = self.out / 'arch/arm64/boot'
        shutil.copy(boot / 'Image', target)
        for name in ('.config', 'vmlinux', 'System.map'):
            shutil.copy(self.out / name, target / name.lstrip('.'))
        release = release_of((target / 'Image').read_bytes()) or 'unknown'
        # The initramfs has its own modules.dep, so depmod is not needed
        kbuild.make('installing modules', self.src, self.out,
                    f'INSTALL_MOD_PATH={target}', 'INSTALL_MOD_STRIP=1',
                    'DEPMOD=true', 'modules_install')
        for link in ('build', 'source'):
            (target / 'lib/modules' / release / link).unlink(missing_ok=True)
        (target / 'dtbs/ti').mkdir(parents=True)
        for path in (self.out / DTS).glob('k3-*.dtb'):
            shutil.copy(path, target / 'dtbs/ti')
        return {'release': release, 'version': release, 'what': what,
                'modules': f'lib/modules/{release}', 'dtbs': 'dtbs'}


class Site:
    """Where kernels with the same sources and configuration are built."""

    def __init__(self, name: str, key: str, spec: str, what: str,
                 parts: list[Fragment]) -> None:
        self.name, self.spec, self.what, self.parts = name, spec, what, parts
        self.where = cache_dir() / 'linux' / f'build-{name}'
        self.src = self.where / 'src'
        self.kept = Kept(self.where / 'out', key)
        self.build = Build(self.src, self.kept.out, parts)
        # Digest of the sources of the unchanged kernel
        self.note = self.where / 'sources'

    def sources(self) -> str:
        """Restore the unchanged sources in SRC; returns their digest."""
        raise NotImplementedError

    def before(self) -> None:
        """Whether the last build left the sources unchanged."""

    def changing(self, names: list[str]) -> None:
        """Prepare for a change of these files of SRC."""

    def after(self) -> None:
        """The files have been changed, and the kernel was built."""

    def target(self, changes: Changes) -> Path:
        raise NotImplementedError

    def _make(self, changes: Changes, digest: str,
              warnings: Callable[[], Sequence[str]] = tuple,
              skipped: Sequence[str] = ()) -> None:
        """Build SRC; WARNINGS() returns the new warnings."""
        self.build.configure(again=changes.configures())
        if not (changes and changes.only_drivers() and
                self.build.run_drivers(self.what, self.kept.saved)):
            self.build.run(self.what)
        with fresh_directory(self.target(changes)) as tmp:
            found = self.build.install(tmp, f'{self.what}, built here')
            made = provenance.Made(
                self.spec, changes, tuple(self.parts[1:]), digest,
                tuple(warnings()), tuple(skipped))
            provenance.write(tmp, found, made)

    def _unchanged(self) -> str:
        """Rebuild the unchanged kernel if its sources have changed."""
        self.before()
        known = self.kept.restore() and self.note.exists()
        with Step(f'sources of {self.what}'):
            digest = self.sources()
        target = self.target(Changes())
        if (known and self.note.read_text() == digest and
                (target / 'kernel.json').exists()):
            return digest
        self.note.unlink(missing_ok=True)
        self._make(Changes(), digest)
        self.kept.done(self.src)
        write_atomic(self.note, digest)
        return digest

    def _changed(self, changes: Changes, digest: str) -> None:
        self.kept.change()
        self.changing(changes.touches(self.src))
        skipped = changes.apply(self.src)
        self._make(changes, digest,
                   lambda: self.kept.new_warnings(self.src), skipped)
        # Unchanged files need not be stored again
        same_files(self.target(Changes()), self.target(changes))
        self.after()

    def kernel(self, changes: Changes) -> Path:
        """Build the kernel with CHANGES; returns its directory."""
        target = self.target(changes)
        with lock(f'build-{self.name}'):
            digest = self._unchanged()
            if changes and provenance.digest_of(target) != digest:
                self._changed(changes, digest)
        return target


class Debian(Site):
    """Debian's sources, which never change."""

    def __init__(self, version: str, parts: list[Fragment]) -> None:
        self.version, self.plain = version, version.replace(':', '_')
        self.digest = kbuild.key(version, *(p.text for p in parts))
        # ccache's hits depend on the path, so the path has no digest
        name = '-'.join((self.plain, *(Path(p.name).stem for p in parts[1:])))
        super().__init__(name, self.digest, f'source:{version}',
                         f'linux-source {version}', parts)
        # The files of SRC that differ from Debian's
        self.touched = self.where / 'touched'

    def sources(self) -> str:
        pristine = kbuild.debian_source(self.version)
        # Comparing all of these files would take seconds
        if self.touched.exists() and (self.src / 'Makefile').exists():
            restore(pristine, self.src, self.touched.read_text().split('\n'))
        else:
            follow(pristine, self.src, link=True)
        write_atomic(self.touched, '')
        return self.digest

    def before(self) -> None:
        # A build that was interrupted has left lines in the log
        log = self.kept.log
        if (self.touched.exists() and log.exists() and
                self.touched.stat().st_mtime < log.stat().st_mtime):
            self.touched.unlink()

    def changing(self, names: list[str]) -> None:
        write_atomic(self.touched, '\n'.join(names))

    def after(self) -> None:
        os.utime(self.touched)

    def target(self, changes: Changes) -> Path:
        digest = kbuild.key(self.version, *(p.text for p in self.parts),
                            *changes.key())
        return cache_dir() / 'kernels' / f'source-{self.plain}-{digest}'

    def kernel(self, changes: Changes) -> Path:
        # Do not wait for another build, which takes minutes
        target = self.target(changes)
        return (target if provenance.digest_of(target) == self.digest else
                super().kernel(changes))


def source(wanted: str, changes: Changes = Changes(),
           configs: Sequence[Path | str] = ()) -> Path:
    """Build Debian's linux-source WANTED; returns a directory."""
    if not re.fullmatch(r'\d[\w.+~:-]*', wanted):
        raise Failure(f'source:{wanted}: not a version; source:7 is one')
    parts = fragments(configs)
    return Debian(kernels.version_of(wanted), parts).kernel(changes)


def _is_git(tree: Path) -> bool:
    res = subprocess.run(['git', '-C', tree, 'rev-parse', '--show-toplevel'],
                         capture_output=True, text=True, check=False)
    return res.returncode == 0 and Path(res.stdout.strip()).samefile(tree)


def _is_built(tree: Path) -> bool:
    """Whether the tree has results of a build, so that kbuild refuses O=."""
    return any((tree / name).exists() for name in
               ('.config', 'include/config', 'arch/arm64/include/generated'))


def _copy_tree(tree: Path, target: Path) -> str:
    """Copy the sources with their time stamps, without results of a build.

    Returns a digest that changes if a source file does.
    """
    if _is_git(tree):
        names = run(['git', '-C', tree, 'ls-files', '-z', '-co',
                     '--exclude-standard']).split('\0')
        return follow(tree, target, link=True, names=names)
    if not _is_built(tree):
        return follow(tree, target, link=True)
    digest = follow(tree, target)
    run(['make', '-C', target, 'ARCH=arm64', 'mrproper'],
        what='make mrproper (in the copy)', env=kbuild.environment())
    return digest


class Tree(Site):
    """The user's sources, which may change between builds."""

    def __init__(self, path: Path, parts: list[Fragment]) -> None:
        self.path = path
        key = self._digest(parts)
        super().__init__(f'tree-{path.name}-{key}', key, str(path), str(path),
                         parts)

    def _digest(self, parts: list[Fragment],
                changes: Changes = Changes()) -> str:
        return kbuild.key(self.path, *(p.text for p in parts),
                          *changes.key())

    def target(self, changes: Changes) -> Path:
        digest = self._digest(self.parts, changes)
        return cache_dir() / 'kernels' / f'tree-{self.path.name}-{digest}'

    def sources(self) -> str:
        return _copy_tree(self.path, self.src)


def tree(directory: Path | str, changes: Changes = Changes(),
         configs: Sequence[Path | str] = ()) -> Path:
    """Build a tree of the user's outside of it; returns a directory."""
    path = Path(directory).expanduser().resolve()
    if not (path / 'arch/arm64/Kconfig').is_file():
        raise Failure(f'--tree {directory}: not a Linux source tree (no '
                      'arch/arm64/Kconfig)')
    return Tree(path, fragments(configs)).kernel(changes)
