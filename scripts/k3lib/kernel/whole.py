# SPDX-License-Identifier: GPL-2.0-or-later
"""A whole small kernel, from Debian's linux-source or from a tree.

Configured as allnoconfig plus scripts/kernel/k3.config plus fragments of the
caller, so that it is built in minutes and boots in a second.
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
# Board device trees that come with the kernel, for k3-run --dtb.
BOARDS = ('k3-am642-evm', 'k3-am642-sk', 'k3-am625-sk', 'k3-j721e-sk',
          'k3-j721e-common-proc-board')


@dataclass(frozen=True)
class Fragment:
    name: str
    text: str


def ours() -> list[str]:
    """The fragments that --config knows by name."""
    return sorted(p.stem for p in FRAGMENTS.glob('*.config') if p != OWN)


def fragments(names: Sequence[Path | str]) -> list[Fragment]:
    """Our own fragment and those of --config: a file, or one of ours."""
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


def merge(parts: list[Fragment]) -> dict[str, tuple[str, str]]:
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


def known_symbols(src: Path) -> set[str]:
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


def refused(asked: dict[str, tuple[str, str]], config: str,
            known: set[str]) -> list[str]:
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

    def __init__(self, src: Path, out: Path, parts: list[Fragment]) -> None:
        self.src, self.out, self.parts = src, out, parts

    def configure(self, again: bool = False) -> None:
        """With AGAIN though the fragments are the same: Kconfig differs."""
        asked = merge(self.parts)
        wanted = self.out / 'k3.config'
        text = ''.join(f'CONFIG_{symbol}={value}\n' if value != 'n' else
                       f'# CONFIG_{symbol} is not set\n'
                       for symbol, (value, _origin) in asked.items())
        # An unchanged configuration must not rebuild anything.
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
            raise Failure('the configuration cannot be had:\n'
                          + '\n'.join(problems))

    def _boards(self) -> list[str]:
        where = self.src / 'arch/arm64/boot/dts/ti'
        return [f'ti/{name}.dtb' for name in BOARDS
                if (where / f'{name}.dts').is_file()]

    def run(self, title: str) -> None:
        kbuild.make(f'building {title}', self.src, self.out, 'Image',
                    'modules', *self._boards())

    def run_drivers(self, title: str, saved: Path) -> bool:
        """Of a build that was done, SAVED, again only the drivers' directory.

        That is all that changed; kbuild would take most of its time to find
        out.  False if it may not be enough.
        """
        if not re.search(r'^build-dir\s*:= \.$',
                         (self.src / 'Makefile').read_text(), re.M):
            return False
        # modpost runs when this is newer than what it wrote.
        os.utime(self.out / 'modules.order')
        try:
            kbuild.make(f'building drivers of {title}', self.src, self.out,
                        'modules', f'build-dir={coccinelle.DRIVERS}',
                        'KBUILD_BUILTIN=1')
        except Failure:
            return False            # whose fault, the whole build will tell
        # Else some of it is part of the kernel's image.
        builtin = f'{coccinelle.DRIVERS}/built-in.a'
        return same(saved / builtin, self.out / builtin)

    def install(self, target: Path, what: str) -> dict[str, str]:
        """Image, modules, device trees as kernel.load() wants them."""
        boot = self.out / 'arch/arm64/boot'
        shutil.copy(boot / 'Image', target)
        for name in ('.config', 'vmlinux', 'System.map'):
            shutil.copy(self.out / name, target / name.lstrip('.'))
        release = release_of((target / 'Image').read_bytes()) or 'unknown'
        # modules.dep would need depmod; the initramfs makes its own.
        kbuild.make('installing modules', self.src, self.out,
                    f'INSTALL_MOD_PATH={target}', 'INSTALL_MOD_STRIP=1',
                    'DEPMOD=true', 'modules_install')
        for link in ('build', 'source'):
            (target / 'lib/modules' / release / link).unlink(missing_ok=True)
        (target / 'dtbs/ti').mkdir(parents=True)
        for name in self._boards():
            shutil.copy(boot / 'dts' / name, target / 'dtbs' / name)
        return {'release': release, 'version': release, 'what': what,
                'modules': f'lib/modules/{release}', 'dtbs': 'dtbs'}


class Site:
    """Where kernels of the same sources and configuration are built."""

    def __init__(self, name: str, key: str, spec: str, what: str,
                 parts: list[Fragment]) -> None:
        self.name, self.spec, self.what, self.parts = name, spec, what, parts
        self.where = cache_dir() / 'linux' / f'build-{name}'
        self.src = self.where / 'src'
        self.kept = Kept(self.where / 'out', key)
        self.build = Build(self.src, self.kept.out, parts)
        # Of the sources that the unchanged kernel was built from
        self.note = self.where / 'sources'

    def sources(self) -> str:
        """Have SRC what it is without changes; returns a digest of it."""
        raise NotImplementedError

    def before(self) -> None:
        """The last build has left everything as it is."""

    def changing(self, names: list[str]) -> None:
        """These files of SRC will be changed."""

    def after(self) -> None:
        """They have been, and the kernel was built."""

    def target(self, changes: Changes) -> Path:
        raise NotImplementedError

    def _make(self, changes: Changes, digest: str,
              warnings: Callable[[], Sequence[str]] = tuple,
              skipped: Sequence[str] = ()) -> None:
        """Build what is there; WARNINGS() tells what is new in it."""
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
        """Bring the unchanged kernel up to date with its sources."""
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
        # What is not changed need not be stored again.
        same_files(self.target(Changes()), self.target(changes))
        self.after()

    def kernel(self, changes: Changes) -> Path:
        """The directory of the kernel with CHANGES."""
        target = self.target(changes)
        with lock(f'build-{self.name}'):
            digest = self._unchanged()
            if changes and provenance.digest_of(target) != digest:
                self._changed(changes, digest)
        return target


class Debian(Site):
    """Sources that are never changed."""

    def __init__(self, version: str, parts: list[Fragment]) -> None:
        self.version, self.plain = version, version.replace(':', '_')
        self.digest = kbuild.key(version, *(p.text for p in parts))
        # ccache's hits depend on the path, so it has no digest.
        name = '-'.join((self.plain, *(Path(p.name).stem for p in parts[1:])))
        super().__init__(name, self.digest, f'source:{version}',
                         f'linux-source {version}', parts)
        # Of all files of SRC, those that differ from Debian's
        self.touched = self.where / 'touched'

    def sources(self) -> str:
        pristine = kbuild.debian_source(self.version)
        # As many files as these need seconds to be compared.
        if self.touched.exists() and (self.src / 'Makefile').exists():
            restore(pristine, self.src, self.touched.read_text().split('\n'))
        else:
            follow(pristine, self.src, link=True)
        write_atomic(self.touched, '')
        return self.digest

    def before(self) -> None:
        # A build that did not come to its end has written to its log since.
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
        # Not behind another's build, which takes minutes
        target = self.target(changes)
        return (target if provenance.digest_of(target) == self.digest else
                super().kernel(changes))


def source(wanted: str, changes: Changes = Changes(),
           configs: Sequence[Path | str] = ()) -> Path:
    """Debian's linux-source WANTED, built; returns a directory."""
    if not re.fullmatch(r'\d[\w.+~:-]*', wanted):
        raise Failure(f'source:{wanted}: not a version; source:7 is one')
    parts = fragments(configs)
    return Debian(kernels.version_of(wanted), parts).kernel(changes)


def _is_git(tree: Path) -> bool:
    res = subprocess.run(['git', '-C', tree, 'rev-parse', '--show-toplevel'],
                         capture_output=True, text=True, check=False)
    return res.returncode == 0 and Path(res.stdout.strip()).samefile(tree)


def _is_built(tree: Path) -> bool:
    """kbuild refuses O= for a tree that holds the results of a build."""
    return any((tree / name).exists() for name in
               ('.config', 'include/config', 'arch/arm64/include/generated'))


def _copy_tree(tree: Path, target: Path) -> str:
    """What belongs to the sources, with its times; what was built stays.

    Returns a digest, the same as long as nothing was written to.
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
    """Sources of the caller, which may change from one build to the next."""

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
    """A tree of the caller's, built outside of it; returns a directory."""
    path = Path(directory).expanduser().resolve()
    if not (path / 'arch/arm64/Kconfig').is_file():
        raise Failure(f'--tree {directory}: not a Linux source tree (no '
                      'arch/arm64/Kconfig)')
    return Tree(path, fragments(configs)).kernel(changes)
