# SPDX-License-Identifier: GPL-2.0-or-later
"""Error messages of the guest's shell, which come from its C library."""

import errno
import os

NAMES = {os.strerror(number): name
         for number, name in errno.errorcode.items()}


def errno_name(words: str) -> str:
    """EBUSY for "sh: write error: Device or resource busy", or ''."""
    return NAMES.get(words.rsplit(': ', 1)[-1].strip(), '')
