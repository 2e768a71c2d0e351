# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of mutants: heads, results, the page that lists them."""

from pathlib import Path
import tempfile
from typing import Any
import unittest

from k3lib.base import TOP, Failure
from k3lib.judge.model import REQUIREMENTS, Finding, Grade
from k3lib.scenario import mutants

HEAD = '''// SPDX-License-Identifier: GPL-2.0-or-later
// breaks: works
// breaks@7: health
// rows: 00-good-r5f 01-no-answer
// why: The answer is
//      ignored.

@@
@@
-complete(x);
'''
GOOD = Finding('works', Grade.GOOD, 'is stopped')
BAD = Finding('works', Grade.BAD, 'is not stopped')
OOPS = Finding('health', Grade.UNSAFE, 'Oops')


class Loads(unittest.TestCase):
    def load(self, text: str, where: str = '.') -> mutants.Mutant:
        with tempfile.TemporaryDirectory() as top:
            path = Path(top) / where / 'some.cocci'
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
            return mutants.load(path)


class Heads(Loads):
    def refused(self, text: str, words: str, where: str = '.') -> None:
        with self.assertRaisesRegex(Failure, words):
            self.load(text, where)

    def test_good(self) -> None:
        found = self.load(HEAD)
        self.assertEqual(found.name, 'some')
        self.assertEqual(found.why, 'The answer is ignored.')
        self.assertEqual(found.breaks('6.12.117'), ['works'])
        self.assertEqual(found.breaks('7.3.4'), ['health'])
        self.assertEqual(found.breaks('70.1'), ['works'])
        self.assertEqual([s.name for s in found.scenarios()],
                         ['00-good-r5f', '01-no-answer'])

    def test_only(self) -> None:
        found = self.load(HEAD.replace('// why', '// only: 6.12\n// why'))
        self.assertTrue(found.exists_in('6.12.117'))
        self.assertFalse(found.exists_in('7.3.4'))
        self.assertFalse(found.exists_in('6.1.120'))

    def test_refused(self) -> None:
        self.refused(HEAD.replace('breaks: works', 'breaks: all'),
                     'no such requirement')
        self.refused(HEAD.replace('01-no-answer', '01-none'), 'no scenario')
        self.refused(HEAD.replace('why', 'reason'), 'no such key "reason"')
        self.refused(HEAD.replace('// rows', '//\n// rows'), '"// rows')
        self.refused(HEAD.replace('breaks@7', 'breaks'), 'twice')
        self.refused(HEAD, 'correct drivers break nothing', 'correct')
        self.refused(HEAD.replace('// why', '// on: none\n// why'),
                     'no such correct driver')
        self.refused(HEAD.replace('// why', '// config: none\n// why'),
                     'there are .*kasan')
        self.refused(HEAD.replace('// why', '// allows: works\n// why'),
                     'of a correct driver')

    def test_base(self) -> None:
        """A mutant can be made from a correct driver."""
        found = self.load(HEAD.replace('// why',
                                       '// on: forces-crashed\n// why'))
        self.assertEqual([p.stem for p in found.patches],
                         ['forces-crashed', 'some'])
        self.assertEqual(len(self.load(HEAD).patches), 1)

    def test_config(self) -> None:
        """A mutant that only special kernels reveal."""
        plain, special = self.load(HEAD), self.load(
            HEAD.replace('// why', '// config: kasan\n// why'))
        for configs, wanted in (((), [plain]), (('lockdep',), []),
                                (('kasan', 'lockdep'), [special])):
            self.assertEqual(mutants.choose([plain, special], [], '7.3.4',
                                            configs), wanted)
        self.assertEqual(mutants.choose([plain, special], ['some'], '7.3.4',
                                        ()), [special])

    def test_all_of_them(self) -> None:
        """All heads are valid, and each requirement has a mutant."""
        every = mutants.load_all()
        wrong = [m for m in every if not m.correct]
        self.assertGreaterEqual(len(wrong), 40)
        self.assertGreaterEqual(len(every) - len(wrong), 8)
        self.assertEqual({m.breaks()[0] for m in wrong}, set(REQUIREMENTS))
        for mutant in every:
            mutant.scenarios()

    def test_page(self) -> None:
        page = (TOP / 'docs/devel/k3/mutants.rst').read_text()
        self.assertTrue(page.endswith(mutants.tables(mutants.load_all())),
                        'not what k3-mutants --rst prints')

    def test_sample(self) -> None:
        every = mutants.load_all()
        chosen = mutants.sample(every, len(REQUIREMENTS) + 1)
        self.assertEqual(len(chosen), len(REQUIREMENTS) + 1)
        self.assertEqual({m.breaks()[0] for m in chosen if not m.correct},
                         set(REQUIREMENTS))
        self.assertEqual(sum(m.correct for m in chosen), 1)
        self.assertEqual(mutants.sample(every, 1000), every)


class Judged(Loads):
    def word(self, found: dict[str, Any], right: dict[str, Any],
             where: str = '.', release: str = '6.12.117',
             more: str = '') -> tuple[str, Any]:
        """FOUND and RIGHT: scenario -> findings; MORE: lines of the head."""
        text = HEAD if where == '.' else ''.join(
            line for line in HEAD.splitlines(True) if 'breaks' not in line)
        result = mutants.judged(
            self.load(text.replace('// why', f'{more}// why'), where),
            release, lambda scenario, mutant:
            (found if mutant else right).get(scenario.name, []))
        return result.word, result.row

    def test_caught(self) -> None:
        for row in ('00-good-r5f', '01-no-answer'):
            self.assertEqual(self.word({row: [BAD]}, {row: [GOOD]}),
                             ('caught', row))

    def test_second_row_is_right(self) -> None:
        self.assertEqual(self.word({'00-good-r5f': [OOPS],
                                    '01-no-answer': [BAD]}, {}),
                         ('caught', '01-no-answer'))

    def test_not_caught(self) -> None:
        self.assertEqual(self.word({'00-good-r5f': [GOOD]}, {})[0],
                         'NOT CAUGHT')
        # The correct driver has the same finding in this row
        row = {'00-good-r5f': [BAD]}
        self.assertEqual(self.word(row, row)[0], 'NOT CAUGHT')

    def test_by_another(self) -> None:
        row = {'00-good-r5f': [OOPS]}
        self.assertEqual(self.word(row, {}), ('caught by another',
                                              '00-good-r5f'))
        self.assertEqual(self.word(row, {}, release='7.3.4')[0], 'caught')

    def test_correct(self) -> None:
        self.assertEqual(self.word({'00-good-r5f': [GOOD]}, {}, 'correct')[0],
                         'not blamed')
        bad = {'01-no-answer': [BAD]}
        rights: tuple[dict[str, Any], ...] = {}, bad
        for right in rights:        # whatever the handshake driver does
            self.assertEqual(self.word(bad, right, 'correct'),
                             ('BLAMED', '01-no-answer'))
        for allowed, word in (('works@01-no-answer', 'not blamed'),
                              ('works', 'not blamed'),
                              ('works@00-good-r5f', 'BLAMED')):
            self.assertEqual(self.word(bad, bad, 'correct',
                                       more=f'// allows: {allowed}\n')[0],
                             word)

    def test_on_a_correct_driver(self) -> None:
        """The findings with that driver do not count."""
        seen = []

        def find(_scenario: object, mutant: mutants.Mutant | None) -> Any:
            seen.append(mutant and mutant.name)
            return [BAD]

        result = mutants.judged(self.load(HEAD.replace(
            '// why', '// on: forces-crashed\n// why')), '6.12.117', find)
        self.assertEqual(result.word, 'NOT CAUGHT')
        self.assertEqual(set(seen), {'some', 'forces-crashed'})

    def test_skipped(self) -> None:
        """Rows that the kernel cannot run do not count."""
        calls: list[str] = []

        def find(row: Any, _mutant: object) -> Any:
            calls.append(row.name)
            return []

        mutant = self.load(HEAD)
        names = [row.name for row in mutant.scenarios('6.1')]
        result = mutants.judged(mutant, '6.1', find, lambda _row: 'no M4F')
        self.assertEqual((result.word, result.passed), ('skipped', True))
        self.assertEqual(result.details(), [f'{n}: no M4F' for n in names])
        result = mutants.judged(mutant, '6.1', find, lambda row: (
            'no M4F' if row.name == names[0] and names[1:] else ''))
        self.assertEqual(result.word, 'NOT CAUGHT')
        self.assertEqual(names[0] in calls, not names[1:])

    def test_no_run(self) -> None:
        def find(_scenario: object, _mutant: object) -> Any:
            raise Failure('no such kernel')

        result = mutants.judged(self.load(HEAD), '6.12.117', find)
        self.assertEqual((result.word, result.passed), ('NO RUN', False))
        self.assertEqual(result.details(), ['no such kernel'])
