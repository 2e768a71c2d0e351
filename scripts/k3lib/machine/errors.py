# SPDX-License-Identifier: GPL-2.0-or-later
"""What the guest's shell says of an error: that of the C library it has."""

import errno
import os

NAMES = {os.strerror(number): name
         for number, name in errno.errorcode.items()}


def errno_name(words: str) -> str:
    """EBUSY of "sh: write error: Device or resource busy"; or nothing."""
    return NAMES.get(words.rsplit(': ', 1)[-1].strip(), '')
