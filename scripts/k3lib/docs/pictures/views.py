# SPDX-License-Identifier: GPL-2.0-or-later
"""Draw address views: a column for each viewer, lines between equal memory."""

from .svg import WIDTH, Picture, Table

TOP, HEAD, HIGH, GAP = 12, 34, 38, 6


class _Columns:
    def __init__(self, source: Table) -> None:
        self.picture = Picture(source['title'], source['words'])
        self.source = source
        count = len(source['view'])
        self.wide = (WIDTH - 16 - 34 * (count - 1)) / count
        self.ends: dict[tuple[int, str], float] = {}
        self.y: float = 0

    def left(self, index: int) -> float:
        return 8 + index * (self.wide + 34)

    def column(self, index: int, view: Table) -> None:
        x = self.left(index)
        self.picture.words(x + self.wide / 2, TOP + 14, view['name'], 'head',
                           'middle', self.wide)
        y: float = TOP + HEAD - 8
        for block in view['block']:
            high = block.get('high', 1) * HIGH
            y += block.get('gap', 0) * HIGH
            self.picture.box(x, y, self.wide, high - 2,
                             f'box {block.get("kind", "")}', 2)
            middle = y + (high - 2) / 2
            self.picture.words(x + 7, middle - 3, block['name'], 'words', '',
                               self.wide - 8)
            self.picture.words(x + 7, middle + 12, block['at'], 'code',
                               'quiet', self.wide - 8)
            if 'same' in block:
                self.ends[index, block['same']] = middle
            y += high + GAP
        self.y = max(self.y, y)

    def bands(self) -> list[str]:
        below = Picture('', '')
        for (index, same), y in self.ends.items():
            other = self.ends.get((index + 1, same))
            if other is not None:
                x = self.left(index) + self.wide
                below.path([[x, y], [x + 5, y], [x + 29, other],
                            [x + 34, other]], 'band')
        return below.parts

    def legend(self) -> None:
        self.y += 8
        for kind, text in self.source['kinds'].items():
            self.picture.box(12, self.y, 26, 12, f'box {kind}', 0)
            self.picture.words(46, self.y + 10, text, 'small', '', WIDTH - 60)
            self.y += 19


def draw(source: Table) -> str:
    columns = _Columns(source)
    for index, view in enumerate(source['view']):
        columns.column(index, view)
    columns.picture.parts += columns.bands()
    columns.legend()
    return columns.picture.text(columns.y + 6)
