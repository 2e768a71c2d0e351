# SPDX-License-Identifier: GPL-2.0-or-later
"""Handshake drivers with deliberate mistakes, which the judge must find.

Each is a semantic patch for the drivers that --graceful-shutdown makes.  Its
head states which requirement it breaks and which scenarios reveal this.  The
patches in "correct" make drivers that work differently but are correct; the
judge must find that they break nothing.  A mutant can be made from one of
these instead.  docs/devel/k3/mutants.rst describes the head.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
import re

from ..base import TOP, Failure
from ..formats.rst import list_table
from ..judge.model import REQUIREMENTS, Finding
from ..kernel import whole
from . import description
from .description import Scenario

DIRECTORY = TOP / 'tests/mutants'
SCENARIOS = TOP / 'tests/scenarios'
HEAD = re.compile(r'// (\w+)(?:@([\d.]+))?: (.*)')
MORE = re.compile(r'//      ?(\S.*)')
KEYS = ('breaks', 'rows', 'why', 'only', 'on', 'config', 'allows')
# Possible results
CAUGHT, BY_ANOTHER, MISSED = 'caught', 'caught by another', 'NOT CAUGHT'
PASSED, BLAMED = 'not blamed', 'BLAMED'
NO_RUN, SKIPPED = 'NO RUN', 'skipped'


@dataclass(frozen=True)
class Mutant:
    path: Path
    keys: dict[tuple[str, str], str]    # (key, version or '') -> value
    correct: bool

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def why(self) -> str:
        return self.keys['why', '']

    def value(self, key: str, release: str = '') -> str:
        """The value of a key in the head, for Linux RELEASE."""
        for (name, version), value in self.keys.items():
            if name == key and version and f'{release}.'.startswith(
                    f'{version}.'):
                return value
        return self.keys.get((key, ''), '')

    @property
    def base(self) -> Path | None:
        """The correct driver that it is made from; None: the handshake."""
        name = self.value('on')
        return DIRECTORY / 'correct' / f'{name}.cocci' if name else None

    @property
    def patches(self) -> list[Path]:
        """The semantic patches that make it, in order."""
        return [*([self.base] if self.base else []), self.path]

    @property
    def configs(self) -> list[str]:
        """Fragments of the configuration that reveals the mistake."""
        return self.value('config').split()

    def allowed(self, row: str, release: str = '') -> set[str]:
        """What a correct driver may break in ROW, as the handshake does."""
        return {requirement for word in self.value('allows', release).split()
                for requirement, _at, where in [word.partition('@')]
                if where in ('', row)}

    def breaks(self, release: str = '') -> list[str]:
        return self.value('breaks', release).split()

    def rows(self, release: str = '') -> list[Path]:
        """The scenario files in the head."""
        return [SCENARIOS / f'{row}.toml'
                for row in self.value('rows', release).split()]

    def scenarios(self, release: str = '') -> list[Scenario]:
        return [description.load(path) for path in self.rows(release)]

    def exists_in(self, release: str) -> bool:
        """Whether the mistake is possible in Linux RELEASE."""
        only = self.value('only').split()
        return not only or any(f'{release}.'.startswith(f'{version}.')
                               for version in only)


def _head(path: Path) -> dict[tuple[str, str], str]:
    keys, last = {}, None
    for line in path.read_text().splitlines()[1:]:
        match, more = HEAD.fullmatch(line), MORE.fullmatch(line)
        if match:
            last = (match[1], match[2] or '')
            if match[1] not in KEYS:
                raise Failure(f'{path}: no such key "{match[1]}"; known: '
                              f'{", ".join(KEYS)}')
            if last in keys:
                raise Failure(f'{path}: "{match[1]}" is given twice')
            keys[last] = match[3]
        elif more and last:
            keys[last] += ' ' + more[1]
        else:
            break
    return keys


def load(path: Path) -> Mutant:
    """Read a mutant; Failure describes what is wrong with its head."""
    path = Path(path)
    mutant = Mutant(path, _head(path), path.parent.name == 'correct')
    wanted = ('rows', 'why') if mutant.correct else ('breaks', 'rows', 'why')
    for key in wanted:
        if not mutant.keys.get((key, '')):
            raise Failure(f'{path}: "// {key}: ..." is missing in its head')
    for (key, _version), value in mutant.keys.items():
        for word in value.split() if key == 'breaks' else ():
            if word not in REQUIREMENTS or mutant.correct:
                raise Failure(f'{path}: breaks {word}: '
                              + ('correct drivers break nothing'
                                 if mutant.correct else
                                 'no such requirement; known: '
                                 + ', '.join(REQUIREMENTS)))
        for row in value.split() if key == 'rows' else ():
            if not (SCENARIOS / f'{row}.toml').is_file():
                raise Failure(f'{path}: no scenario {row}')
    _check_values(mutant)
    return mutant


def _check_values(mutant: Mutant) -> None:
    path = mutant.path
    if mutant.base and (mutant.correct or not mutant.base.is_file()):
        raise Failure(f'{path}: on {mutant.value("on")}: '
                      + ('correct drivers are made from the handshake'
                         if mutant.correct else 'no such correct driver'))
    for name in mutant.configs:
        if name not in whole.ours():
            raise Failure(f'{path}: config {name}: there are '
                          + ', '.join(whole.ours()))
    for (key, _version), value in mutant.keys.items():
        for word in value.split() if key == 'allows' else ():
            if word.partition('@')[0] not in REQUIREMENTS or \
                    not mutant.correct:
                raise Failure(f'{path}: allows {word}: must be REQUIREMENT or '
                              'REQUIREMENT@ROW of a correct driver')


def load_all() -> list[Mutant]:
    """All mutants, by requirement and name; correct ones come last."""
    order = list(REQUIREMENTS)
    found = [load(p) for p in sorted(DIRECTORY.glob('*.cocci'))]
    found.sort(key=lambda m: order.index(m.breaks()[0]))
    return found + [load(p) for p in
                    sorted((DIRECTORY / 'correct').glob('*.cocci'))]


def choose(every: list[Mutant], names: list[str], release: str,
           configs: Sequence[str] = ()) -> list[Mutant]:
    """
    The mutants NAMES that are possible in Linux RELEASE.  Without NAMES, all
    that such a kernel reveals; with CONFIGS, only those that need one of them.
    """
    known = {m.name: m for m in every}
    for name in names:
        if name not in known:
            raise Failure(f'{name}: no such mutant; k3-mutants --list prints '
                          'all')
    wanted = [known[name] for name in names] if names else [
        m for m in every if set(m.configs) <= set(configs)
        and (m.configs or not configs)]
    return [m for m in wanted if m.exists_in(release)]


def sample(wanted: list[Mutant], number: int) -> list[Mutant]:
    """NUMBER of the mutants, from as many requirements as possible."""
    groups: dict[str, list[Mutant]] = {}
    for mutant in wanted:
        key = 'correct' if mutant.correct else mutant.breaks()[0]
        groups.setdefault(key, []).append(mutant)
    taken: list[Mutant] = []
    while len(taken) < min(number, len(wanted)):
        for group in groups.values():
            if group and len(taken) < number:
                taken.append(group.pop(0))
    return [m for m in wanted if m in taken]


@dataclass
class Result:
    """The judge's result for one mutant."""
    mutant: Mutant
    release: str
    word: str = MISSED
    row: str = ''               # that reveals it
    findings: list[Finding] = field(default_factory=list)   # new findings
    failed: str = ''            # why there is no judgement

    @property
    def passed(self) -> bool:
        return self.word in (CAUGHT, PASSED, SKIPPED)

    def line(self) -> str:
        mutant = self.mutant
        wanted = '-' if mutant.correct else \
            ' '.join(mutant.breaks(self.release))
        return (f'{mutant.name:32}{wanted:18}{self.word:18}'
                f'{self.row}').rstrip()

    def details(self) -> list[str]:
        """Lines with the findings, or the reason for having none."""
        if self.failed:
            return self.failed.splitlines()
        return [str(finding) for finding in self.findings]


def new_findings(found: list[Finding], before: list[Finding]) -> list[Finding]:
    """Broken requirements in FOUND that BEFORE, the correct run, lacks."""
    known = {f.requirement for f in before if f.grade.broken}
    return [f for f in found
            if f.grade.broken and f.requirement not in known]


# Returns the findings of a run; None stands for the handshake driver
Find = Callable[[Scenario, Mutant | None], list[Finding]]


def _against(mutant: Mutant, row: Scenario, release: str,
             find: Find) -> list[Finding]:
    """
    The findings against MUTANT in ROW: against a mutant, those that its base
    lacks; against a correct driver, all that its head does not allow.
    """
    found = find(row, mutant)
    if not mutant.correct:
        return new_findings(found, find(row, load(mutant.base)
                                        if mutant.base else None))
    allowed = mutant.allowed(row.name, release)
    return [f for f in found if f.grade.broken and
            f.requirement not in allowed]


def judged(mutant: Mutant, release: str, find: Find,
           lacks: Callable[[Scenario], str] = lambda _row: '') -> Result:
    """
    The Result of a mutant.  FIND(scenario, mutant) returns the findings of a
    run; with None for the mutant, those of the handshake driver.  LACKS says
    why the kernel cannot run a scenario, or ''.
    """
    result = Result(mutant, release, PASSED if mutant.correct else MISSED)
    rows = {row.name: lacks(row) for row in mutant.scenarios(release)}
    if all(rows.values()):
        result.word, result.failed = SKIPPED, '\n'.join(
            f'{name}: {why}' for name, why in rows.items())
        return result
    try:
        for row in mutant.scenarios(release):
            if rows[row.name]:
                continue
            new = _against(mutant, row, release, find)
            if not new:
                continue
            right = {f.requirement for f in new} & set(
                mutant.breaks(release))
            word = (BLAMED if mutant.correct else
                    CAUGHT if right else BY_ANOTHER)
            if result.word in (MISSED, PASSED) or right:
                result.word, result.row, result.findings = word, row.name, new
            if word in (CAUGHT, BLAMED):
                break
    except Failure as err:
        result.word, result.failed = NO_RUN, str(err)
    return result


# --- the page in docs -------------------------------------------------------

def _cell(mutant: Mutant, key: str) -> str:
    """A value, and its values for other versions."""
    def word(value: str) -> str:
        allowed = sorted(mutant.allowed(value)) if key == 'rows' else []
        return (f'``{value}``' if key == 'rows' else value) + (
            f' (not {", ".join(allowed)})' if allowed else '')

    def words(value: str) -> str:
        return ' '.join(map(word, value.split()))

    text = words(mutant.value(key))
    for (name, version), value in mutant.keys.items():
        if name == key and version:
            text += f'; {version}: {words(value)}'
    return text


def _name(mutant: Mutant) -> str:
    """The name, and what is special about its base or its kernel."""
    words = [f'``{mutant.name}``']
    if mutant.base:
        words.append(f'(from ``{mutant.base.stem}``)')
    if mutant.configs:
        words.append(f'(with {", ".join(mutant.configs)})')
    if mutant.value('only'):
        words.append(f'(only {mutant.value("only")})')
    return ' '.join(words)


def tables(every: list[Mutant]) -> str:
    """The tables of the page: mutants and correct drivers."""
    wrong = [(_name(m), m.why, _cell(m, 'breaks'), _cell(m, 'rows'))
             for m in every if not m.correct]
    right = [(f'``{m.name}``', m.why, _cell(m, 'rows'))
             for m in every if m.correct]
    return '\n'.join([
        'What is wrong', '-------------', '',
        *list_table((22, 44, 10, 24),
                ('Mutant', 'What is wrong', 'Breaks', 'Seen in'), wrong),
        '', 'What is right', '-------------', '',
        *list_table((22, 48, 30), ('Driver', 'What it does', 'Runs'), right),
        ''])
