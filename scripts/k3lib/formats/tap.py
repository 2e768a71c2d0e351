# SPDX-License-Identifier: GPL-2.0-or-later
"""Write results as TAP, the Test Anything Protocol, which meson reads.

QEMU's functional tests use python3-pycotap, which works with unittest only;
most of our tests do not use unittest.  results.py reads TAP.
"""

from collections.abc import Iterable


def skip_all(reason: str) -> None:
    """Print that all tests are skipped, and why."""
    print(f'1..0 # SKIP {reason.partition(chr(10))[0]}', flush=True)


def note(lines: Iterable[str] | str) -> None:
    """Print comments about the case that follows."""
    for line in lines.splitlines() if isinstance(lines, str) else lines:
        print(f'# {line}'.rstrip(), flush=True)


class Writer:
    """Prints a case when it has ended.

    If the number of cases is PLANNED, the plan is printed first, so that a
    reader notices missing cases.  Otherwise it is printed last.
    """

    def __init__(self, planned: int | None = None) -> None:
        self.planned = planned
        self.cases = self.failed = 0
        if planned is not None:
            self._plan(planned)

    @staticmethod
    def _plan(number: int) -> None:
        print(f'1..{number}', flush=True)

    def case(self, good: bool, title: str, details: Iterable[str] | str = (),
             skipped: str | None = None) -> None:
        """Print DETAILS if the case failed; SKIPPED is why it did not run."""
        self.cases += 1
        self.failed += not good
        if not good:
            note(details)
        directive = '' if skipped is None else f' # SKIP {skipped}'
        # "#" would begin a directive
        print(f'{"" if good else "not "}ok {self.cases} '
              f'{title.replace("#", " ")}{directive}', flush=True)

    def end(self) -> int:
        """Finish the output; returns an exit status."""
        if self.planned is None:
            self._plan(self.cases)
        return 1 if self.failed or self.planned not in (
            None, self.cases) else 0
