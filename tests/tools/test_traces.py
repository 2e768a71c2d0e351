# SPDX-License-Identifier: GPL-2.0-or-later
"""Each trace event names the device that it belongs to."""

from collections.abc import Iterator
from pathlib import Path
import re
import unittest

TOP = Path(__file__).resolve().parents[2]
EVENT = re.compile(r'^(k3_\w+)\((.*?)\) (".*)$', re.M)
# The time comes first, if there is one; the name of a rule is a name as well
NAMED = re.compile(r'"(?:%" PRId64 " ns: )?%s\b')


def events() -> Iterator[tuple[str, ...]]:
    for path in sorted(path for top in ('hw', 'graft')
                       for path in (TOP / top).rglob('trace-events')):
        yield from EVENT.findall(path.read_text())


class Events(unittest.TestCase):
    def test_found(self) -> None:
        names = [name for name, _arguments, _words in events()]
        self.assertIn('k3_ti_sci_request', names)
        self.assertIn('k3_vim_line', names)
        self.assertEqual(len(names), len(set(names)))

    def test_name(self) -> None:
        self.assertEqual([name for name, _arguments, words in events()
                          if not NAMED.match(words)], [])

    def test_time(self) -> None:
        """An event with a time prints it first, where tools expect it."""
        for name, arguments, words in events():
            with self.subTest(name):
                self.assertEqual(arguments.startswith('int64_t ns'),
                                 words.startswith('"%" PRId64 " ns: '))


if __name__ == '__main__':
    unittest.main()
