# SPDX-License-Identifier: GPL-2.0-or-later
"""The pictures of the documentation, from text: scripts/pictures/*.toml.

QEMU's manual is rendered without extensions that draw, so the SVG files are
in docs/ beside the pages.  "k3-docs --draw" makes them; a test compares.
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
    """(file below the checkout, its content) of the picture in PATH."""
    source = read(path)
    return TOP / source['file'], KINDS[source['kind']](source)


def draw() -> list[Path]:
    """All pictures, each into its file in docs/."""
    done = []
    for source in sources():
        path, text = drawn(source)
        write_atomic(path, text)
        done.append(path)
    return done
