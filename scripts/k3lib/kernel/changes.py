# SPDX-License-Identifier: GPL-2.0-or-later
"""Changes to a kernel's sources before it is built."""

from dataclasses import dataclass
from pathlib import Path
import re

from ..base import Failure
from . import coccinelle, graceful_shutdown, patchfiles
from .patchfiles import Patch

# The files that semantic patches change and that only the drivers use
DRIVERS = re.compile(coccinelle.DRIVERS + r'/(?:ti_k3_\w+\.[ch]|ti_sci_proc\.h'
                     r'|omap_remoteproc\.h)')
PAGES = re.compile(r'Documentation/(?!.*Kconfig)|MAINTAINERS$')
# Suffix of a kernel's name that selects --graceful-shutdown
GRACEFUL = '+graceful'


@dataclass(frozen=True)
class Changes:
    """Changes, in the order in which they are applied."""
    patches: tuple[Patch, ...] = ()
    graceful: bool = False      # the project's semantic patch
    semantic: tuple[str | Path, ...] = ()   # other semantic patches

    def __bool__(self) -> bool:
        return bool(self.patches or self.graceful or self.semantic)

    def key(self) -> list[str]:
        """Everything that affects the result, for kbuild.key()."""
        parts = [p.text() for p in self.patches]
        if self.graceful:
            parts += ['graceful', graceful_shutdown.SEMANTIC_PATCH.read_text()]
        for path in self.semantic:
            try:
                parts += ['semantic', Path(path).read_text()]
            except OSError as err:
                raise Failure(f'--semantic {path}: '
                              f'{err.strerror or err}') from err
        return parts

    def configures(self) -> bool:
        """Whether kconfig may produce another configuration."""
        return any(Path(c.path).name.startswith('Kconfig')
                   for p in self.patches for c in p.changes)

    def __add__(self, more: 'Changes') -> 'Changes':
        """These changes followed by MORE."""
        return Changes(self.patches + more.patches,
                       self.graceful or more.graceful,
                       self.semantic + more.semantic)

    def only_drivers(self) -> bool:
        """Whether only files change that the K3 drivers alone use."""
        return all(c.binary or DRIVERS.fullmatch(c.path) and c.stays()
                   or PAGES.match(c.path)
                   for p in self.patches for c in p.changes)

    def touches(self, tree: Path) -> list[str]:
        """The paths of all files in TREE that apply() may change."""
        names = {name for p in self.patches for c in p.changes
                 for name in (c.path, c.source())}
        if self.graceful or self.semantic:
            names |= {str(p.relative_to(tree)) for p in coccinelle.files(tree)}
        return sorted(names)

    def apply(self, tree: Path) -> list[str]:
        """Apply to TREE; returns sentences about omitted parts."""
        skipped = patchfiles.apply(self.patches, tree)
        if self.graceful:
            graceful_shutdown.apply(tree)
        for path in self.semantic:
            if not coccinelle.apply(Path(path), coccinelle.files(tree)):
                raise Failure(f'--semantic {path}: changes none of the K3 '
                              'remoteproc drivers of this kernel')
        return skipped
