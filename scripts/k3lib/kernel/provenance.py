# SPDX-License-Identifier: GPL-2.0-or-later
"""Store what a kernel was built from beside it in its directory.

A report can then state it, and another series can be applied to the same
sources.
"""

from dataclasses import dataclass
import json
from pathlib import Path
import re
from typing import Any

from ..base import Failure, write_atomic
from . import patchfiles
from .changes import Changes

FILES = 'made'          # copies of fragments and semantic patches


@dataclass(frozen=True)
class Made:
    spec: str               # the base: source:VERSION, a tree
    changes: Changes
    configs: tuple[Any, ...] = ()   # whole.Fragment, or paths of them
    digest: str = ''        # of the sources
    # New warnings of the compiler; omitted parts of the changes
    warnings: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()


def _keep(directory: Path, name: str, text: str) -> str:
    """An unused file name in DIRECTORY."""
    number = 1 + len(list(directory.glob('*')))
    name = re.sub(r'^\d\d-', '', name)
    path = directory / f'{number:02}-{name}'
    write_atomic(path, text)
    return path.name


def write(directory: Path, found: dict[str, Any], made: Made) -> None:
    """Write kernel.json with FOUND, for kernel.load(), and MADE."""
    files, changes = directory / FILES, made.changes
    files.mkdir()
    found = dict(found, made={
        'spec': made.spec, 'digest': made.digest,
        'patches': [patchfiles.as_dict(p) for p in changes.patches],
        'graceful': changes.graceful,
        'semantic': [_keep(files, Path(p).name, Path(p).read_text())
                     for p in changes.semantic],
        'configs': [_keep(files, c.name, c.text) for c in made.configs],
        'warnings': list(made.warnings), 'skipped': list(made.skipped)})
    write_atomic(directory / 'kernel.json', json.dumps(found, indent=1))


def _load(directory: Path | str) -> dict[str, Any] | None:
    path = Path(directory) / 'kernel.json'
    return json.loads(path.read_text()).get('made') if path.exists() else None


def digest_of(directory: Path | str) -> str:
    """Digest of the sources of a kernel; '' if there is none."""
    return (_load(directory) or {}).get('digest', '')


def read(directory: Path | str) -> Made:
    """Read a Made; its configs are paths, as --config takes them."""
    found = _load(directory)
    if found is None:
        raise Failure(f'{directory}: does not state what it was built from; '
                      'build it again with k3-kernel')
    files = Path(directory) / FILES
    return Made(found['spec'], Changes(
        tuple(patchfiles.from_dict(p) for p in found['patches']),
        found['graceful'], tuple(str(files / n) for n in found['semantic'])),
        tuple(files / n for n in found['configs']), found['digest'],
        tuple(found['warnings']), tuple(found.get('skipped', ())))
