# SPDX-License-Identifier: GPL-2.0-or-later
"""The pictures of the documentation, from text: scripts/pictures/*.toml.

QEMU's manual is rendered without extensions that draw, so the SVG files are
in docs/ beside the pages.  "k3-docs --draw" makes them; a test compares.
"""

from pathlib import Path
import tomllib

from ..base import TOP
from . import lanes, plan, views

SOURCES = TOP / 'scripts/pictures'
KINDS = {'lanes': lanes.draw, 'plan': plan.draw, 'views': views.draw}


def sources() -> list[Path]:
    return sorted(SOURCES.glob('*.toml'))


def read(path: Path) -> dict:
    return tomllib.loads(path.read_text())


def drawn(path: Path) -> tuple[Path, str]:
    """(file below the checkout, its content) of the picture in PATH."""
    source = read(path)
    return TOP / source['file'], KINDS[source['kind']](source)
