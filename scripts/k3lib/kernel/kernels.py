# SPDX-License-Identifier: GPL-2.0-or-later
"""Find kernels: Debian's packages, an image file or a build tree.

The version of a Debian kernel is looked up in the archive's index.  Its
packages are unpacked into CACHE/kernels/VERSION and never changed.
"""

from dataclasses import dataclass
import functools
import json
from pathlib import Path
import re
import shutil

from ..base import (Failure, Step, cache_dir, fresh_directory, lock, say,
                    scratch_until_exit, write_atomic)
from ..debian import apt
from ..debian.apt import Suite
from ..linux import symbols
from . import image, traits
from .modules import ModuleTree, find_tree

META = 'linux-image-arm64'
# In order of preference: the first suite that has the wanted series is used.
# For a major version alone, the newest kernel in all suites is used.
SUITES = ('bookworm', 'trixie', 'trixie-backports', 'bookworm-backports',
          'forky', 'sid')
PARTS = re.compile(r'(linux-(?:image|binary|modules|base)-\d\S+) \(= (\S+)\)')


@dataclass
class Kernel:
    """The files of a kernel."""
    origin: str             # description: what was requested, what it is
    image: Path             # flat arm64 Image
    release: str            # uname -r
    modules: ModuleTree | None
    dtbs: Path | None = None    # directory of board device trees

    def tree(self) -> ModuleTree:
        """Its modules; Failure if there are none."""
        if self.modules is None:
            raise Failure(f'{self.origin} has no modules')
        return self.modules

    def has_driver(self, name: str, compatible: str | None = None) -> bool:
        """Whether it has the driver, as a module or built in.

        The image of a kernel with a built-in driver contains COMPATIBLE.
        """
        if self.modules and self.modules.has(name):
            return True
        return (compatible is not None and
                compatible.encode() + b'\0' in self.image.read_bytes())

    def has_function(self, name: str) -> bool:
        """Whether the driver is built in; found without the configuration."""
        return name in _symbols(self.image)

    def says(self, message: bytes) -> bool:
        """Whether what prints this message is built in."""
        return _contains(self.image, message)

    def does(self, trait: str) -> bool:
        """Whether its drivers have this trait, one of traits.TRAITS."""
        return traits.has(self.release, trait)


@functools.cache
def _contains(image: Path, message: bytes) -> bool:
    return message in image.read_bytes()


@functools.cache
def _symbols(image: Path) -> symbols.Table:
    return symbols.find(image)


def _matches(version: str, wanted: str) -> bool:
    plain = version.split(':')[-1]
    return plain == wanted or bool(re.match(re.escape(wanted) + r'(?![0-9])',
                                            plain))


def candidates(wanted: str) -> list[tuple[str, Suite]]:
    """[(version, suite)] of Debian's kernels that match WANTED, best first."""
    found: list[tuple[str, Suite]] = []
    errors = []
    for name in SUITES:
        try:
            suite = apt.Suite(name).ready()
            found += [(v, suite) for v in suite.versions(META)
                      if _matches(v, wanted)]
        except Failure as err:
            errors.append(str(err))
        if found and '.' in wanted:
            break
    if not found:
        detail = '\n'.join(errors)
        raise Failure(f'Linux {wanted}: none of {", ".join(SUITES)} has an '
                      f'arm64 kernel of this version\n{detail}'.rstrip())
    def newest_first(a: tuple[str, Suite], b: tuple[str, Suite]) -> int:
        return -1 if apt.compare(a[0], 'gt', b[0]) else 1

    return sorted(found, key=functools.cmp_to_key(newest_first))


def version_of(wanted: str) -> str:
    """Debian's version for WANTED; without an index, an earlier answer."""
    plain = wanted.replace(':', '_')
    if (cache_dir() / 'linux' / plain / 'Makefile').exists():
        return wanted           # a full version whose sources are in the cache
    try:
        return candidates(wanted)[0][0]
    except Failure:
        earlier = cache_dir() / 'kernels' / f'debian-{plain}.json'
        if not earlier.exists():
            raise
        home = earlier.with_name(json.loads(earlier.read_text()))
        return json.loads((home / 'kernel.json').read_text())['version']


def _packages(suite: Suite, version: str) -> list[tuple[str, str]]:
    """The packages that make up the kernel."""
    wanted = PARTS.findall(suite.fields(META, version).get('depends', ''))
    pending = [p for p in wanted if p[0].startswith('linux-image-')]
    seen = []
    while pending:
        package = pending.pop(0)
        if package in seen:
            continue
        seen.append(package)
        depends = suite.fields(*package).get('depends', '')
        pending += PARTS.findall(depends)
    if not seen:
        raise Failure(f'{META} {version} depends on no kernel package')
    return seen


def _unpack(debs: list[Path], target: Path, version: str) -> None:
    with fresh_directory(target) as tmp:
        root = tmp / 'root'
        with Step(f'unpacking Linux {version}'):
            for deb in debs:
                apt.extract_deb(deb, root)
        images = sorted(root.glob('boot/vmlinuz-*')) or sorted(
            root.glob('usr/lib/modules/*/vmlinuz'))
        if not images:
            raise Failure(f'Linux {version}: no boot/vmlinuz-* in '
                          f'{", ".join(d.name for d in debs)}')
        flat = image.decode(images[0])
        release = image.release_of(flat) or images[0].name[8:]
        (tmp / 'Image').write_bytes(flat)
        found = {'release': release, 'version': version}
        for key, patterns in (
                ('modules', (f'lib/modules/{release}',
                             f'usr/lib/modules/{release}')),
                ('dtbs', (f'usr/lib/linux-image-{release}',
                          f'usr/lib/linux-*{release}'))):
            hits = [h for p in patterns for h in sorted(root.glob(p))
                    if h.is_dir()]
            found[key] = str(hits[0].relative_to(tmp)) if hits else ''
        (tmp / 'kernel.json').write_text(json.dumps(found, indent=1))


def load(spec: str, directory: Path) -> Kernel:
    """Load a kernel from a directory of CACHE/kernels with a kernel.json."""
    found = json.loads((directory / 'kernel.json').read_text())
    what = found.get('what') or f'Debian {found["version"]}'
    return Kernel(
        origin=f'{spec} = {what}',
        image=directory / 'Image', release=found['release'],
        modules=ModuleTree(directory / found['modules'])
        if found['modules'] else None,
        dtbs=directory / found['dtbs'] if found['dtbs'] else None)


def _fetch(wanted: str, kernels: Path) -> Path:
    problems = []
    for version, suite in candidates(wanted):
        target = kernels / version.replace(':', '_')
        with lock(f'kernel-{target.name}'):
            if (target / 'kernel.json').exists():
                return target
            try:
                debs = [suite.fetch_deb(f'{name}:arm64', v)
                        for name, v in _packages(suite, version)]
            except Failure as err:
                problems.append(str(err))
                say(f'debian:{wanted}: {version} is not available, trying the '
                    'next')
                continue
            _unpack(debs, target, version)
            return target
    raise Failure(f'debian:{wanted}: nothing could be fetched\n'
                  + '\n'.join(problems))


def debian(wanted: str) -> Kernel:
    """debian:6.12, debian:7 (newest 7.x), debian:6.1.176-1 (exact)."""
    if not re.fullmatch(r'\d[\w.+~:-]*', wanted):
        raise Failure(f'debian:{wanted}: not a version; debian:6.12 is one')
    kernels = cache_dir() / 'kernels'
    resolved = kernels / f'debian-{wanted}.json'
    try:
        target = _fetch(wanted, kernels)
        write_atomic(resolved, json.dumps(target.name))
    except Failure as err:
        if not resolved.exists():
            raise
        target = kernels / json.loads(resolved.read_text())
        say(f'{err}\n(using {target.name}, fetched earlier)')
    return load(f'debian:{wanted}', target)


def _flat_copy(path: Path) -> tuple[Path, bytes]:
    """Unpack an image for one run, as QEMU needs a flat Image."""
    data = image.decode(path)
    if path.read_bytes()[56:60] == image.ARM64_MAGIC:
        return path, data
    flat = scratch_until_exit('k3-image') / 'Image'
    flat.write_bytes(data)
    return flat, data


def from_file(path: Path, modules: Path | str | None = None) -> Kernel:
    flat, data = _flat_copy(path)
    release = image.release_of(data) or 'unknown'
    return Kernel(origin=str(path), image=flat, release=release,
                  modules=find_tree(modules, release) if modules else None)


def from_tree(tree: Path, modules: Path | str | None = None) -> Kernel:
    """Find the kernel in a source tree or a directory made with O=."""
    boot = tree / 'arch/arm64/boot'
    if not boot.is_dir():
        raise Failure(f'{tree}: not a Linux tree built for arm64 '
                      '(no arch/arm64/boot)')
    for name in ('Image', 'Image.gz', 'vmlinuz.efi'):
        if (boot / name).is_file():
            kernel = from_file(boot / name, modules or tree)
            break
    else:
        raise Failure(f'{boot}: no Image; build it first (make Image '
                      'modules)')
    kernel.origin = str(tree)
    if (boot / 'dts').is_dir():
        kernel.dtbs = boot / 'dts'
    return kernel


def forget(kernel: Kernel) -> None:
    """Remove the image that from_file() has unpacked."""
    if kernel.image.parent.name.startswith('k3-image-'):
        shutil.rmtree(kernel.image.parent, ignore_errors=True)


def _made(spec: str) -> Kernel | None:
    """Fetch or build the kernel that SPEC names; None if it is a path."""
    # These modules import this one
    from . import bases, debian_modules, whole
    from .changes import GRACEFUL, Changes
    scheme, colon, wanted = spec.partition(':')
    changes = Changes((), spec.endswith(GRACEFUL))
    wanted = wanted.removesuffix(GRACEFUL)
    if colon and scheme == 'debian':
        if wanted.endswith('+k3') or changes:
            return load(spec, debian_modules.debian(wanted.removesuffix('+k3'),
                                                    changes))
        return debian(wanted)
    if colon and scheme == 'source':
        return load(spec, whole.source(wanted, changes))
    if changes:
        return load(spec, bases.build(spec).directory)
    directory = Path(spec).expanduser()
    if (directory / 'kernel.json').is_file():
        return load(spec, directory)
    return None


def find(spec: str, modules: str | None = None) -> Kernel:
    """Find the kernel that SPEC names, as k3-run --kernel takes it."""
    kernel = _made(spec)
    if kernel:
        if modules:
            kernel.modules = find_tree(modules, kernel.release)
        return kernel
    path = Path(spec).expanduser()
    if spec and path.is_dir():
        return from_tree(path, modules)
    if path.is_file():
        return from_file(path, modules)
    raise Failure(f'{spec or repr(spec)}: no such kernel (a file, a built '
                  'Linux tree, debian:VERSION, debian:VERSION+k3 or '
                  'source:VERSION)')
