# SPDX-License-Identifier: GPL-2.0-or-later
"""Start QEMU such that it ends with the tool that has started it."""

from collections.abc import Sequence
import shutil


def tied(args: Sequence[str]) -> list[str]:
    """
    The command ARGS, which the kernel kills when this tool ends in whatever
    way, such as by SIGKILL.  QEMU's own "-run-with exit-with-parent=on" is
    newer than the oldest QEMU that we support.  The thread that starts the
    command counts as the tool: it must live as long.
    """
    setpriv = shutil.which('setpriv')       # of util-linux
    return [setpriv, '--pdeathsig', 'KILL', '--', *args] if setpriv \
        else list(args)
