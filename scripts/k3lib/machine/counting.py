# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs whose result may hang on the host's time.

Without -icount, QEMU's time is the host's: how soon a core sees an interrupt,
and how far it gets meanwhile, is up to the host's scheduler.  A driver that
asks a core to stop waits for it some ms.  It can be wrong and pass, or be right
and fail, by chance.
"""

from ..base import Failure
from ..kernel import provenance
from ..kernel.kernels import Kernel

COUNTING = '-smp 1 -icount shift=1,sleep=off'
WINDOWS = ('this kernel\'s remoteproc drivers may wait for a core only some ms, '
           'which a busy host')
TIMES = 'the times of a trace are the host\'s: what a core does in some us it'


def _released(kernel: Kernel) -> bool:
    """Linux's or Debian's drivers as they are, built here or not."""
    try:
        made = provenance.read(kernel.image.parent)
    except Failure:
        return kernel.origin.startswith('debian:')
    return made.spec.startswith(('debian:', 'source:')) and not made.changes


def _traced(qemu: list[str]) -> bool:
    """Whether these arguments of QEMU make it trace devices of ours."""
    return any(word == '-trace' and 'k3_' in events
               for word, events in zip(qemu, qemu[1:]))


def doubt(kernel: Kernel, firmware: list[str], qemu: list[str]) -> str:
    """What to tell whoever runs KERNEL with FIRMWARE, or nothing."""
    if '-icount' in qemu:
        return ''
    what = (TIMES if _traced(qemu) else
            WINDOWS if firmware and not _released(kernel) else '')
    return what and (f'{what} can make much longer; "-- {COUNTING}" counts '
                     'instructions instead')
