# SPDX-License-Identifier: GPL-2.0-or-later
"""Check with docutils a page that is written for Sphinx."""

from pathlib import Path

import docutils.core
import docutils.nodes
from docutils.parsers.rst import Directive, directives, roles

DIRECTIVES = ('toctree', 'program', 'option', 'only', 'kernel-doc',
              'literalinclude', 'seealso', 'versionadded', 'index')
ROLES = ('ref', 'doc', 'option', 'term', 'program', 'file')


class _Anything(Directive):     # type: ignore[misc]
    """Accept a directive that only Sphinx knows."""
    has_content = True
    optional_arguments = 100
    final_argument_whitespace = True
    option_spec = None

    def run(self) -> list[docutils.nodes.Node]:
        return []


class _Stream:
    def __init__(self) -> None:
        self.complaints: list[str] = []

    def write(self, text: str) -> None:
        if text.strip():
            self.complaints.append(text.strip())


def complaints(path: Path) -> list[str]:
    for name in DIRECTIVES:
        directives.register_directive(name, _Anything)
    for name in ROLES:
        roles.register_generic_role(name, docutils.nodes.literal)
    stream = _Stream()
    docutils.core.publish_doctree(
        path.read_text(), source_path=str(path),
        settings_overrides={'warning_stream': stream, 'report_level': 2,
                            'halt_level': 5, 'file_insertion_enabled': False})
    return stream.complaints
