# SPDX-License-Identifier: GPL-2.0-or-later
"""Show what happened with boards: lines of text, a page, JSON."""

from collections import Counter
from typing import Any

from ..report.document import document
from ..report.markup import anchor, link, scrolls, tag, text
from .trial import ATTACHED, CoreTrial, Trial

NAME = 46               # columns; longer names move the rest


def _plural(count: int, noun: str) -> str:
    return f'{count} {noun}' + ('' if count == 1 else 's')


def _cores(trial: Trial) -> str:
    good = sum(core.good for core in trial.cores)
    words = _plural(good, 'core')
    return words if good == len(trial.cores) else \
        f'{good} of {_plural(len(trial.cores), "core")}'


def summary(trial: Trial) -> str:
    """One line."""
    soc = trial.board.soc.name if trial.board.soc else '?'
    parts = [f'{trial.board.name:{NAME}} {soc:8}',
             f'{_plural(trial.cpus, "CPU"):7}', f'{_cores(trial):8}']
    if trial.loaded:
        parts.append(f'{trial.loaded:3} modules')
    problems = len(trial.problems())
    return ' '.join((*parts, f'{trial.seconds:5.1f} s ',
                     _plural(problems, 'problem') if problems else 'good'))


def lines(trial: Trial) -> str:
    """One line, and one for each problem."""
    return '\n'.join((summary(trial),
                      *(f'    {line}' for line in trial.problems())))


def record(trial: Trial) -> dict[str, Any]:
    """The result for programs."""
    soc = trial.board.soc
    return {
        'board': trial.board.name, 'model': trial.board.model,
        'soc': soc.name if soc else None,
        'cpus': trial.cpus, 'cpus-in-tree': trial.board.cpus,
        'cores': {core.core.name: {
            'good': core.good, 'steps': core.done, 'failed': core.failed}
            for core in trial.cores},
        'modules': trial.loaded,
        'explained': trial.warnings.explained,
        'unmodelled': trial.touched,
        'problems': trial.problems(),
        'seconds': round(trial.seconds, 1)}


def _how(core: CoreTrial) -> str:
    if not core.good:
        return core.words()
    if core.wanted == (ATTACHED,):
        return 'Linux attached to it'
    return ', '.join(dict.fromkeys(core.done)) + ', twice'


def _row(trial: Trial) -> str:
    problems = trial.problems()
    sign = tag('span', 'good' if not problems else
               _plural(len(problems), 'problem'),
               class_='sign ' + ('bad' if problems else 'good'))
    name = trial.board.name
    return tag('tr', *(tag('td', cell) for cell in (
        link(anchor(name), text(name)), text(trial.board.model),
        text(trial.board.soc.name if trial.board.soc else ''),
        f'{trial.cpus} of {trial.board.cpus}', text(_cores(trial)),
        f'{trial.seconds:.0f} s', sign)))


def _list(title: str, items: list[str]) -> str:
    if not items:
        return ''
    return tag('h4', title) + tag('ul', *(tag('li', text(item))
                                          for item in items))


def _section(trial: Trial) -> str:
    explained = [f'{line} \u2014 {why}'
                 for line, why in trial.warnings.explained.items()]
    return tag(
        'section', tag('h3', text(trial.board.name)),
        tag('p', text(trial.board.model), class_='quiet'),
        _list('Problems', trial.problems()),
        _list('Remote cores', [f'{core.core.name}: {_how(core)}'
                               for core in trial.cores]),
        _list('Warnings that have a reason', explained),
        _list('Touched, but not modelled', [line.replace('\n', ' ')
                                            for line in trial.touched]),
        id=anchor(trial.board.name))


def page(trials: list[Trial], kernel: str) -> str:
    """A page that loads nothing."""
    families = Counter(trial.board.soc.name for trial in trials
                       if trial.board.soc)
    bad = sum(bool(trial.problems()) for trial in trials)
    head = tag('tr', *(tag('th', name, scope='col') for name in (
        'Board', 'Model', 'SoC', 'CPUs', 'Remote cores', 'Time', 'Result')))
    title = f'Boards with {kernel}'
    body = (
        tag('header', tag('h1', text(title)), tag('p', text(
            f'{len(trials)} boards, {bad} with problems. '
            + ', '.join(f'{name}: {count}'
                        for name, count in sorted(families.items())) + '.'),
            class_='quiet')),
        tag('main', scrolls('All boards', tag(
            'table', tag('thead', head), tag('tbody', *map(_row, trials)))),
            *map(_section, trials)))
    return document(title, *body)
