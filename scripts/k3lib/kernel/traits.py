# SPDX-License-Identifier: GPL-2.0-or-later
"""What Linux's remoteproc drivers do differently from release to release.

The releases are the oldest of those that we have run (6.1, 6.12 and 7.3) in
which a behaviour is there or is gone; Linux may have changed it earlier.
"""

from dataclasses import dataclass
import re

NEWEST = 9999, 0        # a kernel that does not say what it is


def version(release: str) -> tuple[int, int]:
    """The first two numbers of RELEASE, as uname -r prints it."""
    found = re.match(r'(\d+)\.(\d+)', release)
    return (int(found[1]), int(found[2])) if found else NEWEST


@dataclass(frozen=True)
class Trait:
    why: str
    since: tuple[int, int] = (0, 0)     # the first release that has it
    until: tuple[int, int] | None = None    # the first that no longer has it

    def of(self, release: str) -> bool:
        found = version(release)
        return self.since <= found and (not self.until or found < self.until)


TRAITS = {
    'pings': Trait(
        'The drivers send an echo request as soon as they have the mailbox '
        'channel of a core.', until=(7, 0)),
    'knows-am62': Trait(
        'The R5F driver matches ti,am62-r5fss, the one core of the device '
        'manager, and attaches to it.', since=(6, 12)),
    'reads-local-reset': Trait(
        'The R5F driver looks at the local reset to tell whether a core runs; '
        'before, it ignored the answer.', since=(6, 12)),
    'attaches-in-lockstep': Trait(
        'The R5F driver sees that a cluster of AM64x runs in lockstep before '
        'Linux; before, it looked for the other mode of one core only where '
        'a SoC has single-CPU mode.', since=(6, 12)),
    'stops-single-cpu': Trait(
        'The R5F driver stops core 0 in single-CPU mode; before, it used the '
        'remoteproc of core 1, which does not exist.', since=(6, 12)),
    'refuses-lockstep': Trait(
        'The R5F driver falls back to split mode where lockstep is not '
        'permitted; before, it requested lockstep and gave up.',
        since=(6, 12)),
    'survives-missing-firmware': Trait(
        'The R5F driver keeps a cluster whose firmware is missing; before, '
        'it gave the cluster up and used a stale pointer.', since=(6, 12)),
    'm4f-frees-mailbox': Trait(
        'The M4F driver frees its mailbox channel when it is removed, so '
        'that it can be loaded again.', since=(7, 0)),
    'stops-transmit-callbacks': Trait(
        'rpmsg over virtio turns callbacks for its transmit ring off, so that '
        'the remote core does not kick for each buffer it gives back.',
        until=(7, 0)),
}


def has(release: str, name: str) -> bool:
    """Whether Linux RELEASE has the trait NAME; KeyError if there is none."""
    return TRAITS[name].of(release)
