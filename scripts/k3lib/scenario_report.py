# SPDX-License-Identifier: GPL-2.0-or-later
"""What came of scenarios: a table, JUnit XML, and a page to look at."""

from dataclasses import dataclass, field
from html import escape

from . import inspect, results, sequence
from .base import write_atomic

HANGS = 'everything hangs'


@dataclass
class Verdict:
    scenario: object
    driver: str
    kernel: str
    outcome: object = None
    wrong: list = field(default_factory=list)
    without: bool = False       # run without its fault, it had to fail
    options: str = ''           # of k3-scenario, for the same kernels

    @property
    def passed(self):
        return not self.wrong

    def title(self):
        row = f'{self.scenario.row:2} ' if self.scenario.row else '   '
        return f'{row}{self.scenario.name}' + (
            ' (fault removed)' if self.without else '')

    def again(self, option):
        """The command that repeats it."""
        return ' '.join(filter(None, (
            'scripts/k3-scenario', self.options, f'--only {self.driver}',
            option, str(self.scenario.path))))

    def expected(self):
        if self.without:
            return 'other than with it'
        wanted = self.scenario.expected(self.driver, self.kernel)
        if wanted.get('hangs'):
            return HANGS
        told = wanted.get('results', []) or wanted.get('log', [])[-1:]
        return ', '.join(told) or 'ok'

    def observed(self):
        if not self.outcome:
            return 'no run'
        told = self.outcome.told()
        states = [f'{core} {state}' for core, state
                  in self.outcome.cores.items()
                  if core == self.scenario.core]
        hangs = [HANGS] if self.outcome.hung else []
        return ', '.join(told + hangs + states)


def table(verdicts):
    return '\n'.join(inspect.table(
        ('scenario', 'driver', 'kernel', 'expected', 'observed', 'guest s',
         'verdict'),
        [(v.title(), v.driver, v.kernel, v.expected(), v.observed(),
          f'{v.outcome.seconds:.3f}' if v.outcome else '-',
          'ok' if v.passed else 'FAILED') for v in verdicts]))


def line(verdict):
    """For who watches; runs without a fault are judged later."""
    result = ('as expected' if verdict.passed else 'differs'
              if verdict.without else 'NOT as expected')
    return (f'{verdict.title().strip()} [{verdict.driver}]: {result}: '
            f'{verdict.observed()}')


def details(verdict):
    """Of one that failed, and how to repeat it."""
    lines = [f'{verdict.title().strip()} [{verdict.driver}]: '
             f'{verdict.scenario.title}']
    lines += [f'  {wrong}' for wrong in verdict.wrong]
    if verdict.outcome:
        lines += ['  the kernel said:']
        lines += [f'    {line}' for line in verdict.outcome.log[-15:]]
    lines += [f'  again: {verdict.again("--verbose")}',
              f'  by hand, gdb on both sides: {verdict.again("--gdb")}']
    return '\n'.join(lines)


def write_junit(verdicts, path):
    results.write_junit([
        results.Case('scenarios', f'{v.title().strip()} [{v.driver}]',
                     'passed' if v.passed else 'failed',
                     '' if v.passed else details(v)) for v in verdicts], path)


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


def _section(number, verdict):
    outcome = verdict.outcome
    yield (f'<h2 id="s{number}">{escape(verdict.title())} '
           f'[{verdict.driver}]</h2><p>{escape(verdict.scenario.title)}</p>')
    if verdict.scenario.finding:
        yield f'<p>{escape(verdict.scenario.finding)}</p>'
    if verdict.wrong:
        yield '<ul class="bad">'
        yield from (f'<li>{escape(wrong)}</li>' for wrong in verdict.wrong)
        yield '</ul>'
    if not outcome:
        return
    found = sequence.events(outcome)
    if found:
        yield ('<details open><summary>What came last, in virtual time'
               f'</summary>{sequence.svg(found)}</details>')
    yield ('<details><summary>Kernel log</summary><pre>'
           + escape('\n'.join(outcome.log)) + '</pre></details>')
    yield ('<details><summary>By hand, with gdb on both sides</summary>'
           f'<pre>{escape(verdict.again("--gdb"))}</pre></details>')


def page(verdicts):
    parts = [HEAD, '<table><tr><th>scenario</th><th>driver</th><th>kernel'
             '</th><th>expected</th><th>observed</th><th>guest s</th>'
             '<th>verdict</th></tr>']
    for number, v in enumerate(verdicts):
        kind = ('ok', 'ok') if v.passed else ('bad', 'FAILED')
        seconds = f'{v.outcome.seconds:.3f}' if v.outcome else '-'
        cells = [f'<a href="#s{number}">{escape(v.title())}</a>', v.driver,
                 *map(escape, (v.kernel, v.expected(), v.observed())),
                 seconds, f'<span class="{kind[0]}">{kind[1]}</span>']
        parts.append('<tr>' + ''.join(f'<td>{c}</td>' for c in cells)
                     + '</tr>')
    parts.append('</table>')
    for number, verdict in enumerate(verdicts):
        parts += _section(number, verdict)
    return '\n'.join([*parts, '</body></html>\n'])


def write_page(verdicts, path):
    write_atomic(path, page(verdicts))
