# SPDX-License-Identifier: GPL-2.0-or-later
"""A small SVG writer: boxes, texts and arrows, for light and dark mode.

Pictures are 520 units wide, so that texts stay readable on a phone that shows
them 360 pixels wide.  They have their own background: the page around them may
be light while the reader's system is dark.

matplotlib, which Debian has, draws data on axes and knows one colour scheme per
file; these are boxes and arrows at given places, in two colour schemes.
"""

from typing import Any
from xml.sax.saxutils import escape

from ...base import Failure

Table = dict[str, Any]      # a TOML table

WIDTH = 520
# Font size and greatest width of a character, by class (DejaVu Sans, a wide
# font, averages 0.58 em in running text; its monospace has 0.602 em).
SIZES = {'head': 14, 'words': 13, 'small': 11.5, 'code': 11.5}
EM = {'head': 0.66, 'words': 0.60, 'small': 0.60, 'code': 0.602}

# name: colour in light and in dark mode.  CSS variables would be shorter, but
# some SVG viewers do not know them.
COLOURS = {
    'page': ('#fff', '#14181d'), 'text': ('#1b1f24', '#e3e8ee'),
    'quiet': ('#57606a', '#a0aab5'), 'line': ('#8c959f', '#6e7781'),
    'plain': ('#f3f5f7', '#1f252c'), 'mail': ('#1f5fae', '#8cc2ff'),
    'sci': ('#7a3ea1', '#d3a8f0'), 'signal': ('#a3360b', '#ff9d73'),
    'run': ('#cdeed5', '#1b5230'), 'wait': ('#ffe9a8', '#5c4700'),
    'off': ('#d0d7de', '#3b444e'), 'share': ('#dcebfb', '#1d3550'),
    'own': ('#fff0c0', '#493800'), 'other': ('#efe3f7', '#3c2a4e')}
SHAPES = '''
  text { font-family: system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif }
  .head { font-size: 14px; font-weight: 700 }
  .words { font-size: 13px } .small { font-size: 11.5px }
  .code { font-size: 11.5px; font-family: ui-monospace, "DejaVu Sans Mono",
    Menlo, Consolas, monospace }
  .middle { text-anchor: middle } .end { text-anchor: end }
  .over { paint-order: stroke; stroke-width: 5px; stroke-linejoin: round }
  .frame { stroke-dasharray: 6 4 } .band { stroke-width: 1.2 }
  .arrow { stroke-width: 1.6 }
  .frame, .lane, .limit, .band, .arrow { fill: none }
'''
FILLS = ('page', 'run', 'wait', 'off', 'share', 'own', 'other')
TIPS = ('mail', 'sci', 'signal', 'call')


def colours(dark: bool) -> str:
    """The CSS rules for colours."""
    of = {name: pair[dark] for name, pair in COLOURS.items()}
    of['call'] = of['text']
    return '\n'.join((
        f'  text {{ fill: {of["text"]} }} .quiet {{ fill: {of["quiet"]} }}',
        f'  .over {{ stroke: {of["page"]} }} .part {{ fill: {of["plain"]} }}',
        f'  .box {{ stroke: {of["line"]}; fill: {of["plain"]} }}',
        f'  .frame, .lane, .limit, .band {{ stroke: {of["line"]} }}',
        *(f'  .{name} {{ fill: {of[name]} }}' for name in FILLS),
        *(f'  .arrow.{name} {{ stroke: {of[name]} }} .tip-{name}, '
          f'.words-{name} {{ fill: {of[name]} }}' for name in TIPS)))


STYLE = (f'{SHAPES}{colours(False)}\n'
         f'  @media (prefers-color-scheme: dark) {{\n{colours(True)}\n  }}\n')


def width_of(text: str, kind: str) -> float:
    """An upper limit for the width of TEXT."""
    return len(text) * EM[kind] * SIZES[kind]


def number(value: float) -> str:
    return f'{value:.1f}'.removesuffix('.0')


class Picture:
    def __init__(self, title: str, words: str) -> None:
        self.title, self.description = title, words
        self.parts: list[str] = []

    def box(self, x: float, y: float, wide: float, high: float,
            kind: str = 'box', corner: float = 4) -> None:
        self.parts.append(
            f'<rect class="{kind}" x="{number(x)}" y="{number(y)}" '
            f'width="{number(wide)}" height="{number(high)}" rx="{corner}"/>')

    def words(self, x: float, y: float, text: str, kind: str = 'words',
              also: str = '', room: float | None = None) -> None:
        """Write TEXT at Y; fail if it may be wider than ROOM."""
        if room is not None and width_of(text, kind) > room:
            raise Failure(f'picture "{self.title}": "{text}" needs '
                          f'{width_of(text, kind):.0f} of {room:.0f}')
        self.parts.append(
            f'<text class="{f"{kind} {also}".strip()}" x="{number(x)}" '
            f'y="{number(y)}">{escape(text)}</text>')

    def lines(self, x: float, y: float, texts: list[str], kind: str = 'small',
              also: str = '', room: float | None = None,
              step: float = 15) -> None:
        for index, text in enumerate(texts):
            self.words(x, y + index * step, text, kind, also, room)

    def path(self, points: list[list[float]], kind: str) -> None:
        steps = ' L'.join(f'{number(x)} {number(y)}' for x, y in points)
        self.parts.append(f'<path class="{kind}" d="M{steps}"/>')

    def arrow(self, points: list[list[float]], kind: str,
              both: bool = False) -> None:
        steps = ' L'.join(f'{number(x)} {number(y)}' for x, y in points)
        start = f' marker-start="url(#tip-{kind})"' if both else ''
        self.parts.append(f'<path class="arrow {kind}" d="M{steps}"'
                          f'{start} marker-end="url(#tip-{kind})"/>')

    def text(self, high: float) -> str:
        tips = ''.join(
            f'<marker id="tip-{kind}" class="tip-{kind}" viewBox="0 0 10 10" '
            'refX="9" refY="5" markerWidth="9" markerHeight="9" '
            'markerUnits="userSpaceOnUse" orient="auto-start-reverse">'
            '<path d="M0 1 L9 5 L0 9 z"/></marker>\n' for kind in TIPS)
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<!-- SPDX-License-Identifier: GPL-2.0-or-later -->\n'
            '<!-- Drawn by scripts/k3-docs from its source in '
            'scripts/pictures. -->\n'
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" '
            f'height="{number(high)}" viewBox="0 0 {WIDTH} {number(high)}" '
            'role="img" aria-labelledby="title words">\n'
            f'<title id="title">{escape(self.title)}</title>\n'
            f'<desc id="words">{escape(self.description)}</desc>\n'
            f'<style>{STYLE}</style>\n<defs>\n{tips}</defs>\n'
            f'<rect class="page" width="{WIDTH}" height="{number(high)}" '
            'rx="6"/>\n' + '\n'.join(self.parts) + '\n</svg>\n')
