# SPDX-License-Identifier: GPL-2.0-or-later
"""What came of scenarios: a table, JUnit XML, and a page to look at."""

from dataclasses import dataclass
from html import escape

from . import inspect, results
from .base import write_atomic

HANGS = 'everything hangs'


@dataclass
class Run:
    """Everything that a page shows."""
    verdicts: list
    series: list
    qemu: str = ''
    date: str = ''


def _observed(verdict):
    outcome = verdict.outcome
    if not outcome:
        return 'no run'
    hangs = [HANGS] if outcome.hung else []
    return ', '.join(outcome.told() + hangs)


def _judged(verdict):
    broken = verdict.broken()
    return (', '.join(dict.fromkeys(f'{f.requirement} {f.grade.word}'
                                    for f in broken)) or 'good')


def table(verdicts):
    return '\n'.join(inspect.table(
        ('scenario', 'observed', 'judged', 'as recorded'),
        [(v.title, _observed(v)[:30], _judged(v),
          '-' if v.recorded is None else 'no' if v.recorded else 'yes')
         for v in verdicts]))


def line(verdict):
    """For a person, while the runs go on."""
    return f'{verdict.title}: {verdict.failed or _judged(verdict)}'


def details(verdict):
    """Of one that failed, and how to repeat it."""
    lines = [f'{verdict.title}: {verdict.scenario.title}']
    lines += [f'  {words}' for words in (
        *filter(None, (verdict.failed, verdict.repeats)),
        *(verdict.recorded or ()), *map(str, verdict.broken()))]
    again = ' '.join(filter(None, (
        'scripts/k3-scenario', verdict.series.options,
        f'--only {verdict.series.name}', str(verdict.scenario.path))))
    return '\n'.join([*lines, f'  again: {again} --verbose',
                      f'  by hand, gdb on both sides: {again} --gdb'])


def write_junit(verdicts, path):
    results.write_junit([
        results.Case('scenarios', v.title,
                     'passed' if not v.broken() else 'failed',
                     '' if not v.broken() else details(v))
        for v in verdicts], path)


HEAD = '''<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>k3-virt scenarios</title>
<style>
body { font: 14px sans-serif; margin: 2em; max-width: 75em }
table { border-collapse: collapse } td, th { border: 1px solid #ccc;
padding: 3px 8px; text-align: left; vertical-align: top }
.ok { color: #006b2d } .bad { color: #b00020; font-weight: bold }
pre { background: #f4f4f4; padding: 8px; overflow-x: auto; font-size: 12px }
svg .t { fill: #666 }
</style></head><body><h1>k3-virt scenarios</h1>
'''


def write_page(run, path):
    rows = ''.join(f'<tr><td>{escape(v.title)}</td><td>'
                   f'{escape(_judged(v))}</td></tr>' for v in run.verdicts)
    write_atomic(path, f'{HEAD}<table>{rows}</table></body></html>')
