# SPDX-License-Identifier: GPL-2.0-or-later
"""Build modules that a Debian kernel lacks, for exactly that kernel.

Kernel image, configuration, generated headers and symbol checksums are
Debian's (linux-headers); the sources are those of the same version
(linux-source).  Only the few programs that kbuild runs on the build machine
are rebuilt, because Debian's need the C library of the kernel's suite.
"""

from collections.abc import Sequence
from dataclasses import replace
import json
import os
from pathlib import Path
import re
import shutil
import tempfile
from typing import Any

from ..base import (Failure, Step, cache_dir, fresh_directory, lock, run,
                    write_atomic)
from ..debian import apt
from . import kbuild, kernels, patchfiles, provenance, traits
from .changes import Changes
from .drivers import SYMBOLS
from .kept import LOG, Kept
from .kernels import Kernel
from .modules import ModuleTree, plain_name
from .patchfiles import Patch

# directory -> {CONFIG symbol: module}.  A symbol that Debian sets to m needs
# no build.
WANTED = {
    'drivers/rpmsg': {
        'RPMSG': 'rpmsg_core', 'RPMSG_NS': 'rpmsg_ns',
        'RPMSG_CHAR': 'rpmsg_char', 'RPMSG_CTRL': 'rpmsg_ctrl',
        'RPMSG_VIRTIO': 'virtio_rpmsg_bus'},
    'drivers/tty': {'RPMSG_TTY': 'rpmsg_tty'},
    'drivers/rtc': {'RTC_DRV_TI_K3': 'rtc-ti-k3'},
    'drivers/remoteproc': {
        symbol: module for module, symbol in SYMBOLS.items()},
    # Debian's 7.x has no driver for the interrupt router of J721E's mailboxes
    'drivers/irqchip': {'TI_SCI_INTR_IRQCHIP': 'irq-ti-sci-intr'},
    'drivers/dma': {'DMATEST': 'dmatest'},
    'samples/rpmsg': {'SAMPLE_RPMSG_CLIENT': 'rpmsg_client_sample'},
}
# A module without a symbol: code that the drivers share (ti_k3_common).
SHARED = re.compile(r'ti_k3_\w+')
# Files that patches may change without changing the kernel image, besides the
# sources of the modules in WANTED.
PATCHABLE = re.compile(r'drivers/remoteproc/(?:ti_k3_\w+\.[ch]|ti_sci_proc\.h'
                       r'|omap_remoteproc\.h|Makefile)'
                       r'|drivers/rpmsg/Makefile|drivers/tty/Makefile'
                       r'|samples/rpmsg/.*')
# Symbols that describe the compiler and binutils, not features of the kernel
CAPABILITY = re.compile(r'CONFIG_((?:CC|AS|LD|GCC|TOOLCHAIN|PAHOLE|RUSTC)_'
                        r'(?:HAS|SUPPORTS|CAN|NEEDS)_?\w*)=')
# Debian's Makefiles are used unchanged unless a patch changes them; this one
# builds only some of the objects that they list.
KBUILD = '''# SPDX-License-Identifier: GPL-2.0-or-later
include $(src)/Makefile
obj-y :=
obj-m := $(sort $(filter {objects},$(obj-m)))
subdir-y :=
subdir-m :=
ccflags-y += {defines}
'''


def read_config(text: str) -> dict[str, str]:
    """The CONFIG_ symbols that are set, with values as kconfig writes them."""
    return dict(re.findall(r'^CONFIG_(\w+)=(.*)$', text, re.M))


def choose(config: dict[str, str], src: Path,
           again: bool = False) -> dict[str, dict[str, str]]:
    """{directory: {symbol: module}} that SRC has and CONFIG's kernel lacks.

    With AGAIN, include modules that it has, to rebuild them from changed
    sources.
    """
    has = ('y',) if again else ('y', 'm')
    chosen: dict[str, dict[str, str]] = {}
    for directory, modules in WANTED.items():
        for symbol, module in modules.items():
            if (config.get(symbol) not in has and
                    (src / directory / f'{module}.c').is_file()):
                chosen.setdefault(directory, {})[symbol] = module
    return chosen


def without_capabilities(text: str, lacking: set[str]) -> str:
    """auto.conf or autoconf.h without what this compiler cannot do."""
    return ''.join(
        line for line in text.splitlines(True)
        if not (m := re.match(r'(?:#define )?CONFIG_(\w+)', line)) or
        m[1] not in lacking)


def unused(path: str) -> bool:
    """Whether PATH is a file that no module is compiled from."""
    return (path.startswith('include/dt-bindings/') or
            bool(patchfiles.HARMLESS.match(path)))


def left_out(patches: Sequence[Patch]) -> list[str]:
    """Sentences about the files that for_modules() leaves out."""
    return [f'patch "{patch.name}": {change.path}: left out, as no module is '
            'built from it'
            for patch in patches for change in patch.changes
            if unused(change.path)]


def for_modules(patches: Sequence[Patch],
                chosen: dict[str, dict[str, str]]) -> tuple[Patch, ...]:
    """PATCHES without files that are not compiled.

    Failure if they would change the kernel image.
    """
    ours = {f'{directory}/{module}.c' for directory, modules in
            chosen.items() for module in modules.values()}
    kept, refused = [], []
    for patch in patches:
        changes = tuple(c for c in patch.changes
                        if not unused(c.path))
        refused += [f'  {c.path} (patch "{patch.name}")' for c in changes
                    if not c.binary and c.path not in ours and
                    not PATCHABLE.fullmatch(c.path)]
        if changes:
            kept.append(replace(patch, changes=changes))
    if refused:
        raise Failure('these files belong to the kernel image, which is '
                      'Debian\'s here (source:VERSION builds a whole kernel '
                      'with such patches):\n' + '\n'.join(refused))
    if patches and not kept:
        raise Failure('the patches change none of the modules')
    return tuple(kept)


def _headers(base: Kernel, version: str, target: Path) -> Path:
    """Unpack Debian's headers of the flavour; returns the directory."""
    package = f'linux-headers-{base.release}'
    suite = kbuild.find_package(package, version)
    apt.extract_deb(suite.fetch_deb(f'{package}:arm64', version), target)
    return target / 'usr/src' / package


def _host_tools(src: Path, tools: Path, config: str) -> set[str]:
    """Build fixdep, modpost, genksyms; returns what the compiler lacks."""
    tools.mkdir()
    (tools / '.config').write_text(config)
    kbuild.make('asking what the compiler can do', src, tools,
                'olddefconfig')
    can = set(CAPABILITY.findall((tools / '.config').read_text()))
    small = tools / 'small.config'
    small.write_text('CONFIG_MODULES=y\nCONFIG_MODVERSIONS=y\n')
    kbuild.make('configuring kbuild\'s tools', src, tools, 'allnoconfig',
                f'KCONFIG_ALLCONFIG={small}')
    kbuild.make('building kbuild\'s tools', src, tools, 'modules_prepare')
    return set(CAPABILITY.findall(config)) - can


def linker_script(headers: Path, out: Path) -> None:
    """
    Take the linker script of modules from Debian's headers.  In Linux before
    6.5 it depends on the configuration, and a kernel with KASLR does not load
    modules that were linked without PLT sections.
    """
    script = headers / 'arch/arm64/module.lds'
    if script.exists():
        shutil.copy(script, out / 'scripts/module.lds')


def _recipe(version: str) -> tuple[str, ...]:
    """What is new for VERSION since RECIPE, for keys."""
    return (('linker script',) if traits.version(version.split(':')[-1])
            < (6, 5) else ())


def prepare(base: Kernel, version: str, src: Path) -> Path:
    """The directory that "make modules" of a kernel needs.

    It is made once per version from Debian's headers and never changed.
    """
    name = (f'{base.image.parent.name}-'
            f'{kbuild.key(version, *_recipe(version))}')
    target = cache_dir() / 'linux' / f'prepared-{name}'
    with lock(f'prepared-{name}'):
        if (target / 'Module.symvers').exists():
            return target
        with (tempfile.TemporaryDirectory(dir=cache_dir() / 'linux') as tmp,
              fresh_directory(target) as out):
            headers = _headers(base, version, Path(tmp) / 'headers')
            tools = Path(tmp) / 'tools'
            lacking = _host_tools(src, tools,
                                  (headers / '.config').read_text())
            for part in ('include', 'arch'):
                shutil.copytree(headers / part, out / part)
            shutil.copytree(tools / 'scripts', out / 'scripts')
            linker_script(headers, out)
            for part in ('Module.symvers', '.config'):
                shutil.copy(headers / part, out)
            for part in ('include/config/auto.conf',
                         'include/generated/autoconf.h'):
                path = out / part
                path.write_text(without_capabilities(path.read_text(),
                                                     lacking))
    return target


class Build:
    """One set of modules, built in its own directory."""

    def __init__(self, base: Kernel, version: str, where: Path,
                 again: bool) -> None:
        self.base, self.where = base, where
        self.src = kbuild.debian_source(version)
        self.out = prepare(base, version, self.src)
        config = (self.out / '.config').read_text()
        self.chosen = choose(read_config(config), self.src, again)
        if not self.chosen:
            raise Failure(f'{base.origin}: has all modules already')
        self.all_shared = again or not self._has_shared()

    def _has_shared(self) -> bool:
        drivers = {m for modules in WANTED.values() for m in modules.values()}
        return any(SHARED.fullmatch(name) and name not in drivers
                   for name in self.base.tree().files)

    def sources(self) -> None:
        """Copy the drivers' directories, so that they can be patched."""
        objects = [f'{name}.o' for modules in self.chosen.values()
                   for name in modules.values()]
        if self.all_shared:
            objects.append('ti_k3_%.o')
        defines = [f'-DCONFIG_{symbol}_MODULE=1' for modules in
                   self.chosen.values() for symbol in modules]
        for directory in self.chosen:
            copy = self.where / directory
            copy.mkdir(parents=True)
            for path in (self.src / directory).iterdir():
                if path.is_file():
                    shutil.copy(path, copy)
            write_atomic(copy / 'Kbuild',
                         KBUILD.format(objects=' '.join(objects),
                                       defines=' '.join(defines)))
        write_atomic(self.where / 'Kbuild',
                     '# SPDX-License-Identifier: GPL-2.0-or-later\n'
                     + ''.join(f'obj-m += {d}/\n' for d in self.chosen))

    def run(self) -> list[Path]:
        """Build; returns the .ko files."""
        settings = [f'CONFIG_{symbol}=m' for modules in self.chosen.values()
                    for symbol in modules]
        # BTF would need the kernel's vmlinux and pahole
        kbuild.make(f'building modules for {self.base.release}', self.src,
                    self.out, f'M={self.where}', *settings,
                    'CONFIG_DEBUG_INFO_BTF_MODULES=', 'modules',
                    log=self.where / LOG)
        return sorted(self.where.rglob('*.ko'))


def _strip(source: Path, target: Path) -> None:
    run([kbuild.CROSS + 'strip', '--strip-debug', '-o', target, source])


def _assemble(base: Kernel, found: dict[str, Any], built: list[Path],
              tmp: Path, made: provenance.Made) -> None:
    """Install Debian's kernel and the new modules for kernel.load()."""
    home = base.image.parent
    release = base.release
    os.link(base.image, tmp / 'Image')
    tree = tmp / 'lib/modules' / release
    kbuild.hard_linked(home / found['modules'], tree)
    have = ModuleTree(tree)
    extra = tree / 'updates/k3'
    extra.mkdir(parents=True)
    # With symbols, for gdb
    debug = tmp / 'debug'
    debug.mkdir()
    for path in built:
        name = plain_name(path)
        if name in have.files:
            have.files[name].unlink()
        _strip(path, extra / path.name)
        shutil.copy(path, debug)
    names = ', '.join(sorted(map(plain_name, built)))
    result = dict(found, modules=f'lib/modules/{release}', dtbs='',
                  what=f'Debian {found["version"]} with {names}')
    if base.dtbs:
        kbuild.hard_linked(base.dtbs, tmp / 'dtbs')
        result['dtbs'] = 'dtbs'
    provenance.write(tmp, result, made)


# .ko files, new warnings, omitted parts
News = tuple[list[Path], Sequence[str], Sequence[str]]


def _unchanged(base: Kernel, version: str, where: Path) -> News:
    """Build the modules that Debian's kernel lacks."""
    shutil.rmtree(where, ignore_errors=True)
    where.mkdir(parents=True)
    build = Build(base, version, where, again=False)
    build.sources()
    return build.run(), (), ()


def _changed(base: Kernel, version: str, where: Path, changes: Changes,
             key: str) -> News:
    """Build all modules with CHANGES."""
    kept = Kept(where, key)
    build = Build(base, version, where, again=True)
    patches = for_modules(changes.patches, build.chosen)
    if not kept.ready():
        shutil.rmtree(where, ignore_errors=True)
    if not kept.restore():
        build.sources()
        build.run()
        kept.done(where)
    kept.change()
    skipped = [*left_out(changes.patches),
               *replace(changes, patches=patches).apply(where)]
    return build.run(), kept.new_warnings(where), skipped


def debian(wanted: str, changes: Changes = Changes()) -> Path:
    """Build modules for Debian's kernel WANTED; returns a directory."""
    base = kernels.debian(wanted)
    home = base.image.parent
    found = json.loads((home / 'kernel.json').read_text())
    if not found['modules']:
        raise Failure(f'{base.origin}: the package has no modules')
    version = found['version']
    # A kept build must have been made by the same recipe
    recipe = version, WANTED, *_recipe(version)
    digest = kbuild.key(*recipe)
    name = kbuild.key(*recipe, *changes.key())
    target = cache_dir() / 'kernels' / f'{home.name}+k3-{name}'
    # The path is the same for each version: ccache's hits depend on it
    where = cache_dir() / 'linux' / f'build-{home.name}+k3'
    if changes:
        where = where.with_name(f'{where.name}-changed') / 'out'
    with lock(f'build-{home.name}+k3'):
        if provenance.digest_of(target) == digest:
            return target
        built, warnings, skipped = (
            _changed(base, version, where, changes, digest) if changes else
            _unchanged(base, version, where))
        made = provenance.Made(f'debian:{version}+k3', changes, (), digest,
                               tuple(warnings), tuple(skipped))
        with Step(f'{len(built)} modules'), fresh_directory(target) as tmp:
            _assemble(base, found, built, tmp, made)
        if not changes:
            shutil.rmtree(where)
    return target
