# SPDX-License-Identifier: GPL-2.0-or-later
"""Draw the pictures of the documentation from scripts/pictures/*.toml.

QEMU renders its manual without drawing extensions, so the SVG files are kept
in docs/ beside the pages.  "k3-docs --draw" draws them again; a test checks
that they are up to date.
"""

from pathlib import Path
import tomllib

from ...base import TOP, write_atomic
from . import lanes, plan, svg, views

SOURCES = TOP / 'scripts/pictures'
KINDS = {'lanes': lanes.draw, 'plan': plan.draw, 'views': views.draw}


def sources() -> list[Path]:
    return sorted(SOURCES.glob('*.toml'))


def read(path: Path) -> svg.Table:
    return tomllib.loads(path.read_text())


def drawn(path: Path) -> tuple[Path, str]:
    """(SVG file, its contents) for the picture described in PATH."""
    source = read(path)
    return TOP / source['file'], KINDS[source['kind']](source)


def draw() -> list[Path]:
    """Draw all pictures into their files in docs/."""
    done = []
    for source in sources():
        path, text = drawn(source)
        write_atomic(path, text)
        done.append(path)
    return done
