# SPDX-License-Identifier: GPL-2.0-or-later
"""The whole page, in one file that loads nothing and needs no script."""

from ..judge.model import REQUIREMENTS
from . import matrix, rows, words
from .diagram import MARKERS
from .document import document
from .markup import link, tag, text
from .parts import requirement_id
from .run import Run

CHAPTERS = (('series', 'Series'), ('bad', 'What is bad'),
            ('rivals', 'Series compared'), ('all', 'All rows'), ('rows', 'Row by row'),
            ('requirements', 'Requirements'))


def _chapter(name: str, *content: str) -> str:
    return tag('section', tag('h2', dict(CHAPTERS)[name]), *content, id=name)


def _requirements() -> str:
    items = []
    for name, rule in REQUIREMENTS.items():
        items.append(tag('dt', tag('b', text(name)), id=requirement_id(name))
                     + tag('dd', text(f'{rule.holds} {rule.why} '),
                           tag('span', text(f'Source: {rule.source}.'),
                               class_='quiet')))
    return tag('dl', *items)


def _top(run: Run) -> str:
    facts = [*filter(None, (run.qemu, run.date))]
    chapters = tag('ul', *(tag('li', link(name, title))
                           for name, title in CHAPTERS
                           if name != 'rivals' or words.rivals(run.series)))
    return tag('header', tag('h1', text(run.title)),
               tag('p', text(' \u00b7 '.join(facts)), class_='quiet'),
               tag('nav', chapters, aria_label='Chapters'))


def page(run: Run) -> str:
    by_row = words.by_row(words.shown(run.verdicts))
    known = {words.key(next(iter(row.values()))): row for row in by_row}
    rivals = matrix.rivals(run)
    body = [
        link('bad', 'Skip to what is bad', class_='skip'), MARKERS,
        _top(run),
        tag('main',
            _chapter('series', tag('div', *(matrix.card(s, run)
                                            for s in run.series),
                                   class_='cards')),
            _chapter('bad', matrix.bad(run, known)),
            _chapter('rivals', rivals) if rivals else '',
            _chapter('all', matrix.legend(run), matrix.matrix(run),
                     matrix.skipped(run)),
            _chapter('rows', *(rows.section(row, run) for row in by_row)),
            _chapter('requirements', _requirements()))]
    return document(run.title, *body)
