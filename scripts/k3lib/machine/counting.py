# SPDX-License-Identifier: GPL-2.0-or-later
"""Warn of runs whose result may depend on the host's time.

Without -icount, QEMU uses the host's time, and the host's scheduler decides
how soon a core sees an interrupt and how far another core gets meanwhile.  A
driver that asks a core to stop waits for it for a few ms only.  So a wrong
driver may pass, and a correct one may fail, by chance.
"""

from ..base import Failure
from ..kernel import provenance
from ..kernel.kernels import Kernel

COUNTING = '-smp 1 -icount shift=1,sleep=off'
WINDOWS = ('this kernel\'s remoteproc drivers may wait for a core for a few ms '
           'only, and a busy host can delay the core for longer')
TIMES = ('the times in a trace depend on the host, which can delay a core for '
         'much longer than the core needs')


def _released(kernel: Kernel) -> bool:
    """Whether the drivers are Linux's or Debian's, without changes."""
    try:
        made = provenance.read(kernel.image.parent)
    except Failure:
        return kernel.origin.startswith('debian:')
    return made.spec.startswith(('debian:', 'source:')) and not made.changes


def _traced(qemu: list[str]) -> bool:
    """Whether these arguments of QEMU enable trace events of our devices."""
    return any(word == '-trace' and 'k3_' in events
               for word, events in zip(qemu, qemu[1:]))


def doubt(kernel: Kernel, firmware: list[str], qemu: list[str]) -> str:
    """The warning about a run of KERNEL with FIRMWARE, or ''."""
    if '-icount' in qemu:
        return ''
    what = (TIMES if _traced(qemu) else
            WINDOWS if firmware and not _released(kernel) else '')
    return what and (f'{what}; "-- {COUNTING}" counts instructions instead')
