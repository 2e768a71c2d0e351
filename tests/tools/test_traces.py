# SPDX-License-Identifier: GPL-2.0-or-later
"""Each trace event and each log message names the device it belongs to."""

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

CALL = re.compile(r'\b(qemu_log(?:_mask)?|trace_(?:k3|pca953x)_\w+)\(')
NAME = 'k3_trace_name('
# A file and its calls that have no name of a device, with the reason
UNNAMED = {
    ('hw/misc/k3-unimp.c', 'qemu_log_mask'):
        'the block at the address is what matters, and the SoC has only one '
        'of that name'}


def _end(text: str, start: int) -> int:
    """The end of the call whose arguments begin at start."""
    depth = 1
    for parenthesis in re.finditer(r'"(?:\\.|[^"\\])*"|[()]', text[start:]):
        depth += {'(': 1, ')': -1}.get(parenthesis[0], 0)
        if not depth:
            return start + parenthesis.start()
    raise ValueError('a call without an end')


def calls(text: str) -> Iterator[tuple[str, str]]:
    """(function, arguments) of each trace event and log message."""
    for call in CALL.finditer(text):
        yield call[1], text[call.end():_end(text, call.end())]


def unnamed(text: str) -> list[str]:
    """Functions that some call in the source does not tell the name."""
    return [function for function, arguments in calls(text)
            if NAME not in arguments or function.startswith('qemu_log') and
            not re.match(r'(?:LOG_\w+,\s*)?"%s: ', arguments)]


class Calls(unittest.TestCase):
    def test_name(self) -> None:
        found = {(str(path.relative_to(TOP)), function)
                 for path in (TOP / 'hw').rglob('*.c')
                 for function in unnamed(path.read_text())}
        self.assertEqual(found, set(UNNAMED))

    def test_all_found(self) -> None:
        """Every event of the lists is traced somewhere."""
        traced = {function for path in (TOP / 'hw').rglob('*.c')
                  for function, _arguments in calls(path.read_text())}
        self.assertLessEqual({f'trace_{name}' for name, *_ in events()},
                             traced)

    def test_sees_an_offence(self) -> None:
        good = 'trace_k3_x(k3_trace_ns(), k3_trace_name(s), ")");'
        self.assertEqual(unnamed(good), [])
        self.assertEqual(unnamed('trace_k3_x(k3_trace_ns(), s->id, ")");' +
                                 good), ['trace_k3_x'])
        self.assertEqual(
            unnamed('qemu_log_mask(LOG_UNIMP, "%s: no\\n", TYPE);'),
            ['qemu_log_mask'])
        self.assertEqual(
            unnamed('qemu_log_mask(LOG_UNIMP, "no %s\\n", k3_trace_name(s));'),
            ['qemu_log_mask'])


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
