# SPDX-License-Identifier: GPL-2.0-or-later
"""What is changed in the kernel's sources before they are built."""

from dataclasses import dataclass

from . import kgraceful, kpatch

# At the end of a kernel's name: what --graceful-shutdown builds
GRACEFUL = '+graceful'


@dataclass(frozen=True)
class Changes:
    patches: tuple = ()
    graceful: bool = False      # the semantic patch, after the patches

    def __bool__(self):
        return bool(self.patches) or self.graceful

    def key(self):
        """Everything that the result depends on, for kbuild.key()."""
        parts = [p.text() for p in self.patches]
        if self.graceful:
            parts += ['graceful', kgraceful.SEMANTIC_PATCH.read_text()]
        return parts

    def apply(self, tree):
        kpatch.apply(self.patches, tree)
        if self.graceful:
            kgraceful.apply(tree)
