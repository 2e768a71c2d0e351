# SPDX-License-Identifier: GPL-2.0-or-later
"""The build of unchanged sources, kept so that changed ones start from it.

make works in one directory, at a path that never changes: it is part of the
commands that kbuild compares.  What make left there is copied before sources
are changed, and put back before they are changed in another way.  Then each
build compiles what its changes touch, and never sees those of another.
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
    """OUT, where make works; with another KEY, nothing of it is of use."""

    def __init__(self, out: Path, key: str) -> None:
        self.out, self.key = Path(out), key
        self.saved = self.out.with_name(self.out.name + '-unchanged')
        # KEY, as long as nothing but unchanged sources was built in OUT
        self.mark = self.out.with_name(self.out.name + '-is-unchanged')
        self.log = self.out / LOG

    def _has_key(self, path: Path) -> bool:
        return path.exists() and path.read_text() == self.key

    def ready(self) -> bool:
        """All of the unchanged sources have been built, and are kept."""
        return self._has_key(self.saved / 'k3-key')

    def restore(self) -> bool:
        """OUT as unchanged sources leave it; False if that is empty."""
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
        """All of the unchanged sources, which are in SRC, have been built."""
        # The log has earlier attempts, too, if they failed.
        write_atomic(self._warnings(), json.dumps(build_warnings.merge(
            self.warnings(), self.log.read_text(errors='replace'), src)))
        self.log.replace(self.log.with_suffix('.done'))
        write_atomic(self.out / 'k3-key', self.key)
        if self.ready():
            follow(self.out, self.saved)

    def change(self) -> None:
        """From here on OUT is something else."""
        if not self.ready():
            # Copies: make and compilers write to files in place.
            with (Step('keeping the unchanged build'),
                  fresh_directory(self.saved) as tmp):
                follow(self.out, tmp)
        self.mark.unlink(missing_ok=True)

    def _warnings(self) -> Path:
        return self.out / 'k3-warnings.json'

    def warnings(self) -> list[Warn]:
        """Those of the unchanged sources."""
        path = self._warnings()
        return json.loads(path.read_text()) if path.exists() else []

    def new_warnings(self, src: Path) -> list[str]:
        """What the changed sources in SRC have made the compiler say."""
        return build_warnings.added(self.warnings(), build_warnings.found(
            self.log.read_text(errors='replace'), src))
