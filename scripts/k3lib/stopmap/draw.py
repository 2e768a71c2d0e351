# SPDX-License-Identifier: GPL-2.0-or-later
"""Draw a map of stops: a table (CSV), a picture (SVG), a summary.

matplotlib would draw the picture as well, but it and numpy are large packages
to install for one grid of rectangles with two axes.
"""

from collections.abc import Iterator
import csv
import io
from pathlib import Path
from typing import TypedDict
from xml.sax.saxutils import escape

from .point import Attempts

from ..kernel.changes import Changes

WEDGED = 'wedged'       # no attempt stopped the core
# (outcome of the first attempt, whether a later one stopped the core) ->
# (colour, text).  Any other outcome is "other".
CLASSES = {
    ('ok', True): ('#4daf4a', 'stopped'),
    ('EBUSY', True): ('#ffd92f', '-EBUSY, then stopped'),
    ('EBUSY', False): ('#d95f02', f'-EBUSY, {WEDGED}'),
    ('ETIMEDOUT', True): ('#80b1d3', '-ETIMEDOUT, then stopped'),
    ('ETIMEDOUT', False): ('#377eb8', f'-ETIMEDOUT, {WEDGED}'),
    ('hang', False): ('#222222', 'the stop hangs'),
}
OTHER = ('#f781bf', 'another error')
LEFT, TOP, RIGHT, BOTTOM = 76, 66, 330, 58
SIZE = 560              # approximate length of the longer side


class Point(TypedDict):
    """One line of the table: delays, and the result of the stop."""
    ack_us: int
    wfi_us: int
    outcome: str        # of the first attempt
    stop_us: int
    later: str          # of the last attempt; '' if there was only one
    later_us: int | str


def driver_words(changes: Changes) -> str:
    """Describe the CHANGES to a kernel's driver, for a title."""
    names = [patch.name for patch in changes.patches]
    if len(names) > 1:
        names = [f'{names[0]} and {len(names) - 1} more']
    if changes.graceful:
        names.insert(0, 'the graceful shutdown of k3-kernel')
    names += [Path(path).name for path in changes.semantic]
    return ', '.join(names) or 'the released driver'


def classify(attempts: Attempts) -> tuple[str, bool]:
    """The key of CLASSES that Attempts belong to."""
    return (attempts.outcomes[0], 'ok' in attempts.outcomes)


def row_of(ack: int, wfi: int, attempts: Attempts) -> Point:
    """The row of one point: outcomes and times of its attempts."""
    outcomes, times = attempts.outcomes, attempts.times
    later = len(outcomes) > 1
    return {'ack_us': ack, 'wfi_us': wfi,
            'outcome': outcomes[0], 'stop_us': times[0],
            'later': outcomes[-1] if later else '',
            'later_us': times[-1] if later else ''}


def table(rows: list[Point]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(Point.__annotations__),
                            lineterminator='\n')
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def class_of(row: Point) -> tuple[str, bool]:
    return (row['outcome'], 'ok' in (row['outcome'], row['later']))


def style_of(row: Point) -> tuple[str, str]:
    return CLASSES.get(class_of(row), OTHER)


def counts(rows: list[Point]) -> list[tuple[str, int]]:
    """[(text, number of points)] of occurring classes, in their order."""
    found: dict[str, int] = {}
    for row in rows:
        words = style_of(row)[1]
        found[words] = found.get(words, 0) + 1
    order = [words for _colour, words in (*CLASSES.values(), OTHER)]
    return [(words, found[words]) for words in order if words in found]


# (last in, first out)
Border = tuple[int | None, int | None]


def border(values: list[int], wanted: list[bool]) -> Border:
    """(last value in, first value out), where WANTED becomes false."""
    inside = None
    for value, good in zip(values, wanted):
        if not good:
            return inside, value
        inside = value
    return inside, None


def borders(rows: list[Point]) -> tuple[Border, Border]:
    """Where success ends in the first row and column of the grid."""
    at = {(r['ack_us'], r['wfi_us']): r['outcome'] == 'ok' for r in rows}
    acks = sorted({r['ack_us'] for r in rows})
    wfis = sorted({r['wfi_us'] for r in rows})
    return (border(acks, [at[a, wfis[0]] for a in acks]),
            border(wfis, [at[acks[0], w] for w in wfis]))


# The same in the rest of the grid
Limit = tuple[int, int]


def _limit(values: list[int], wanted: list[bool]) -> Limit | None:
    """(last in, first out) if these agree on one limit, else None."""
    inside, outside = border(values, wanted)
    if (inside is None or outside is None or
            any(wanted[values.index(outside):])):
        return None
    return inside, outside


def limits(rows: list[Point]) -> tuple[Limit | None, Limit | None]:
    """
    The measured limits of the driver: for the answer where WFI comes soonest,
    for WFI where the answer comes soonest.  None if all points are equal, or
    if the results do not depend on one limit.
    """
    at = {(r['ack_us'], r['wfi_us']): r['outcome'] == 'ok' for r in rows}
    acks = sorted({r['ack_us'] for r in rows})
    wfis = sorted({r['wfi_us'] for r in rows})
    return (_limit(acks, [at[a, wfis[0]] for a in acks]),
            _limit(wfis, [at[acks[0], w] for w in wfis]))


class _Axis:
    """An axis of values in us; each cell has a whole number of pixels."""

    def __init__(self, values: list[int], cell: int, unit: str) -> None:
        self.values, self.cell = values, cell
        self.divisor = 1000 if unit == 'ms' else 1
        self.length = cell * len(values)

    def place(self, value: float) -> float | None:
        """The pixel between two values, or None outside the axis."""
        low, high = self.values[0], self.values[-1]
        if not low <= value <= high or low == high:
            return None
        share = (value - low) / (high - low)
        return round(self.cell / 2 + share * (self.length - self.cell), 1)

    def between(self, limit: tuple[int, int]) -> str:
        """"5000\u20135040" of (last in, first out)"""
        return '\u2013'.join(f'{value / self.divisor:g}' for value in limit)

    def ticks(self) -> list[tuple[float, str]]:
        """[(pixel, label)] of about six of the values."""
        step = max(1, -(-(len(self.values) - 1) // 5))
        return [(self.cell * i + self.cell / 2,
                 f'{self.values[i] / self.divisor:g}')
                for i in range(0, len(self.values), step)]


def _runs(rows: list[Point]) -> Iterator[tuple[int, int, tuple[str, str]]]:
    """Runs of equal cells in a line, as (first, number, style)."""
    start = 0
    for i in range(1, len(rows) + 1):
        if i == len(rows) or style_of(rows[i]) != style_of(rows[start]):
            yield start, i - start, style_of(rows[start])
            start = i


def _cells(rows: list[Point], x_axis: _Axis,
           y_axis: _Axis) -> Iterator[str]:
    lines: dict[int, list[Point]] = {}
    for row in rows:
        lines.setdefault(row['wfi_us'], []).append(row)
    for i, wfi in enumerate(y_axis.values):
        y = y_axis.length - (i + 1) * y_axis.cell
        line = sorted(lines[wfi], key=lambda r: r['ack_us'])
        for first, number, (colour, _words) in _runs(line):
            yield (f'<rect x="{first * x_axis.cell}" y="{y}" '
                   f'width="{number * x_axis.cell}" height="{y_axis.cell}" '
                   f'fill="{colour}"/>')


def _limits(rows: list[Point], x_axis: _Axis,
            y_axis: _Axis) -> Iterator[str]:
    """Dashed lines at the measured limits of the driver."""
    dashed = 'stroke="#000" stroke-dasharray="4 3"'
    answer, rest = limits(rows)
    if answer:
        x = x_axis.place(sum(answer) / 2)
        yield (f'<line x1="{x}" y1="-6" x2="{x}" y2="{y_axis.length}" '
               f'{dashed}/>')
        yield (f'<text x="{x}" y="-10" text-anchor="middle">'
               f'{x_axis.between(answer)} ms</text>')
    if rest:
        y = y_axis.length - (y_axis.place(sum(rest) / 2) or 0)
        yield (f'<line x1="0" y1="{y}" x2="{x_axis.length + 6}" y2="{y}" '
               f'{dashed}/>')
        yield (f'<text x="{x_axis.length + 9}" y="{y + 4}">'
               f'{y_axis.between(rest)} us</text>')


def _scales(x_axis: _Axis, y_axis: _Axis) -> Iterator[str]:
    for x, label in x_axis.ticks():
        yield (f'<text x="{x}" y="{y_axis.length + 16}" '
               f'text-anchor="middle">{label}</text>')
    for y, label in y_axis.ticks():
        yield (f'<text x="-6" y="{y_axis.length - y + 4}" '
               f'text-anchor="end">{label}</text>')
    yield (f'<text x="{x_axis.length / 2}" y="{y_axis.length + 38}" '
           'text-anchor="middle">acknowledgement after, ms</text>')
    middle = y_axis.length / 2
    yield (f'<text x="-58" y="{middle}" text-anchor="middle" '
           f'transform="rotate(-90 -58 {middle})">then WFI after, us</text>')


def _explained(rows: list[Point],
               attempts: int) -> Iterator[str]:
    """Explanations for the legend."""
    if any(WEDGED in words for words, _number in counts(rows)):
        yield f'{WEDGED}: ' + (
            'one attempt was made, and failed' if attempts == 1 else
            'the stop that follows at once fails' if attempts == 2 else
            f'{attempts - 1} more stops at once fail, too')
        if attempts == 2:
            yield 'as well'
    if any(limits(rows)):
        yield 'dashed: between these two points, as'
        yield 'measured, the first stop begins to fail'


def _legend(rows: list[Point], attempts: int,
            x: int) -> Iterator[str]:
    colours = {words: colour for colour, words in
               (*CLASSES.values(), OTHER)}
    y = 0
    for words, number in counts(rows):
        yield (f'<rect x="{x}" y="{y}" width="14" height="14" '
               f'fill="{colours[words]}" stroke="#666"/>')
        yield f'<text x="{x + 20}" y="{y + 11}">{words}: {number}</text>'
        y += 20
    for line in _explained(rows, attempts):
        yield f'<text x="{x}" y="{y + 19}" fill="#333">{line}</text>'
        y += 16


def _cut(text: str, width: int) -> str:
    """Cut a text to WIDTH pixels at a font size of 12."""
    fits = width // 7
    return text if len(text) <= fits else text[:fits - 1] + '\u2026'


def picture(rows: list[Point], title: str, about: str = '',
            attempts: int = 2) -> str:
    """The heat map; ABOUT describes the kernel."""
    acks = sorted({r['ack_us'] for r in rows})
    wfis = sorted({r['wfi_us'] for r in rows})
    x_axis = _Axis(acks, max(2, SIZE // len(acks)), 'ms')
    y_axis = _Axis(wfis, max(2, SIZE // len(wfis)), 'us')
    width = LEFT + x_axis.length + RIGHT
    height = TOP + y_axis.length + BOTTOM
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" '
        f'height="{height}" viewBox="0 0 {width} {height}" '
        'font-family="sans-serif" font-size="12">',
        f'<title>{escape(title)}</title>', f'<desc>{escape(about)}</desc>',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        f'<text x="{LEFT}" y="20" font-size="14" font-weight="bold">'
        f'{escape(_cut(title, (width - LEFT) * 12 // 15))}</text>',
        f'<text x="{LEFT}" y="37" fill="#333">'
        f'{escape(_cut(about, width - LEFT))}</text>',
        f'<g transform="translate({LEFT} {TOP})">',
        '<g shape-rendering="crispEdges">', *_cells(rows, x_axis, y_axis),
        '</g>', *_limits(rows, x_axis, y_axis), *_scales(x_axis, y_axis),
        *_legend(rows, attempts, x_axis.length + 70), '</g>', '</svg>']
    return '\n'.join(parts) + '\n'
