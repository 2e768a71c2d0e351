# SPDX-License-Identifier: GPL-2.0-or-later
"""Our top-level Meson build (firmware, tests, docs), outside the checkout."""

from collections.abc import Sequence
from pathlib import Path
import shutil

from ..base import TOP, Failure, Step, lock
from ..ending import compiling
from . import checkouts, qemu

MESON = ('/usr/bin/python3', '-m', 'mesonbuild.mesonmain')


def build_dir() -> Path:
    return checkouts.own_directory('build')


def _captured(title: str, cmd: Sequence[Path | str]) -> None:
    with (Step(title),
          compiling([str(word) for word in cmd], cwd=TOP,
                    env=qemu.environment()) as (process, output)):
        lines = output.readlines()
    if process.returncode:
        raise Failure(f'{title} failed:\n'
                      + ''.join(lines[-40:]).rstrip())


def build() -> Path:
    """Configure and compile; returns the directory of the ELF files."""
    where = build_dir()
    checkouts.note_use()
    with lock(where.name):
        if (not (where / 'build.ninja').exists() or
                checkouts.from_the_future(where)):
            shutil.rmtree(where, ignore_errors=True)
            _captured('setting up the project', [*MESON, 'setup', where])
        elif (TOP / 'tests/firmware/soc').stat().st_mtime > \
                (where / 'build.ninja').stat().st_mtime:
            # Each file there is a SoC; ninja does not see a new one
            _captured('setting up the project again',
                      [*MESON, 'setup', '--reconfigure', where])
        # Not "meson compile", which would leave ninja alone when it is killed
        _captured('building the firmware', ['ninja', '-C', where])
    return where / 'tests/firmware'
