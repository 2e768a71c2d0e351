# SPDX-License-Identifier: GPL-2.0-or-later
"""Our top-level Meson build (firmware, tests, docs), outside the checkout."""

from pathlib import Path
import shutil
import subprocess
from typing import Any

from ..base import TOP, Failure, Step, lock
from . import checkouts, qemu

MESON = ('/usr/bin/python3', '-m', 'mesonbuild.mesonmain')


def build_dir() -> Path:
    return checkouts.own_directory('build')


def meson(*args: Path | str,
          **kwargs: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*MESON, *map(str, args)], cwd=TOP,
                          env=qemu.environment(),
                          stdin=subprocess.DEVNULL, **kwargs, check=False)


def _captured(title: str, *args: Path | str) -> None:
    with Step(title):
        res = meson(*args, stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT, text=True)
    if res.returncode:
        raise Failure(f'{title} failed:\n'
                      + '\n'.join(res.stdout.splitlines()[-40:]))


def build() -> Path:
    """Configure and compile; returns the directory of the ELF files."""
    where = build_dir()
    checkouts.note_use()
    with lock(where.name):
        if not (where / 'build.ninja').exists():
            shutil.rmtree(where, ignore_errors=True)
            _captured('setting up the project', 'setup', where)
        elif (TOP / 'tests/firmware/soc').stat().st_mtime > \
                (where / 'build.ninja').stat().st_mtime:
            # Each file there is a SoC; ninja does not see a new one
            _captured('setting up the project again', 'setup',
                      '--reconfigure', where)
        _captured('building the firmware', 'compile', '-C', where)
    return where / 'tests/firmware'
