# SPDX-License-Identifier: GPL-2.0-or-later
"""Keep the build of unchanged sources, so that other builds start from it.

make always works in the same directory, because its path is part of the
commands that kbuild compares.  The contents of that directory are copied
before sources are changed, and restored before they are changed in another
way.  So each build compiles only what its own changes affect.
"""

import json
from pathlib import Path
import shutil

from ..base import Step, fresh_directory, write_atomic
from . import build_warnings
from .build_warnings import Warn
from .trees import follow

LOG = 'k3-build.log'


class Kept:
    """make works in OUT.  If KEY has changed, nothing there is used."""

    def __init__(self, out: Path, key: str) -> None:
        self.out, self.key = Path(out), key
        self.saved = self.out.with_name(self.out.name + '-unchanged')
        # Holds KEY while OUT contains a build of unchanged sources only
        self.mark = self.out.with_name(self.out.name + '-is-unchanged')
        self.log = self.out / LOG

    def _has_key(self, path: Path) -> bool:
        return path.exists() and path.read_text() == self.key

    def ready(self) -> bool:
        """Whether a complete build of unchanged sources is kept."""
        return self._has_key(self.saved / 'k3-key')

    def restore(self) -> bool:
        """Restore the build of unchanged sources; False if there is none."""
        if self.ready():
            follow(self.saved, self.out)
            return True
        if self._has_key(self.mark) and self.out.is_dir():
            return True
        for path in (self.out, self.saved):
            shutil.rmtree(path, ignore_errors=True)
        self.out.mkdir(parents=True)
        write_atomic(self.mark, self.key)
        return False

    def done(self, src: Path) -> None:
        """Note that the unchanged sources in SRC have been built."""
        # The log also has earlier attempts that failed
        write_atomic(self._warnings(), json.dumps(build_warnings.merge(
            self.warnings(), self.log.read_text(errors='replace'), src)))
        self.log.replace(self.log.with_suffix('.done'))
        write_atomic(self.out / 'k3-key', self.key)
        if self.ready():
            follow(self.out, self.saved)

    def change(self) -> None:
        """Keep the build, since OUT is about to change."""
        if not self.ready():
            # Copies, not links: make and compilers change files in place
            with (Step('keeping the unchanged build'),
                  fresh_directory(self.saved) as tmp):
                follow(self.out, tmp)
        self.mark.unlink(missing_ok=True)

    def _warnings(self) -> Path:
        return self.out / 'k3-warnings.json'

    def warnings(self) -> list[Warn]:
        """The warnings about the unchanged sources."""
        path = self._warnings()
        return json.loads(path.read_text()) if path.exists() else []

    def new_warnings(self, src: Path) -> list[str]:
        """The new warnings about the changed sources in SRC."""
        return build_warnings.added(self.warnings(), build_warnings.found(
            self.log.read_text(errors='replace'), src))
