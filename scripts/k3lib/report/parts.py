# SPDX-License-Identifier: GPL-2.0-or-later
"""Elements that several parts of the page use: signs, anchors."""

from ..judge.model import Grade, Series, Verdict
from .faults import UNTRIED
from .markup import anchor, hidden, tag, text
from .words import key

SIGNS = {Grade.NONE: '\u00b7', Grade.GOOD: '\u2713', Grade.ACCEPTABLE: '~',
         Grade.BAD: '\u2717', Grade.UNSAFE: '!'}
MEANINGS = {
    Grade.NONE: 'the run says nothing about it',
    Grade.GOOD: 'it holds',
    Grade.ACCEPTABLE: 'a reasonable choice, with a price',
    Grade.BAD: 'wrong, but without harm to others',
    Grade.UNSAFE: 'may take the system down, or corrupt it'}
UNTRIED_SIGN = '?'
MARKS = {'better': '\u25b2', 'worse': '\u25bc'}


def grade_class(grade: Grade) -> str:
    return 'none' if grade is Grade.NONE else grade.word


def sign(grade: Grade) -> str:
    """A coloured sign, to be followed by its word."""
    return tag('span', SIGNS[grade], class_=f'sign {grade_class(grade)}',
               aria_hidden='true')


def untried_sign() -> str:
    """The sign of a run in which the fault did not occur."""
    return tag('span', UNTRIED_SIGN, class_='sign untried',
               aria_hidden='true')


def graded(grade: Grade | None) -> str:
    """The sign followed by its word; None: the fault did not occur."""
    if grade is None:
        return f'{untried_sign()} {UNTRIED}'
    return f'{sign(grade)} {text("no verdict" if not grade else grade.word)}'


def mark(word: str | None, stock: Series) -> str:
    """A mark for better or worse than the released driver, or ''."""
    if word not in MARKS:
        return ''
    return tag('i', MARKS[word], hidden(f' {word} than {stock.name}'),
               class_=word, title=f'{word} than {stock.name}')


def row_id(verdict: Verdict) -> str:
    name, without = key(verdict)
    return anchor('row', name, *(['without'] if without else ()))


def requirement_id(name: str) -> str:
    return anchor('requirement', name)


def page_title(verdict: Verdict) -> str:
    """The title of a row, which describes what happens in it."""
    words = verdict.scenario.title
    return words[:1].upper() + words[1:] + (
        ' (without the fault)' if verdict.without else '')
