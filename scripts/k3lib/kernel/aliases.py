# SPDX-License-Identifier: GPL-2.0-or-later
"""Which modules udev would load for the nodes of a device tree.

depmod collects these aliases when a package is installed; we only unpack it.
"""

from concurrent.futures import ThreadPoolExecutor
import hashlib
import json
import os
import re

from ..base import Step, cache_dir, lock, write_atomic
from .modules import Module, ModuleTree

# scripts/mod/file2alias.c: of:N<name>T<type>C<compatible>
ALIAS = re.compile(r'of:N\*T\*C([^*]+?)(?:C?\*)?$')
MANY = 500              # modules; reading so many takes long


def _read(path: os.PathLike[str]) -> list[str]:
    info = Module(path).info        # type: ignore[arg-type]
    return [found[1] for alias in info.get('alias', ())
            if (found := ALIAS.match(alias))]


def _collect(tree: ModuleTree) -> dict[str, list[str]]:
    names = sorted(tree.files)
    known: dict[str, list[str]] = {}
    # The threads decompress, which does not hold Python's lock
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, found in zip(names, pool.map(
                lambda name: _read(tree.files[name]), names)):
            for compatible in dict.fromkeys(found):
                known.setdefault(compatible, []).append(name)
    return known


def compatibles(tree: ModuleTree) -> dict[str, list[str]]:
    """compatible -> modules that have it in their tables."""
    if len(tree.files) < MANY:
        return _collect(tree)
    digest = hashlib.sha256()
    for name in sorted(tree.files):
        path = tree.files[name]
        digest.update(f'{path} {path.stat().st_mtime_ns}\n'.encode())
    path = cache_dir() / 'aliases' / f'{digest.hexdigest()[:20]}.json'
    with lock('aliases'):
        if not path.exists():
            with Step(f'reading {len(tree.files)} modules'):
                write_atomic(path, json.dumps(_collect(tree)))
    return json.loads(path.read_text())
