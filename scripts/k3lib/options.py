# SPDX-License-Identifier: GPL-2.0-or-later
"""Options of the tools: one way to describe and to refuse them."""

import argparse
from collections.abc import Iterator
import contextlib
import textwrap
from typing import Any, NoReturn

from .base import Failure


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Print a tool's description as it is, and fill the text of its options."""

    def _split_lines(self, text: str, width: int) -> list[str]:
        """An empty line in TEXT is not printed; items of a list follow."""
        return [line for number, part in enumerate(text.split('\n\n'))
                for line in textwrap.wrap(
                    ' '.join(part.split()), width, break_on_hyphens=False,
                    subsequent_indent='  ' if number else '')]


class Parser(argparse.ArgumentParser):
    """
    Wrong options are a failure of the tool: argparse's exit status of 2 may be
    that of a guest's command, and makes "git bisect run" call a commit bad.
    """

    def __init__(self, **how: Any) -> None:
        super().__init__(formatter_class=_Formatter, allow_abbrev=False, **how)

    def error(self, message: str) -> NoReturn:
        raise Failure(f'{message}\n"{self.prog} --help" shows the options')


@contextlib.contextmanager
def blamed(option: str, *subjects: object) -> Iterator[None]:
    """Failures in this block name OPTION instead of one of SUBJECTS."""
    try:
        yield
    except Failure as err:
        why = str(err)
        for subject in subjects:
            why = why.removeprefix(f'{subject}: ')
        raise Failure(f'{option}: {why}') from err


def at_least_one(text: str) -> int:
    """A type of options."""
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f'{text}: must be 1 or more')
    return int(text)
