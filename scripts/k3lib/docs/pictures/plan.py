# SPDX-License-Identifier: GPL-2.0-or-later
"""Draw a plan: boxes at given places, and arrows between them."""

from ...base import Failure
from .svg import WIDTH, Picture, Table


def draw(source: Table) -> str:
    picture = Picture(source['title'], source['words'])
    for box in source['box']:
        x, y, wide, high = box['at']
        picture.box(x, y, wide, high, box.get('kind', 'box'))
        left, also = x + 10, ''
        if box.get('middle'):
            left, also = x + wide / 2, 'middle'
        picture.words(left, y + 20, box['name'], 'head', also, wide - 12)
        picture.lines(left, y + 38, box.get('lines', []), 'small', also,
                      wide - 12)
    for arrow in source['arrow']:
        picture.arrow(arrow['points'], arrow['kind'], arrow.get('both', False))
        if 'lines' in arrow:
            x, y = arrow['words']
            picture.lines(x, y, arrow['lines'], 'small',
                          f'{arrow.get("also", "")} over '
                          f'words-{arrow["kind"]}', step=14)
    x, y = 12.0, source['high'] - 16
    for kind, text in source['arrows'].items():
        picture.arrow([[x, y], [x + 26, y]], kind)
        picture.words(x + 32, y + 4, text, 'small')
        x += source['legend']
    if x > WIDTH + source['legend']:
        raise Failure(f'picture "{picture.title}": the legend is too wide')
    return picture.text(source['high'])
