# SPDX-License-Identifier: GPL-2.0-or-later
"""Sources that a patch series can be applied to, and building them.

Every kernel of k3-run --kernel that has sources is a base: debian:VERSION (its
modules are built, with or without +k3), source:VERSION, a Linux tree, or a
directory that k3-kernel printed.  Each may have +graceful at its end.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
import json
from pathlib import Path
import re
import shutil

from ..base import Failure, say, scratch
from . import debian_modules, kbuild, kernels, patchfiles, provenance, whole
from .changes import GRACEFUL, Changes
from .patchfiles import Patch

FORMS = ('debian:VERSION, source:VERSION, a Linux tree or a directory that '
         'k3-kernel printed, each with +graceful at its end or without')
VERSION = re.compile(r'\d[\w.+~:-]*')
# Newest first.  Most people run Debian's image, so it is preferred while a
# series changes modules only.
MODULES_ONLY = ('debian:7', 'debian:6.12')
WHOLE = ('source:7', 'source:6.12')


@dataclass(frozen=True)
class Built:
    directory: Path         # an argument for k3-run --kernel
    warnings: tuple[str, ...]   # new ones: "FILE:LINE: warning: ..."
    skipped: tuple[str, ...]    # sentences about omitted parts


@dataclass(frozen=True)
class Base:
    """Sources, and changes that they already have."""
    spec: str               # as the user gave it
    scheme: str             # debian, source or tree
    where: str              # a version or a path
    changes: Changes = Changes()
    configs: tuple[str, ...] = ()

    @classmethod
    def parse(cls, spec: str) -> 'Base':
        plain = spec.removesuffix(GRACEFUL)
        found = _parse(plain)
        if plain != spec:
            found = replace(found, changes=found.changes +
                            Changes(graceful=True))
        return replace(found, spec=spec)

    def version(self) -> str:
        """Debian's full version."""
        return kernels.version_of(self.where)

    def sources(self) -> Path:
        """The tree; patches are applied to a copy of it."""
        if self.scheme == 'tree':
            return Path(self.where)
        return kbuild.debian_source(self.version())

    def check(self, configs: Sequence[str]) -> None:
        """Whether the kernel can have this configuration."""
        if self.scheme == 'debian' and configs:
            raise Failure(f'{self.spec}: the kernel image stays Debian\'s, and '
                          'so does its configuration; --config is for '
                          f'source:{self.where} or a tree')

    def build(self, changes: Changes = Changes(),
              configs: Sequence[str] = ()) -> Built:
        changes, configs = self.changes + changes, [*self.configs, *configs]
        self.check(configs)
        if self.scheme == 'debian':
            where = debian_modules.debian(self.where, changes)
        elif self.scheme == 'source':
            where = whole.source(self.where, changes, configs)
        else:
            where = whole.tree(self.where, changes, configs)
        made = provenance.read(where)
        return Built(where, made.warnings, made.skipped)


def _of_result(directory: Path) -> Base:
    """The base of a directory that k3-kernel printed."""
    found = json.loads((directory / 'kernel.json').read_text())
    if 'what' not in found and 'made' not in found:
        # Debian's packages, unpacked
        return Base('', 'debian', found['version'])
    made = provenance.read(directory)
    return replace(_parse(made.spec), changes=made.changes,
                   configs=tuple(map(str, made.configs)))


def _tree_of(path: Path) -> Path | None:
    """The sources for PATH: PATH itself, or those that O= was used with."""
    for place in (path, path / 'source'):
        if (place / 'arch/arm64/Kconfig').is_file():
            return place.resolve()
    return None


def has_sources(path: Path) -> bool:
    """Whether PATH is a tree or a directory that k3-kernel printed."""
    return (path / 'kernel.json').is_file() or _tree_of(path) is not None


def _parse(spec: str) -> Base:
    scheme, colon, wanted = spec.partition(':')
    if colon and scheme in ('debian', 'source'):
        if scheme == 'debian':
            wanted = wanted.removesuffix('+k3')
        if not VERSION.fullmatch(wanted):
            raise Failure(f'{scheme}:{wanted}: not a version; '
                          f'{scheme}:6.12 is one')
        return Base(spec, scheme, wanted)
    path = Path(spec).expanduser()
    if (path / 'kernel.json').is_file():
        return _of_result(path)
    if spec and path.is_dir() and _tree_of(path):
        return Base(spec, 'tree', str(_tree_of(path)))
    if path.is_file():
        why = 'a file has no sources to change'
    elif spec and path.is_dir():
        why = 'not a Linux source tree (no arch/arm64/Kconfig)'
    else:
        why = 'no such kernel'
    raise Failure(f'{spec or repr(spec)}: {why}; kernels that can be built '
                  f'are {FORMS}')


def build(base: Base | str, changes: Changes = Changes(),
          configs: Sequence[str] = ()) -> Built:
    """Build BASE (or the base of that name) with CHANGES."""
    base = Base.parse(base) if isinstance(base, str) else base
    return base.build(changes, configs)


def modules_only(patches: Sequence[Patch]) -> bool:
    """Whether Debian's kernel image can be used unchanged."""
    drivers = {f'{directory}/{module}.c' for directory, modules in
               debian_modules.WANTED.items() for module in modules.values()}
    return all(c.binary or c.path in drivers or
               debian_modules.unused(c.path) or
               bool(debian_modules.PATCHABLE.fullmatch(c.path))
               for p in patches for c in p.changes)


def misfit(patches: Sequence[Patch], src: Path) -> str:
    """Why PATCHES do not apply to SRC, or ''."""
    with scratch('k3-fit') as copy:
        for path in {name for p in patches for c in p.changes
                     for name in (c.path, c.source())}:
            # apply() reports paths outside the tree
            if patchfiles.inside(path) and (src / path).is_file():
                (copy / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(src / path, copy / path)
        try:
            patchfiles.apply(patches, copy)
        except Failure as err:
            return str(err)
    return ''


def _indented(text: str) -> str:
    return ''.join(f'\n  {line}'.rstrip() for line in text.splitlines())


def choose(patches: Sequence[Patch],
           configs: Sequence[str] = ()) -> tuple[Base, dict[str, str]]:
    """The newest known kernel that PATCHES fit: (Base, {spec: why not})."""
    return choose_for_each([patches], configs)


def choose_for_each(
        series: Sequence[Sequence[Patch]],
        configs: Sequence[str] = ()) -> tuple[Base, dict[str, str]]:
    """The same for several series, each of which must fit by itself."""
    small = not configs and all(map(modules_only, series))
    tried: dict[str, str] = {}
    for spec in MODULES_ONLY if small else WHOLE:
        base = Base.parse(spec)
        try:
            src = base.sources()
            why = '\n'.join(filter(None, (misfit(s, src) for s in series)))
        except Failure as err:      # not in Debian, or no network
            why = str(err)
        if not why:
            others = f' ({", ".join(tried)} not)' if tried else ''
            say(f'taking {spec} = {base.version()}, the newest known kernel '
                f'that the patches apply to{others}')
            return base, tried
        tried[spec] = why
    raise Failure(
        f'the patches apply to none of {", ".join(tried)}; --kernel names '
        'another, such as the tree that they are made for'
        + ''.join(f'\n{spec}:{_indented(why)}' for spec, why in
                  tried.items()))


def subjects(
        patches: Sequence[Patch]) -> list[tuple[str, list[Patch]]]:
    """[(file, its patches)] in order, for reports."""
    found: dict[str, list[Patch]] = {}
    for patch in patches:
        found.setdefault(patch.file, []).append(patch)
    return list(found.items())
