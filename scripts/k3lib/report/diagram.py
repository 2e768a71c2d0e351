# SPDX-License-Identifier: GPL-2.0-or-later
"""Draw a story as a sequence diagram: SVG elements for the page.

The style sheet of the page (k3lib/report/style.py) has the colours.  That, and
tooltips, are why no package draws it: matplotlib has no sequence diagrams, and
those of mscgen have colours of their own and no tooltips.
"""

from collections.abc import Iterator
from html import escape

from .story import Kind, Row, Story

ROW = 22                # height
TOP = 34                # height of the names
PAGE = 36               # rows of one element
CLOCK, SINCE = 74, 142  # right ends of the two columns of times
LEFT = 152
WIDTH = 200             # of a lane
LETTER = 6.1            # width of a letter in the log, generously
WORDS = 6.3             # ... in a message
BOLD = 7.2              # ... in bold type


class _Picture:
    """Some ROWS of a story, with the names of the lanes above them."""

    def __init__(self, story: Story, rows: list[Row]) -> None:
        self.story, self.rows = story, rows
        self.width = LEFT + WIDTH * max(3, len(story.lanes))
        self.height = TOP + ROW * len(rows) + 12
        self.places = {lane: LEFT + WIDTH // 2 + number * WIDTH
                       for number, lane in enumerate(story.lanes)}

    def _cut(self, words: str, width: int, letter: float = LETTER) -> str:
        """Cut a text, which SVG does not wrap; a tooltip has all of it."""
        fits = int(width / letter)
        if len(words) <= fits:
            return escape(words)
        return (f'{escape(words[:fits - 1])}&#8230;'
                f'<title>{escape(words)}</title>')

    def _wide(self, row: Row, y: int) -> Iterator[str]:
        """A text across all lanes, with a coloured background."""
        yield (f'<rect x="{LEFT - 4}" y="{y - 14}" '
               f'width="{self.width - LEFT}" height="{ROW - 2}" rx="3" '
               f'class="ground {row.kind.value}"/>')
        sign = '\u26a0 ' if row.kind is Kind.REPORT else ''
        words = self._cut(sign + row.text, self.width - LEFT - 12)
        yield f'<text x="{LEFT + 2}" y="{y}" class="wide">{words}</text>'

    def _note(self, row: Row, y: int) -> Iterator[str]:
        yield (f'<text x="{LEFT + 2}" y="{y}" class="quiet">'
               f'\u22ee {escape(row.text)}</text>')

    def _message(self, row: Row, y: int) -> Iterator[str]:
        event = row.event
        assert event, row.text
        x1, x2 = self.places[event.source], self.places[event.target]
        bad, letter = (' bad', BOLD) if row.bad else ('', WORDS)
        if x1 == x2:
            room = self.width - x1 - 12
            yield f'<circle cx="{x1}" cy="{y - 4}" r="3.5" class="dot{bad}"/>'
            yield (f'<text x="{x1 + 8}" y="{y}" class="words{bad}">'
                   f'{self._cut(row.text, room, letter)}</text>')
            return
        way = 1 if x2 > x1 else -1
        tip = '-bad' if row.bad else ''
        ends = f'marker-end="url(#head{tip})"'
        if event.answered:
            ends += f' marker-start="url(#tail{tip})"'
        yield (f'<line x1="{x1 + way}" y1="{y + 3}" x2="{x2 - way}" '
               f'y2="{y + 3}" class="arrow{bad}" {ends}/>')
        yield (f'<text x="{(x1 + x2) / 2:g}" y="{y - 2}" '
               f'class="words middle{bad}">'
               f'{self._cut(row.text, abs(x2 - x1) - 4, letter)}</text>')

    def _row(self, row: Row, y: int) -> Iterator[str]:
        times = (f'<text x="{CLOCK}" y="{y}" class="time">{row.at:.6f}</text>'
                 f'<text x="{SINCE}" y="{y}" class="time">'
                 f'{(row.at - self.story.zero) * 1e3:.3f}</text>')
        if row.kind is Kind.NOTE:
            body, times = self._note(row, y), ''
        elif row.kind is Kind.MESSAGE:
            body = self._message(row, y)
        else:
            body = self._wide(row, y)
        after = ' class="after"' if row.after else ''
        yield f'<g{after}>{times}{"".join(body)}</g>'

    def _lanes(self) -> Iterator[str]:
        for lane, x in self.places.items():
            yield (f'<text x="{x}" y="16" class="lane">{escape(lane)}</text>'
                   f'<line x1="{x}" y1="24" x2="{x}" y2="{self.height - 4}" '
                   'class="line"/>')

    def draw(self, title: str) -> str:
        clock = ('kernel, s' if self.story.kernel_clock else 'machine, s')
        parts = [
            f'<svg viewBox="0 0 {self.width} {self.height}" '
            f'width="{self.width}" height="{self.height}" role="img" '
            f'class="diagram" aria-label="{escape(title)}">',
            f'<title>{escape(title)}</title>',
            f'<desc>{escape(described(self.story.lanes, self.rows))}</desc>',
            f'<text x="{CLOCK}" y="16" class="time">{clock}</text>'
            f'<text x="{SINCE}" y="16" class="time">+ ms</text>',
            *self._lanes()]
        for number, row in enumerate(self.rows):
            parts += self._row(row, TOP + 14 + ROW * number)
        return ''.join([*parts, '</svg>'])


def _marker(end: str, bad: str) -> str:
    path = 'M0 0 8 4 0 8z' if end == 'head' else 'M8 0 0 4 8 8z'
    at = 8 if end == 'head' else 0
    return (f'<marker id="{end}{bad}" viewBox="0 0 8 8" refX="{at}" refY="4" '
            f'markerWidth="8" markerHeight="8" orient="auto">'
            f'<path d="{path}" class="tip{bad}"/></marker>')


# Shared by all diagrams, since an id must be unique in the page
MARKERS = (
    '<svg width="0" height="0" class="markers" aria-hidden="true"><defs>'
    + ''.join(_marker(end, bad) for end in ('head', 'tail')
              for bad in ('', '-bad')) + '</defs></svg>')


def described(lanes: list[str], rows: list[Row]) -> str:
    """A description for screen readers."""
    words = (f'{len(rows)} rows between {", ".join(lanes)}, '
             f'from {rows[0].at:.6f} s on.')
    bad = [row.text for row in rows if row.bad]
    return words + (f' Bad: {"; ".join(bad)}.' if bad else '')


def svgs(story: Story, title: str) -> list[str]:
    """Parts of the diagram, each short enough for a sheet of paper."""
    rows = list(story.rows)
    if story.left:
        rows.append(Row(rows[-1].at, Kind.NOTE, f'and {story.left} more'))
    parts = [rows[at:at + PAGE] for at in range(0, len(rows), PAGE)]
    count = f' of {len(parts)}' if len(parts) > 1 else ''
    return [_Picture(story, part).draw(
        title + (f', part {number}{count}' if count else ''))
        for number, part in enumerate(parts, 1)]
