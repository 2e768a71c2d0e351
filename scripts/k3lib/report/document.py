# SPDX-License-Identifier: GPL-2.0-or-later
"""A page in one file, with our style."""

from .markup import tag, text
from .style import CSS


def document(title: str, *body: str) -> str:
    head = tag('head', tag('meta', charset='utf-8'),
               tag('meta', name='viewport',
                   content='width=device-width, initial-scale=1'),
               tag('meta', name='color-scheme', content='light dark'),
               tag('title', text(title)), tag('style', CSS))
    return ('<!DOCTYPE html>\n'
            + tag('html', head, '\n', tag('body', *body), lang='en') + '\n')
