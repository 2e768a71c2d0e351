# SPDX-License-Identifier: GPL-2.0-or-later
"""What is changed in the kernel's sources before they are built."""

from dataclasses import dataclass

from . import kpatch


@dataclass(frozen=True)
class Changes:
    patches: tuple = ()

    def __bool__(self):
        return bool(self.patches)

    def key(self):
        """Everything that the result depends on, for kbuild.key()."""
        return [p.text() for p in self.patches]

    def apply(self, tree):
        kpatch.apply(self.patches, tree)
