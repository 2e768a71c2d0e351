# SPDX-License-Identifier: GPL-2.0-or-later
"""The lower part of the page: each row of the table in detail."""

from collections.abc import Iterator

from ..judge.model import REQUIREMENTS, Finding, Grade, Series, Verdict
from ..scenario.outcome import Outcome, Part, linux_hosts
from . import faults, loglines, words
from .diagram import svgs
from .markup import code, link, scrolls, tag, text
from .parts import graded, mark, page_title, requirement_id, row_id
from .run import Run
from .story import story

MOST_GOOD = 2           # more good findings than this are folded


def _list(items: list[str]) -> str:
    return ', '.join(tag('code', text(item)) for item in items)


def _options(options: dict[str, str]) -> str:
    """"hello, shutdown = silent" of {'app': 'hello', ...}"""
    app = options.get('app', 'hello')
    return ', '.join([app, *(f'{name} = {value}' for name, value
                             in options.items() if name != 'app')])


def _facts(verdict: Verdict) -> Iterator[tuple[str, str]]:
    """The steps of a scenario, and its fault."""
    scenario, faulty = verdict.scenario, not verdict.without
    provoke = scenario.provoke if faulty else {}
    yield 'Machine', text(f'{scenario.board or scenario.soc}, '
                          f'core {scenario.core}')
    for core, options in scenario.all_firmware(faulty).items():
        yield f'Firmware of {core}', tag('code', text(_options(options)))
    for name, rule in provoke.get('faults', {}).items():
        yield f'Fault {name}', tag('code', text(rule))
    arguments = scenario.machine_arguments(faulty)
    if arguments:
        yield 'QEMU', tag('code', text(' '.join(arguments)))
    yield 'Steps', _list(scenario.all_steps(faulty))
    if scenario.finding:
        yield 'What it shows', text(scenario.finding)


def _finding(finding: Finding, verdict: Verdict) -> str:
    at = ('' if finding.at is None else
          tag('span', f' at {finding.at:.6f} s', class_='quiet'))
    sign = graded(None if faults.doubtful(verdict, finding.grade)
                  else finding.grade)
    return tag('p', sign, ': ', text(finding.words), at)


def _findings(found: list[Finding], verdict: Verdict) -> str:
    """Findings of one series; many good ones are folded."""
    good = [f for f in found if f.grade is Grade.GOOD]
    if len(good) <= MOST_GOOD:
        return ''.join(_finding(f, verdict) for f in found)
    others = [f for f in found if f.grade is not Grade.GOOD]
    doubtful = faults.doubtful(verdict, Grade.GOOD)
    return ''.join(_finding(f, verdict) for f in others) + tag(
        'details', tag('summary', graded(None if doubtful else Grade.GOOD),
                       f', {len(good)} times'),
        *(_finding(f, verdict) for f in good))


def _compared(word: str | None, stock: Series) -> str:
    sign = mark(word, stock)
    return tag('p', f'{sign} {word} than {text(stock.name)}') if sign else ''


def _requirement(name: str, row: dict[str, Verdict], series: list[Series],
                 stock: Series) -> str:
    """Findings of each series about one requirement; '' without any."""
    cells = []
    for each in series:
        verdict = row.get(each.name)
        found = sorted((f for f in verdict.findings if f.requirement == name),
                       key=lambda f: -f.grade) if verdict else []
        marks = (faults.compared(verdict, row[stock.name])
                 if verdict and found and each is not stock and
                 stock.name in row else {})
        cells.append((found, _findings(found, verdict)
                      + _compared(marks.get(name), stock)
                      if verdict else ''))
    if not any(found for found, _body in cells):
        return ''
    rule = REQUIREMENTS[name]
    broken = any(f.grade.broken for found, _body in cells for f in found)
    first = next(iter(row.values()))
    return tag('tr', tag('th', link(requirement_id(name), text(name)),
                         tag('span', text(f'{rule.holds} {rule.why}'),
                             class_='holds') if broken else '',
                         scope='row', title=rule.holds),
               *(tag('td', body or '\u2013', data_series=each.name)
                 for each, (_found, body) in zip(series, cells)),
               id=f'{row_id(first)}-{name}')


def _outcome(verdict: Verdict | None) -> str:
    if not verdict:
        return 'not run'
    if verdict.failed:
        return tag('b', text(verdict.failed))
    parts = [tag('p', text(words.observed(verdict)))]
    why = faults.untried(verdict)
    if why:
        parts.append(tag('p', graded(None), ': ', text(why)))
    parts += [tag('p', text(line[:1].upper() + line[1:]), class_='quiet')
              for line in faults.hits(verdict)]
    if verdict.recorded is not None:
        parts.append(tag('p', 'as recorded' if not verdict.recorded else
                         tag('b', 'not as recorded: ')
                         + text('; '.join(verdict.recorded))))
    if verdict.repeats:
        parts.append(tag('p', tag('b', text(verdict.repeats))))
    return ''.join(parts)


def _comparison(row: dict[str, Verdict], series: list[Series],
                stock: Series) -> str:
    first = next(iter(row.values()))
    outcome = tag('tr', tag('th', 'Outcome', scope='row'), *(
        tag('td', _outcome(row.get(s.name)), data_series=s.name)
        for s in series))
    return tag(
        'table', tag('caption', 'Results'),
        tag('thead', tag('tr', tag('th', 'Requirement', scope='col'), *(
            tag('th', text(s.name), scope='col') for s in series))),
        tag('tbody', outcome, *(_requirement(name, row, series, stock)
                                for name in REQUIREMENTS)),
        class_='compare', id=f'{row_id(first)}-compared')


def _reports(outcome: Outcome) -> Iterator[str]:
    """The kernel's complete reports about its defects."""
    for lines, _after in loglines.logs(outcome):
        for first, end, headline in loglines.reports(lines):
            yield tag('div', tag('b', '\u26a0 ', text(headline)),
                      code('\n'.join(lines[first:end])), class_='reports')


def _idle(core: str, parts: list[Part]) -> bool:
    """Whether a core was not used, and so needs no line."""
    return all(part.states.get(core, 'offline') in ('offline', 'gone')
               and part.cores.get(core, 'off') == 'off' for part in parts)


def _states(verdict: Verdict) -> str:
    """States of each core by Linux and by the machine."""
    outcome = verdict.outcome
    if not outcome:
        return ''
    after = outcome.after
    parts: list[Part] = [part for part in (outcome, after) if part]
    used = verdict.scenario.all_firmware(not verdict.without)
    cores = [core for core in outcome.cores or outcome.states
             if core in used or not _idle(core, parts)]
    if not cores:
        return ''
    heads = ['Core', 'Linux says', 'The core is']
    if after:
        heads += ['Afterwards, Linux says', 'The core is']
    lines = []
    for core in cores:
        values = [part.get(core, '\u2013')
                  for seen in parts
                  for part in (seen.states, seen.cores)]
        lines.append(tag('tr', tag('th', text(core), scope='row'),
                         *(tag('td', text(value)) for value in values)))
    return scrolls('States', tag(
        'table', tag('caption', 'Cores at the end; all others are off'),
        tag('thead', tag('tr', *(tag('th', head, scope='col')
                                 for head in heads))),
        tag('tbody', *lines)))


def _holders(part: Part,
             hosts: dict[int, str]) -> list[tuple[str, dict[str, str]]]:
    """(holder's name, record), with Linux last."""
    linux = linux_hosts(hosts)
    records = sorted(part.owned, key=lambda r: (
        int(r['host']) in linux, int(r['host']), r['kind'], r['id']))
    return [(f'{"Linux: " if int(r["host"]) in linux else ""}'
             f'{hosts.get(int(r["host"]), r["host"])}', r) for r in records]


def _owned(outcome: Outcome) -> Iterator[str]:
    """The holders of devices and processors in the system firmware."""
    hosts = {int(h['host']): h['name'] for h in outcome.hosts}
    for part, when in ((outcome, 'at the end'),
                       (outcome.after, 'afterwards')):
        if not part or not part.owned:
            continue
        lines = [tag('tr', *(tag('td', text(value)) for value in (
            holder, r['kind'], r['id'], r.get('name', ''),
            r.get('state', '')))) for holder, r in _holders(part, hosts)]
        others = len(part.held)
        summary = (f'Who holds what {when}: {len(lines)} in all, '
                   f'{others or "none"} by others than Linux')
        yield tag('details', tag('summary', summary), scrolls(
            f'Who holds what {when}', tag(
                'table', tag('caption', f'Owners {when}'),
                tag('thead', tag('tr', *(
                    tag('th', head, scope='col') for head in (
                        'Holder', 'Kind', 'Number', 'Name', 'State')))),
                tag('tbody', *lines))))


def _log(outcome: Outcome) -> str:
    shown = []
    for lines, _after in loglines.logs(outcome):
        defects = {at for first, end, _headline in loglines.reports(lines)
                   for at in range(first, end)}
        shown += [tag('mark', text(line)) if at in defects else text(line)
                  for at, line in enumerate(lines)]
    if not shown:
        return ''
    return tag('details', tag('summary', f'Kernel log, {len(shown)} lines'),
               tag('pre', '\n'.join(shown), tabindex='0'))


def _diagram(verdict: Verdict, is_open: bool) -> str:
    if not verdict.outcome:
        return ''
    told = story(verdict.outcome, verdict.findings)
    if not told.rows:
        return tag('p', 'Nothing was traced.')
    name = (f'{page_title(verdict)}, with {verdict.series.name}: '
            'who told what to whom')
    summary = f'Who told what to whom, {len(told.rows)} rows'
    if told.earlier:
        summary += f'; {told.earlier} earlier ones are left out'
    return tag('details', tag('summary', summary),
               scrolls(f'Diagram: {verdict.series.name}',
                       *svgs(told, name)),
               class_='story', open=is_open or None)


def _again(verdict: Verdict) -> str:
    return tag('details', tag('summary', 'Run it again'),
               tag('p', 'With the whole log:'),
               code(words.again(verdict, '--verbose')),
               tag('p', 'By hand, halted, with gdb on both sides:'),
               code(words.again(verdict, '--gdb')))


def _series(verdict: Verdict, alone: bool) -> str:
    """All details of one run."""
    outcome = verdict.outcome
    parts = [tag('h4', text(verdict.series.name), ' ',
                 graded(None if faults.untried(verdict) else
                        verdict.worst()))]
    if not outcome:
        parts.append(tag('pre', text(verdict.failed), tabindex='0'))
        return ''.join([*parts, _again(verdict)])
    parts += _reports(outcome)
    if outcome.where:
        parts.append(tag('details', tag('summary', 'Where it hangs'),
                         code(outcome.where), open=True))
    shown = bool(alone or verdict.worst().broken or verdict.recorded)
    parts += [_diagram(verdict, shown), _states(verdict), *_owned(outcome),
              _log(outcome), _again(verdict)]
    return ''.join(parts)


def section(row: dict[str, Verdict], run: Run) -> str:
    """All details of one row."""
    first = next(iter(row.values()))
    series = [s for s in run.series if s.name in row]
    facts = tag('dl', *(tag('dt', text(name)) + tag('dd', value)
                        for name, value in _facts(first)), class_='facts')
    return tag(
        'section', tag('h3', text(page_title(first))),
        tag('p', text(words.path(first.scenario)), class_='file'), facts,
        _comparison(row, series, run.series[0]),
        *(_series(row[s.name], len(series) == 1) for s in series),
        id=row_id(first), class_='row')
