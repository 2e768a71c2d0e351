#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Run the tests of the tools with unittest; prints TAP."""

from pathlib import Path
import sys
import unittest

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE), str(HERE.parent.parent / 'scripts')]


class TapResult(unittest.TestResult):
    count = 0

    def _line(self, test, verdict, directive=''):
        self.count += 1
        name = test.id().replace('#', ' ')
        print(f'{verdict} {self.count} {name}{directive}', flush=True)

    def _fail(self, test, err):
        for line in self._exc_info_to_string(err, test).splitlines():
            print('# ' + line)
        self._line(test, 'not ok')

    def addSuccess(self, test):
        self._line(test, 'ok')

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._fail(test, err)

    def addError(self, test, err):
        super().addError(test, err)
        self._fail(test, err)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err:
            self._fail(subtest, err)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self._line(test, 'ok', f' # SKIP {reason}')


def main():
    suite = unittest.defaultTestLoader.discover(str(HERE), 'test_*.py')
    result = TapResult()
    suite.run(result)
    print(f'1..{result.count}')
    return 0 if result.wasSuccessful() else 1


sys.exit(main())
