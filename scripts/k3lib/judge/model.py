# SPDX-License-Identifier: GPL-2.0-or-later
"""Requirements, and how a run meets each of them.

A requirement must hold for any driver, and does not prescribe how a driver
achieves it.  docs/devel/k3/judgement.rst explains what each grade
means and how to add a requirement.
"""

from dataclasses import dataclass, field
from enum import IntEnum

from ..kernel.kernels import Kernel
from ..scenario.description import Scenario
from ..scenario.outcome import Outcome


class Grade(IntEnum):
    """Ordered, so that the worst of several is their maximum."""
    NONE = 0            # the run says nothing about the requirement
    GOOD = 1
    ACCEPTABLE = 2      # a reasonable choice, with a price
    BAD = 3             # wrong, but without harm to others
    UNSAFE = 4          # may take the system down, or corrupt it

    @property
    def word(self) -> str:
        return '-' if self is Grade.NONE else self.name.lower()

    @property
    def broken(self) -> bool:
        return self >= Grade.BAD


@dataclass(frozen=True)
class Requirement:
    id: str
    holds: str          # one sentence: what must hold
    why: str            # one sentence
    source: str         # where it comes from


REQUIREMENTS = {r.id: r for r in (
    Requirement(
        'health',
        'The kernel reports no defect of its own: no Oops, BUG, WARNING, '
        'stall, lock or memory report.',
        'A kernel that has reported one cannot be relied on afterwards, '
        'whatever else looks right.',
        'kernel (Documentation/admin-guide/bug-hunting.rst, '
        'Documentation/dev-tools/)'),
    Requirement(
        'truth',
        'What Linux says about a core is true: a start or stop that succeeds '
        'has happened, a core that is "offline" executes nothing, and one '
        'that is "running" can be talked to.',
        'User space, and the next start, act on what the state file says.',
        'driver core (drivers/remoteproc/remoteproc_core.c, '
        'Documentation/staging/remoteproc.rst)'),
    Requirement(
        'contract',
        'No core is halted, reset or switched off before it has answered and '
        'rests, unless the driver forces it and says so in the log.',
        'A core in the middle of a bus access can hang the interconnect, and '
        'only the core can give back what it holds.',
        'protocol (TI SDK, graceful shutdown of remote cores; TISCI, '
        'processor boot: WFI status)'),
    Requirement(
        'fresh',
        'An answer counts for one question only.',
        'An old answer says nothing about what the core does now.',
        'protocol (TI SDK, graceful shutdown of remote cores)'),
    Requirement(
        'bounded',
        'Every start, stop, removal and suspend ends within a reasonable '
        'time.',
        'The state file, the module and the suspend of the whole system wait '
        'for it.',
        'driver core (remoteproc holds rproc->lock meanwhile; '
        'hung_task_timeout_secs)'),
    Requirement(
        'works',
        'A core that keeps the protocol (it answers within 5 s and rests '
        'within 2 ms of its answer, even if only for 1 ms) is stopped and '
        'started again, and the system suspends while it runs.',
        'Firmware in the field keeps the protocol and nothing more.',
        'protocol (TI SDK example firmware of AM64x and AM62x)'),
    Requirement(
        'repair',
        'When the cause is gone, or the core is dead, stop and start work '
        'again without a reboot.',
        'Otherwise one lost message costs a reboot of the whole system.',
        'driver core (a failed stop leaves the state as it was)'),
    Requirement(
        'keeps',
        'The system suspends as long as no core hangs.  After a refused '
        'stop, rpmsg, the mailbox, suspend and the removal of the driver '
        'still work, or the kernel says what does not.',
        'A driver that refuses a stop must not break a system that works.',
        'driver core (remoteproc: a failed stop leaves the state as it was)'),
    Requirement(
        'holds',
        'In the end, nobody holds anything in the system firmware that should '
        'be free: a stopped core has given back its devices, and a removed '
        'driver has released its processor.',
        'Nobody can switch off a device that a stopped core holds, and no '
        'other host can start a processor that is not released.',
        'protocol (TISCI, power management and processor boot: ownership '
        'by host)'),
)}


@dataclass(frozen=True)
class Finding:
    """What one run shows about one requirement."""
    requirement: str        # id
    grade: Grade
    words: str              # the observation, as a sentence
    at: float | None = None     # seconds of the kernel's clock

    def __str__(self) -> str:
        return f'{self.requirement}: {self.grade.word}: {self.words}'


def short(line: str) -> str:
    """A line of the log for a sentence."""
    return line if len(line) <= 160 else line[:157] + '...'


@dataclass
class Series:
    """A driver to be judged: the released one, ours, or the user's."""
    name: str               # "stock", "handshake", or a name given by the user
    kernel: Kernel | None = None    # the kernel with this driver
    what: str = ''          # description of the kernel: package, version
    files: list[str] = field(default_factory=list)       # the patch files
    subjects: list[str] = field(default_factory=list)    # of its patches
    warnings: list[str] = field(default_factory=list)   # that its build adds
    options: str = ''       # options of k3-scenario that select it
    known: bool = False     # whether scenario files have records of it


def _title(scenario: Scenario, series: Series, how: str = '') -> str:
    row = f'{scenario.row} ' if scenario.row else ''
    return f'{row}{scenario.name}{how} [{series.name}]'


@dataclass(frozen=True)
class Skipped:
    """A scenario that the kernel of a series cannot run."""
    scenario: Scenario
    series: Series
    why: str

    @property
    def title(self) -> str:
        return _title(self.scenario, self.series)


@dataclass
class Verdict:
    """The verdict on one scenario with one series."""
    scenario: Scenario
    series: Series
    outcome: Outcome | None = None  # None: no run
    findings: list[Finding] = field(default_factory=list)
    # Differences from the record; None if there is no record
    recorded: list[str] | None = None
    failed: str = ''                # why there is no run or no judgement
    repeats: str = ''               # how a repeated run differed
    without: bool = False           # run with the fault removed

    @property
    def title(self) -> str:
        """The title in lists and test reports; the same in each run."""
        return _title(self.scenario, self.series,
                      ' (fault removed)' if self.without else '')

    @property
    def as_recorded(self) -> bool:
        """Whether the run matches its record; true if it has none."""
        return not self.recorded

    def grade(self, requirement: str) -> Grade:
        return max((f.grade for f in self.findings
                    if f.requirement == requirement), default=Grade.NONE)

    def grades(self) -> dict[str, Grade]:
        """requirement id -> worst grade, in the order of the table"""
        return {name: self.grade(name) for name in REQUIREMENTS}

    def worst(self) -> Grade:
        return max(self.grades().values())

    def broken(self) -> list[Finding]:
        """Findings that are bad or unsafe, worst first."""
        return sorted((f for f in self.findings if f.grade.broken),
                      key=lambda f: -f.grade)


def compare(verdict: Verdict, stock: Verdict) -> dict[str, str]:
    """
    requirement id -> "better", "same" or "worse" than the released driver in
    the same scenario; "" if one of the two says nothing.
    """
    words = {}
    for name in REQUIREMENTS:
        ours, theirs = verdict.grade(name), stock.grade(name)
        if Grade.NONE in (ours, theirs):
            words[name] = ''
        elif ours == theirs:
            words[name] = 'same'
        else:
            words[name] = 'better' if ours < theirs else 'worse'
    return words
