# SPDX-License-Identifier: GPL-2.0-or-later
"""Draw a sequence: a lane for each party, an arrow for each message."""

from .svg import WIDTH, Picture, Table, width_of

TOP, HEAD, ROW, NOTE, PART = 12, 30, 34, 17, 30
STRIP = 12              # width of the strip that shows a state
LEGEND = 22


class _Lanes:
    def __init__(self, source: Table) -> None:
        self.source = source
        self.picture = Picture(source['title'], source['words'])
        self.x = {lane['id']: lane['x'] for lane in source['lane']}
        self.y: float = TOP + HEAD + 8
        self.at: dict[str, float] = {}          # name of a row -> its y
        self.states: list[tuple[str, float, str]] = []

    def row(self, row: Table) -> None:
        if 'part' in row:
            self.part(row)
        elif 'note' in row:
            self.note(row)
        else:
            self.say(row)
        if 'name' in row:
            # A part begins below its title
            self.at[row['name']] = self.y + (2 if 'part' in row else -8)
        for lane, state in row.get('state', {}).items():
            self.states.append((lane, self.y - 8, state))

    def part(self, row: Table) -> None:
        self.picture.box(0, self.y, WIDTH, 21, 'part', 0)
        self.picture.words(10, self.y + 15, row['part'], 'small', 'quiet',
                           WIDTH - 20)
        self.y += PART

    def note(self, row: Table) -> None:
        x, texts = self.x[row['at']], row['note']
        wide = max(width_of(text, 'small') for text in texts) + 14
        left = min(max(x - wide / 2, 4), WIDTH - wide - 4)
        high = NOTE * len(texts) + 6
        self.picture.box(left, self.y, wide, high, 'box')
        self.picture.lines(left + wide / 2, self.y + 15, texts, 'small',
                           'middle', step=NOTE)
        self.y += high + 12

    def say(self, row: Table) -> None:
        start, end = self.x[row['from']], self.x[row['to']]
        way = 1 if end > start else -1
        inset = STRIP / 2 + 1
        room = abs(end - start) - 2 * inset
        y = self.y + 22
        self.picture.words((start + end) / 2, y - 7, row['say'], 'small',
                           f'middle over words-{row["by"]}', room)
        self.picture.arrow([[start + way * inset, y],
                            [end - way * inset, y]], row['by'],
                           row.get('both', False))
        self.y += ROW

    def limits(self) -> None:
        for limit in self.source.get('limit', ()):
            start, end = self.at[limit['from']], self.at[limit['to']]
            right = self.x[limit['at']] - STRIP / 2 - 4
            self.picture.path([[right, start], [right - 8, start],
                               [right - 8, end], [right, end]], 'limit')
            middle = (start + end) / 2 - 15 * (len(limit['note']) - 1) / 2 + 4
            self.picture.lines(right - 13, middle, limit['note'], 'small',
                               'end', right - 15)

    def strips(self, end: float) -> Picture:
        """The lanes with their states over time, drawn below the rest."""
        below = Picture('', '')
        for lane in self.source['lane']:
            x = lane['x']
            below.path([[x, TOP + HEAD], [x, end]], 'lane')
            changes = [s for s in self.states if s[0] == lane['id']]
            starts = [(TOP + HEAD, lane.get('state')),
                      *((y, state) for _lane, y, state in changes), (end, '')]
            for (y, state), (until, _next) in zip(starts, starts[1:]):
                if state:
                    below.box(x - STRIP / 2, y, STRIP, until - y,
                              f'box {state}', 0)
        return below

    def heads(self) -> None:
        for lane in self.source['lane']:
            wide = lane.get('wide', 140)
            self.picture.box(lane['x'] - wide / 2, TOP, wide, HEAD)
            self.picture.words(lane['x'], TOP + 20, lane['name'], 'head',
                               'middle', wide)

    def legend(self) -> None:
        x = 12.0
        for kind, text in self.source['arrows'].items():
            self.picture.arrow([[x, self.y + 6], [x + 26, self.y + 6]], kind)
            self.picture.words(x + 32, self.y + 10, text, 'small')
            x += 32 + width_of(text, 'small') + 14
        self.y += LEGEND
        x = 12.0
        for kind, text in self.source['states'].items():
            self.picture.box(x, self.y, 26, STRIP, f'box {kind}', 0)
            self.picture.words(x + 32, self.y + 10, text, 'small')
            x += 32 + width_of(text, 'small') + 14
        self.y += LEGEND


def draw(source: Table) -> str:
    lanes = _Lanes(source)
    for row in source['row']:
        lanes.row(row)
    end = lanes.y
    lanes.limits()
    lanes.heads()
    lanes.y += 12
    lanes.legend()
    lanes.picture.parts = lanes.strips(end).parts + lanes.picture.parts
    return lanes.picture.text(lanes.y)
