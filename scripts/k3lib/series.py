# SPDX-License-Identifier: GPL-2.0-or-later
"""The drivers that scenarios are run with, side by side.

"stock" is what the kernel has, "handshake" what --graceful-shutdown makes of
it; both are known, and scenarios have records of them.  With --patch the
caller's own series take the place of "handshake".
"""

import re
import shlex

from . import kernel, kmodules, kpatch, kwhole
from .base import Failure
from .judge.model import Series
from .kchanges import GRACEFUL, Changes

DEFAULT = 'debian:6.12'
STOCK, HANDSHAKE = 'stock', 'handshake'
UNNAMED = 'series'
NAMED = re.compile(r'([A-Za-z][\w.-]*)=(.+)')


def by_name(words):
    """{name: [path, ...]} of --patch NAME=PATH or PATH, in their order."""
    found = {}
    for word in words:
        match = NAMED.fullmatch(word)
        name, path = match.groups() if match else (UNNAMED, word)
        if name in (STOCK, HANDSHAKE):
            raise Failure(f'--patch {word}: "{name}" is the name of a driver '
                          'that is always there; give your series another')
        found.setdefault(name, []).append(path)
    return found


def _build(spec, changes, configs):
    """The directory of that kernel with CHANGES."""
    scheme, _colon, version = spec.partition(':')
    version = version.removesuffix(GRACEFUL).removesuffix('+k3')
    if scheme == 'source' and version:
        return kwhole.source(version, changes, configs)
    if scheme != 'debian' or not version:
        raise Failure(f'--kernel {spec}: must be debian:VERSION or '
                      'source:VERSION')
    if configs:
        raise Failure(f'--config: the kernel image stays Debian\'s with '
                      f'{spec}; use --kernel source:VERSION')
    return kmodules.debian(version, changes)


def _options(spec, configs, words=()):
    """Of k3-scenario: what chooses this kernel and series again."""
    options = ['--kernel', spec] if spec != DEFAULT else []
    for config in configs:
        options += ['--config', config]
    for word in words:
        options += ['--patch', word]
    return shlex.join(options)


def _series(name, spec, configs, changes, words=(), files=()):
    made = kernel.load(spec, _build(spec, changes, configs))
    return Series(
        name, made, made.origin, list(files), [p.name for p in
                                               changes.patches],
        options=_options(spec, configs, words),
        known=name in (STOCK, HANDSHAKE) and not configs)


def choose(spec, patches=(), configs=(), only=None):
    """The series to run, the released driver first."""
    spec = spec or DEFAULT
    wanted = {STOCK: (Changes(), [])}
    for name, files in by_name(patches).items():
        wanted[name] = (Changes(tuple(kpatch.collect(files))), files)
    if not patches:
        wanted[HANDSHAKE] = (Changes(graceful=True), [])
    if only and only not in wanted:
        raise Failure(f'--only {only}: no such series; there are '
                      f'{", ".join(wanted)}')
    return [_series(name, spec, configs, changes,
                    [f'{name}={file}' for file in files], files)
            for name, (changes, files) in wanted.items()
            if only in (None, name)]
