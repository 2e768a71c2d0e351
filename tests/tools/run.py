#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Run the tests of the tools with unittest; prints TAP.

An argument names a file of tests, or a pattern of files.
"""

from pathlib import Path
import sys
from typing import Any
import unittest

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE), str(HERE.parent.parent / 'scripts')]


from k3lib.formats import tap   # noqa: E402


class TapResult(unittest.TestResult):
    def __init__(self) -> None:
        super().__init__()
        self.writer = tap.Writer()

    def _fail(self, test: unittest.TestCase, err: Any) -> None:
        # This omits unittest's own frames, but has no public name
        said = self._exc_info_to_string(  # type: ignore[attr-defined]
            err, test)
        self.writer.case(False, test.id(), said)

    def addSuccess(self, test: unittest.TestCase) -> None:
        self.writer.case(True, test.id())

    def addFailure(self, test: unittest.TestCase, err: Any) -> None:
        super().addFailure(test, err)
        self._fail(test, err)

    def addError(self, test: unittest.TestCase, err: Any) -> None:
        super().addError(test, err)
        self._fail(test, err)

    def addSubTest(self, test: unittest.TestCase, subtest: unittest.TestCase,
                   err: Any) -> None:
        super().addSubTest(test, subtest, err)
        if err:
            self._fail(subtest, err)

    def addSkip(self, test: unittest.TestCase, reason: str) -> None:
        super().addSkip(test, reason)
        self.writer.case(True, test.id(), skipped=reason)


def main() -> int:
    pattern = sys.argv[1] if len(sys.argv) > 1 else 'test_*.py'
    suite = unittest.defaultTestLoader.discover(str(HERE), pattern)
    result = TapResult()
    suite.run(result)
    status = result.writer.end()
    # An unexpected success is neither a case nor a success
    return status or int(not result.wasSuccessful())


sys.exit(main())
