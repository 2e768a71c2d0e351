# SPDX-License-Identifier: GPL-2.0-or-later
"""Semantic patches (Coccinelle) for the K3 remoteproc drivers."""

from pathlib import Path
import subprocess

from ..base import Failure, Step, find_program, write_atomic

DRIVERS = 'drivers/remoteproc'


def files(tree: Path) -> list[Path]:
    """The drivers in TREE and their shared files."""
    where = Path(tree) / DRIVERS
    found = [*sorted(where.glob('ti_k3_*.[ch]')),
             *where.glob('omap_remoteproc.h')]
    if len(found) < 2:
        raise Failure(f'no K3 drivers in {where}')
    return found


def apply(patch: Path, paths: list[Path],
          title: str | None = None) -> list[Path]:
    """Apply the .cocci file PATCH; returns the files that it changed."""
    spatch = find_program('spatch', 'coccinelle')
    changed = []
    with Step(title or f'applying {patch.name}'):
        for path in paths:
            # The file may be a hard link to the original, and spatch may
            # change it in place
            before = path.read_bytes()
            write_atomic(path, before)
            # One at a time: what spatch finds in one must not affect the next
            res = subprocess.run(
                [spatch, '--sp-file', patch, '--in-place', '--no-includes',
                 '--very-quiet', path],
                stdin=subprocess.DEVNULL, capture_output=True, text=True,
                check=False)
            if res.returncode:
                words = (res.stderr or res.stdout).strip()[-2000:]
                raise Failure(f'{patch.name}: spatch failed for {path.name}:'
                              f'\n{words}')
            if path.read_bytes() != before:
                changed.append(path)
    return changed
