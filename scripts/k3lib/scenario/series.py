# SPDX-License-Identifier: GPL-2.0-or-later
"""The drivers that scenarios are run with, for comparison.

"stock" is what the others are compared with: the released driver of Debian's
sources, or the driver of the user's tree if a series is applied to it.
"handshake" is the same with --graceful-shutdown; scenarios have records of
both.  "kernel" is the driver of a kernel that has changes of its own.  The
user's series replace "handshake".
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
import re
import shlex

from ..base import Failure, say
from ..judge.model import Series
from ..judge.verdicts import STOCK
from ..kernel import bases, kernels, patchfiles, whole
from ..kernel.bases import Base
from ..kernel.changes import Changes
from ..kernel.graceful_shutdown import AsksAlready
from ..kernel.patchfiles import Patch

DEFAULT, CONFIGURABLE = 'debian:6.12', 'source:7'
HANDSHAKE, KERNEL = 'handshake', 'kernel'
UNNAMED = 'series'
NAMED = re.compile(r'([A-Za-z][\w.-]*)=(.+)')


@dataclass(frozen=True)
class Request:
    """The user's choice of kernel and series."""
    kernel: str | None = None
    patches: Sequence[str] = ()         # [NAME=]PATH
    configs: Sequence[str] = ()
    modules: str | None = None          # of a kernel that was built elsewhere
    only: str | None = None             # name of a series

    def spec(self) -> str:
        """The kernel if no series has to fit it."""
        return self.kernel or (CONFIGURABLE if self.configs else DEFAULT)


def by_name(words: Sequence[str]) -> dict[str, list[str]]:
    """{name: [path, ...]} from --patch NAME=PATH or PATH, in order."""
    found: dict[str, list[str]] = {}
    for word in words:
        match = NAMED.fullmatch(word)
        name, path = match.groups() if match else (UNNAMED, word)
        if name in (STOCK, HANDSHAKE, KERNEL):
            raise Failure(f'--patch {word}: "{name}" is the name of '
                          'another driver; give your series another name')
        found.setdefault(name, []).append(path)
    return found


def _options(spec: str, request: Request, words: Sequence[str] = ()) -> str:
    """The options of k3-scenario for this kernel and series."""
    options = ['--kernel', spec] if spec != DEFAULT or words else []
    for config in request.configs:
        options += ['--config', config]
    for word in words:
        options += ['--patch', word]
    if request.modules:
        options += ['--modules', request.modules]
    return shlex.join(options)


def _base(request: Request, each: Sequence[Sequence[Patch]]) -> Base:
    """The base: the user's choice, or the newest that the patches fit."""
    if request.kernel or not each:
        return Base.parse(request.spec())
    return bases.choose_for_each(each, request.configs)[0]


def _wanted(base: Base, named: dict[str, tuple[Patch, ...]]
            ) -> Iterator[tuple[str, Base, Changes]]:
    """(name, base, changes) of the series, the reference first."""
    debian = base.scheme != 'tree'
    plain = replace(base, changes=Changes(), spec=(
        f'{base.scheme}:{base.where}' if debian else base.where)
        if base.changes else base.spec)
    if debian or base.changes or named:
        yield STOCK, plain, Changes()
    if base.changes == Changes(graceful=True):
        yield HANDSHAKE, base, Changes()
    elif base.changes or not (debian or named):
        yield KERNEL, base, Changes()
    for name, patches in named.items():
        yield name, base, Changes(patches)
    if debian and not (base.changes or named):
        yield HANDSHAKE, base, Changes(graceful=True)


def _series(name: str, base: Base, changes: Changes, request: Request,
            options: str) -> Series:
    built = base.build(changes, request.configs)
    for sentence in built.skipped:
        say(f'{name}: {sentence}')
    if built.warnings:
        say('\n'.join([f'{name}: warnings that its changes add:',
                       *built.warnings]))
    made = kernels.load(base.spec, built.directory)
    every = base.changes + changes
    return Series(
        name, made, made.origin,
        [str(file) for file, _patches in bases.subjects(every.patches)],
        [patch.name for patch in every.patches], list(built.warnings),
        options,
        # Records are of Debian's sources with the usual configuration
        name in (STOCK, HANDSHAKE) and base.scheme != 'tree' and
        not (request.configs or base.configs))


def _built_elsewhere(request: Request) -> bool:
    """Whether the kernel is run as it is."""
    path = Path(request.spec()).expanduser()
    if not request.modules and (not path.exists() or bases.has_sources(path)):
        return False
    for option, given in (('--patch', request.patches),
                          ('--config', request.configs)):
        if given:
            raise Failure(f'{request.spec()}: {option} needs the sources of '
                          f'the kernel: {bases.FORMS}')
    return True


def _complete(request: Request) -> Series:
    """A kernel that was built elsewhere."""
    made = kernels.find(request.spec(), request.modules)
    if not made.modules:
        raise Failure(f'{request.spec()}: has no modules; --modules DIR says '
                      'where they are')
    return Series(KERNEL, made, made.origin,
                  options=_options(request.spec(), request))


def _build(base: Base, named: dict[str, tuple[Patch, ...]],
           request: Request) -> list[Series]:
    """Build the wanted series on BASE."""
    words = {name: [f'{name}={path}' for path in paths]
             for name, paths in by_name(request.patches).items()}
    # A tree is "stock" only beside a series
    others = ([word for each in words.values() for word in each]
              if base.scheme == 'tree' else [])
    found = []
    for name, below, changes in _wanted(base, named):
        if request.only not in (None, name):
            continue
        try:
            found.append(_series(name, below, changes, request, _options(
                base.spec, request, words.get(name, others))))
        except AsksAlready:
            if name == request.only or base.changes:
                raise
            say(f'{name} is left out: the drivers of {base.spec} already ask '
                'a core to stop')
    return found


def _named(request: Request) -> dict[str, tuple[Patch, ...]]:
    return {name: tuple(patchfiles.collect(files))
            for name, files in by_name(request.patches).items()}


def check(request: Request) -> list[str]:
    """
    Find mistakes of the user, without building or getting anything; returns the
    names of the series.
    """
    whole.merge(whole.fragments(request.configs))
    named, names = _named(request), [KERNEL]
    if not _built_elsewhere(request):
        # With --patch alone a kernel of Debian is taken, whose series have the
        # same names
        base = Base.parse(request.spec())
        base.check(request.configs)
        names = [name for name, _base, _changes in _wanted(base, named)]
    if request.only not in (None, *names):
        raise Failure(f'--only {request.only}: no such series; known: '
                      f'{", ".join(names)}')
    return [request.only] if request.only else names


def choose(request: Request) -> list[Series]:
    """The series to run; the first is what others are compared with."""
    check(request)
    if _built_elsewhere(request):
        return [_complete(request)]
    named = _named(request)
    return _build(_base(request, list(named.values())), named, request)
