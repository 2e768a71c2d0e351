# SPDX-License-Identifier: GPL-2.0-or-later
"""Write results as TAP, the Test Anything Protocol, which meson reads.

python3-pycotap, which QEMU's functional tests have, does it for unittest only;
most of what is tested here is no unittest.  Reading is in results.py.
"""

from collections.abc import Iterable


def skip_all(reason: str) -> None:
    """Instead of everything: no test could be made, and why."""
    print(f'1..0 # SKIP {reason.partition(chr(10))[0]}', flush=True)


def note(lines: Iterable[str] | str) -> None:
    """What belongs to the case that follows."""
    for line in lines.splitlines() if isinstance(lines, str) else lines:
        print(f'# {line}'.rstrip(), flush=True)


class Writer:
    """Cases as they come to their end.

    The plan comes first if the number of cases is PLANNED: then it is seen if
    some were never made.  Otherwise it comes last.
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
        """DETAILS are told of a failure; SKIPPED is the reason for that."""
        self.cases += 1
        self.failed += not good
        if not good:
            note(details)
        directive = '' if skipped is None else f' # SKIP {skipped}'
        # Behind a # is a directive
        print(f'{"" if good else "not "}ok {self.cases} '
              f'{title.replace("#", " ")}{directive}', flush=True)

    def end(self) -> int:
        """The last of it; returns an exit status."""
        if self.planned is None:
            self._plan(self.cases)
        return 1 if self.failed or self.planned not in (
            None, self.cases) else 0
