# SPDX-License-Identifier: GPL-2.0-or-later
"""What a kernel that was built here is made of, beside it in its directory.

So that a report can tell, and another series can be added to the same.
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
    spec: str               # of what was changed: source:VERSION, a tree
    changes: Changes
    configs: tuple[Any, ...] = ()   # whole.Fragment, or paths of them
    digest: str = ''        # of the sources
    # What the changes add to what compilers say; what was left out of them
    warnings: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()


def _keep(directory: Path, name: str, text: str) -> str:
    """A file name in DIRECTORY that no other has."""
    number = 1 + len(list(directory.glob('*')))
    name = re.sub(r'^\d\d-', '', name)
    path = directory / f'{number:02}-{name}'
    write_atomic(path, text)
    return path.name


def write(directory: Path, found: dict[str, Any], made: Made) -> None:
    """Write kernel.json with what kernel.load() wants, FOUND, and MADE."""
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
    """Of the sources that a kernel was built from; '' if there is none."""
    return (_load(directory) or {}).get('digest', '')


def read(directory: Path | str) -> Made:
    """Configs are paths here, as --config takes them."""
    found = _load(directory)
    if found is None:
        raise Failure(f'{directory}: does not tell what it was built from; '
                      'build it again with k3-kernel')
    files = Path(directory) / FILES
    return Made(found['spec'], Changes(
        tuple(patchfiles.from_dict(p) for p in found['patches']),
        found['graceful'], tuple(str(files / n) for n in found['semantic'])),
        tuple(files / n for n in found['configs']), found['digest'],
        tuple(found['warnings']), tuple(found.get('skipped', ())))
