# SPDX-License-Identifier: GPL-2.0-or-later
"""Write HTML from Python: elements, escaped text.

This takes the place of a template engine such as jinja2: typed functions decide
what a page shows, and they need no more than elements and escaping.
"""

from html import escape
from pathlib import Path
import re

VOID = ('br', 'col', 'hr', 'meta')


def text(words: Path | str) -> str:
    return escape(str(words))


def tag(element: str, *content: str, **attributes: int | str | None) -> str:
    """
    An element; CONTENT is HTML.  Write class_ for the attribute class and
    aria_label for aria-label.  True means no value; None omits the attribute.
    """
    parts = [element]
    for key, value in attributes.items():
        key = key.rstrip('_').replace('_', '-')
        if value is True:
            parts.append(key)
        elif value is not None:
            parts.append(f'{key}="{escape(str(value))}"')
    start = f'<{" ".join(parts)}>'
    if element in VOID:
        return start
    return f'{start}{"".join(map(str, content))}</{element}>'


def link(target: str, *content: str, **attributes: str) -> str:
    return tag('a', *content, href=f'#{target}', **attributes)


def hidden(words: str) -> str:
    """A text for screen readers."""
    return tag('span', text(words), class_='hidden')


def anchor(*words: str) -> str:
    """An id for links."""
    return '-'.join(re.sub(r'[^\w-]', '_', str(word)) for word in words)


def code(words: str) -> str:
    return tag('pre', tag('code', text(words)), tabindex='0')


def scrolls(label: str, *content: str) -> str:
    """A box that scrolls if it is wider than the page."""
    return tag('div', *content, class_='scrolls', role='region',
               aria_label=label, tabindex='0')
