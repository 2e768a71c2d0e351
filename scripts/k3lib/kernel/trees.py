# SPDX-License-Identifier: GPL-2.0-or-later
"""Update a directory tree from another one, writing only differences."""

import contextlib
import hashlib
from os import stat_result
import os
from pathlib import Path
import shutil
import stat


def listing(root: Path) -> dict[str, stat_result]:
    """{relative path: stat} of all files and symbolic links in ROOT.

    The .git directory is left out.
    """
    found, pending = {}, ['']
    while pending:
        inside = pending.pop()
        with os.scandir(os.path.join(root, inside)) as entries:
            for entry in entries:
                name = os.path.join(inside, entry.name)
                if name == '.git':
                    continue
                if entry.is_dir(follow_symlinks=False):
                    pending.append(name)
                else:
                    found[name] = entry.stat(follow_symlinks=False)
    return found


def _named(root: Path, names: list[str]) -> dict[str, stat_result]:
    """The same for NAMES, without directories and missing files."""
    found = {}
    for name in filter(None, names):
        with contextlib.suppress(OSError):
            known = os.lstat(os.path.join(root, name))
            if not stat.S_ISDIR(known.st_mode):
                found[name] = known
    return found


def _same(theirs: stat_result, ours: stat_result | None) -> bool:
    """Whether make sees no difference: same file, or size and time."""
    return ours is not None and (
        (theirs.st_dev, theirs.st_ino) == (ours.st_dev, ours.st_ino) or
        (stat.S_IFMT(theirs.st_mode), theirs.st_size, theirs.st_mtime_ns) ==
        (stat.S_IFMT(ours.st_mode), ours.st_size, ours.st_mtime_ns))


def same(one: Path, other: Path) -> bool:
    """Whether two paths are one file, or one is an unchanged copy."""
    return (os.path.lexists(one) and os.path.lexists(other) and
            _same(os.lstat(one), os.lstat(other)))


def _put(source: Path, target: Path, link: bool) -> None:
    """Replace TARGET atomically; its old file may have other links."""
    target.parent.mkdir(parents=True, exist_ok=True)
    new = target.with_name('.new-' + target.name)
    new.unlink(missing_ok=True)
    if link:
        # Not possible across file systems or to files of other users
        with contextlib.suppress(OSError):
            os.link(source, new, follow_symlinks=False)
            os.replace(new, target)
            # rename(2) does nothing if both names are the same file
            new.unlink(missing_ok=True)
            return
    shutil.copy2(source, new, follow_symlinks=False)
    os.replace(new, target)


def follow(source: Path, target: Path, link: bool = False,
           names: list[str] | None = None) -> str:
    """Make TARGET equal to SOURCE, including time stamps.

    With LINK, use hard links; then no file may be changed in place.  With
    NAMES, copy only these files.  Returns a digest that changes if a file in
    SOURCE does.
    """
    source, target = Path(source), Path(target)
    wanted = listing(source) if names is None else _named(source, names)
    have = listing(target) if target.is_dir() else {}
    for name in have.keys() - wanted.keys():
        (target / name).unlink()
    for name, theirs in wanted.items():
        if not _same(theirs, have.get(name)):
            if name not in have and (target / name).is_dir():
                shutil.rmtree(target / name)
            _put(source / name, target / name, link)
    digest = hashlib.sha256()
    for name in sorted(wanted):
        known = wanted[name]
        digest.update(os.fsencode(f'{name}\0{known.st_size} '
                                  f'{known.st_mtime_ns}\n'))
    return digest.hexdigest()


def restore(source: Path, target: Path, names: list[str]) -> None:
    """Update NAMES in TARGET from SOURCE; remove those that are gone."""
    theirs, ours = _named(source, names), _named(target, names)
    for name in ours.keys() - theirs.keys():
        (Path(target) / name).unlink()
    for name, known in theirs.items():
        if not _same(known, ours.get(name)):
            _put(Path(source) / name, Path(target) / name, link=True)


def same_files(one: Path, other: Path) -> None:
    """Replace files of OTHER that are equal to those of ONE by links."""
    have = listing(one)
    for name, ours in listing(other).items():
        theirs = have.get(name)
        if (theirs and stat.S_ISREG(ours.st_mode) and
                theirs.st_ino != ours.st_ino and
                (theirs.st_size, theirs.st_mode) ==
                (ours.st_size, ours.st_mode) and
                _equal(Path(one) / name, Path(other) / name)):
            _put(Path(one) / name, Path(other) / name, link=True)


def _equal(one: Path, other: Path) -> bool:
    with open(one, 'rb') as left, open(other, 'rb') as right:
        while True:
            block = left.read(1 << 20)
            if block != right.read(1 << 20):
                return False
            if not block:
                return True
