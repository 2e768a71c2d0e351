# SPDX-License-Identifier: GPL-2.0-or-later
"""The drivers that scenarios are run with, for comparison.

"stock" is the driver of the kernel; "handshake" is the same with
--graceful-shutdown.  Scenarios have records of both.  With --patch, the user's
series replace "handshake".
"""

from collections.abc import Sequence
import re
import shlex

from ..base import Failure, say
from ..judge.model import Series
from ..judge.verdicts import STOCK
from ..kernel import bases, kernels, patchfiles
from ..kernel.bases import Base
from ..kernel.changes import Changes
from ..kernel.patchfiles import Patch

DEFAULT = 'debian:6.12'
HANDSHAKE = 'handshake'
UNNAMED = 'series'
NAMED = re.compile(r'([A-Za-z][\w.-]*)=(.+)')


def by_name(words: Sequence[str]) -> dict[str, list[str]]:
    """{name: [path, ...]} from --patch NAME=PATH or PATH, in order."""
    found: dict[str, list[str]] = {}
    for word in words:
        match = NAMED.fullmatch(word)
        name, path = match.groups() if match else (UNNAMED, word)
        if name in (STOCK, HANDSHAKE):
            raise Failure(f'--patch {word}: "{name}" is the name of a '
                          'built-in driver; give your series another name')
        found.setdefault(name, []).append(path)
    return found


def _options(spec: str, configs: Sequence[str], words: Sequence[str]) -> str:
    """The options of k3-scenario for this kernel and series."""
    options = ['--kernel', spec] if spec != DEFAULT or words else []
    for config in configs:
        options += ['--config', config]
    for word in words:
        options += ['--patch', word]
    return shlex.join(options)


def _base(spec: str | None, each: Sequence[Sequence[Patch]],
          configs: Sequence[str]) -> Base:
    """The base: the user's choice, or the newest that the patches fit."""
    if spec or not each:
        return bases.Base.parse(spec or DEFAULT)
    return bases.choose_for_each(each, configs)[0]


def _series(name: str, base: Base, changes: Changes, configs: Sequence[str],
            words: Sequence[str]) -> Series:
    built = base.build(changes, configs)
    for sentence in built.skipped:
        say(f'{name}: {sentence}')
    made = kernels.load(base.spec, built.directory)
    return Series(
        name, made, made.origin,
        [str(file) for file, _patches in bases.subjects(changes.patches)],
        [patch.name for patch in changes.patches], list(built.warnings),
        _options(base.spec, configs, words),
        name in (STOCK, HANDSHAKE) and not (configs or base.changes))


def choose(spec: str | None = None, patches: Sequence[str] = (),
           configs: Sequence[str] = (),
           only: str | None = None) -> list[Series]:
    """The series to run; the released driver is first."""
    named = {name: tuple(patchfiles.collect(files))
             for name, files in by_name(patches).items()}
    wanted = {STOCK: Changes()}
    wanted |= ({name: Changes(found) for name, found in named.items()}
               or {HANDSHAKE: Changes(graceful=True)})
    if only and only not in wanted:
        raise Failure(f'--only {only}: no such series; known: '
                      f'{", ".join(wanted)}')
    base = _base(spec, list(named.values()), configs)
    words = {name: [f'{name}={file}' for file in files]
             for name, files in by_name(patches).items()}
    return [_series(name, base, changes, configs, words.get(name, []))
            for name, changes in wanted.items() if only in (None, name)]
