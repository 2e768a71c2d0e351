# SPDX-License-Identifier: GPL-2.0-or-later
"""Find out where a Linux hangs: its CPUs, its tasks, its log.

Registers and memory are read through QEMU's gdb stub, and symbols from the
kernel that was booted.  So it does not matter whether that kernel still takes
interrupts.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
import re
import textwrap
from typing import TypeVar

from ..base import Failure
from ..kernel.kernels import Kernel
from ..machine.command import served
from ..machine.gdbstub import GdbStub
from ..machine.qmp import Qom
from . import printk
from .guest_memory import Cpu, read_cpus
from .instance import Image, Linux
from .task_list import Task, Tasks

WIDTH = 100
SHOWN_TASKS = 12
SHOWN = ('kernel', 'interrupt')     # states in which frames are shown
# Functions that wait or delay, or through which the kernel is entered.  Their
# callers are suspect, not these functions.
WAITING = re.compile(
    r'_*(switch_to|schedule\w*|io_schedule\w*|preempt_schedule\w*|'
    r'(rt_|ww_)?mutex_\w+|'
    r'down(_\w+)?|up_\w+|rwsem_\w+|percpu_down\w*|wait_\w+|do_wait_\w+|'
    r'msleep\w*|usleep_range\w*|fsleep|\w*nanosleep\w*|hrtimer_\w+|'
    r'(_*raw_|queued_|native_|do_raw_)*(spin|read|write)_\w+|'
    r'(arm64_)?\w*delay\w*|arch_(timer|counter)_\w+|\w*read_cnt\w*|'
    r'flush_\w+|start_flush_work|cancel_(delayed_)?work\w*|synchronize_\w+|'
    r'ktime_get\w*|wq_barrier\w*|kthread_stop|rcu_barrier\w*|'
    r'cpu_do_idle|wfi|cond_resched\w*|lock_\w+|might_\w+)(\.\w+)*')
DYING = re.compile(
    r'_*(panic\w*|vpanic|die\w*|oops_\w+|make_task_dead|do_exit|'
    r'bust_spinlocks|(el1_|el1h_)\w+|do_kernel_fault|die_kernel_fault|'
    r'do_mem_abort|'
    r'do_(page|translation|bad_area|alignment|tag_check)\w*|bug_handler|'
    r'brk_handler|call_break_hook|do_debug_exception|do_el1_\w+|do_undefinstr|'
    r'(emergency|machine|do_kernel|kernel)_restart\w*|console_\w+|nmi_\w+|'
    r'warn_slowpath\w*|report_bug|early_brk64|call_el1_break_hook)(\.\w+)*')
INTERRUPT = re.compile(r'el1h_64_(irq|fiq)|vectors|\w+_vectors')
# Code between a vector and the first frame record; ELR_EL1 has the caller
TAKING = re.compile(r'vectors|\w+_vectors|el1h_64_\w+')
IDLE = ('default_idle_call', 'do_idle', 'cpu_do_idle')
FROM_USER = 'el0'
ENTRY = re.compile(r'(invoke_syscall|el0\w*|do_el0\w+|ret_from_fork\w*|'
                   r'kthread|__secondary_switched|__primary_switched)(\.\w+)*')
SWITCHED = ('__switch_to', '__schedule')
# Where processes wait at rest: for children, input or time
AT_REST = re.compile(r'do_wait|.*nanosleep|.*pipe_read|n_tty_read|'
                     r'do_(sys_)?poll|do_select|do_epoll_wait|ep_poll|'
                     r'do_sigtimedwait|__arm64_sys_(rt_sigsuspend|pause)|'
                     r'futex_wait\w*|unix_stream_\w+|devkmsg_read')

T = TypeVar('T')


@dataclass(frozen=True)
class Frame:
    """One line of a call trace."""
    address: int
    function: str = ''
    offset: int = 0
    module: str = ''
    guess: bool = False     # from x30: the call may have returned already

    def __str__(self) -> str:
        words = (f'{self.function}+{self.offset:#x}' if self.function
                 else f'{self.address:#x}')
        words += f' [{self.module}]' if self.module else ''
        return f'? {words}' if self.guess else words


def guilty(frames: list[Frame]) -> Frame | None:
    """The innermost function that does more than wait or die."""
    for index, frame in enumerate(frames[:-1]):
        if INTERRUPT.fullmatch(frame.function):
            return guilty(frames[index + 1:])
    for frame in frames:
        if frame.function and not (WAITING.fullmatch(frame.function) or
                                   DYING.fullmatch(frame.function) or
                                   frame.guess):
            return frame
    return frames[0] if frames else None


class _Stack:
    """Anything that has FRAMES."""
    frames: list[Frame]

    def in_module(self) -> bool:
        frame = guilty(self.frames)
        return bool(frame and frame.module)


@dataclass
class CpuState(_Stack):
    """What an application processor is doing."""
    number: int
    doing: str      # "idle", "interrupt", "off", "kernel", "user", "unknown"
    task: Task | None = None
    frames: list[Frame] = field(default_factory=list)
    pc: int = 0

    def title(self) -> str:
        by = f', {self.task}' if self.task and self.task.pid else ''
        words = {'idle': 'idle', 'off': 'not started',
                 'interrupt': 'idle, takes an interrupt',
                 'user': f'in user space at {self.pc:#x}{by}',
                 'unknown': f'at {self.pc:#x}'}
        if self.doing == 'kernel':
            frame = guilty(self.frames)
            return f'CPU {self.number}: in {frame}{by}'
        return f'CPU {self.number}: {words[self.doing]}'


@dataclass
class TaskState(_Stack):
    """A task that is not running."""
    task: Task
    user: bool              # a process or the boot, not a kernel thread
    frames: list[Frame] = field(default_factory=list)

    @property
    def at_rest(self) -> bool:
        return not self.task.blocked and any(
            AT_REST.fullmatch(frame.function) for frame in self.frames)

    def title(self) -> str:
        words = {'D': 'blocked', 'R': 'ready to run'}.get(
            self.task.letter, 'waits')
        frame = guilty(self.frames)
        return f'{self.task}: {words}' + (f' in {frame}' if frame else '')


@dataclass
class Where:
    """The result of where_is(); str() is a readable report."""
    cpus: list[CpuState] = field(default_factory=list)
    tasks: list[TaskState] = field(default_factory=list)    # all
    log: list[str] = field(default_factory=list)        # lines
    notes: list[str] = field(default_factory=list)  # what is unknown

    def busy(self) -> list[CpuState]:
        return [cpu for cpu in self.cpus if cpu.doing in ('kernel', 'user')]

    def blocked(self) -> list[TaskState]:
        return [state for state in self.tasks if state.task.blocked]

    def waiting(self) -> list[TaskState]:
        """Processes in the kernel that are not at rest."""
        return [state for state in self.tasks
                if state.user and not state.at_rest and
                not state.task.blocked]

    def resting(self) -> list[TaskState]:
        return [state for state in self.tasks
                if state.user and state.at_rest]

    def summary(self) -> list[str]:
        """A line for each suspect; code of modules comes first."""
        states: list[CpuState | TaskState] = [
            *self.busy(), *self.blocked(), *self.waiting()]
        return [state.title() for state in sorted(
            states, key=lambda state: not state.in_module())]

    def lines(self) -> list[str]:
        found = []
        states: list[CpuState | TaskState] = [*self.cpus, *self.shown()]
        for state in states:
            found += _wrapped(state.title())
            if isinstance(state, TaskState) or state.doing in SHOWN:
                found += ['    ' + str(frame)[:WIDTH - 4]
                          for frame in _essential(state.frames)]
        left = len(self.blocked()) + len(self.waiting()) - len(self.shown())
        if left > 0:
            found.append(f'and {left} more tasks that are blocked or wait')
        if not self.summary():
            found += [line for state in self.resting()[:SHOWN_TASKS]
                      for line in _wrapped(state.title())]
        for note in self.notes:
            found += _wrapped(f'({note})')
        return found

    def shown(self) -> list[TaskState]:
        return [*self.blocked(), *self.waiting()][:SHOWN_TASKS]

    def __str__(self) -> str:
        return '\n'.join(self.lines())


def _wrapped(words: str) -> list[str]:
    return textwrap.wrap(words, WIDTH, subsequent_indent='  ',
                         break_on_hyphens=False)


def _essential(frames: list[Frame]) -> list[Frame]:
    """FRAMES without the task switch and the kernel entry."""
    names = [frame.function for frame in frames]
    start = sum(name in SWITCHED for name in names[:2])
    end = len(names)
    while end > start + 1 and ENTRY.fullmatch(names[end - 1]):
        end -= 1
    return frames[start:end]


class _Look:
    """Examines one machine, which is stopped."""

    def __init__(self, linux: Linux) -> None:
        self.linux = linux
        self.where = Where(notes=self.linux.notes)
        self.tasks = self._optional(lambda: Tasks(self.linux), 'no tasks')
        self.running: set[int] = set()

    def _optional(self, what: Callable[[], T], failed: str) -> T | None:
        try:
            return what()
        except Failure as err:
            self.where.notes.append(f'{failed}: {err}')
            return None

    def _frame(self, address: int, back: int = 4,
               guess: bool = False) -> Frame:
        """BACK: distance of a return address from its call."""
        place = self.linux.place(address - back)
        if not place:
            return Frame(address, guess=guess)
        return Frame(address, place.function, place.offset + back,
                     place.module, guess)

    def _trace(self, pc: int, fp: int, back: int = 0) -> list[Frame]:
        return [self._frame(pc, back),
                *(self._frame(link) for link in self.linux.frames(fp))]

    def _current(self, cpu: Cpu) -> Task | None:
        """The task of a CPU; sp_el0 has it while the CPU is in the kernel."""
        if not self.tasks:
            return None
        if cpu.el == 1:
            address = cpu.system['SP_EL0']
        else:
            entry = self.linux.address('__entry_task')
            offset = self.linux.memory.number(
                self.linux.address('__per_cpu_offset') + 8 * cpu.number)
            address = self.linux.memory.number(entry + offset & (1 << 64) - 1)
        self.running.add(address)
        return self.tasks.task(address)

    def cpu(self, cpu: Cpu) -> CpuState:
        if not cpu.mmu:
            doing = 'off' if cpu.halted else 'unknown'
            return CpuState(cpu.number, doing, pc=cpu.pc)
        try:
            task = self._current(cpu)
        except Failure:
            task = None         # in the middle of a task switch
        if cpu.el == 0:
            return CpuState(cpu.number, 'user', task, pc=cpu.pc)
        if cpu.el != 1:
            return CpuState(cpu.number, 'unknown', pc=cpu.pc)
        frames = self._trace(cpu.pc, cpu.x[29])
        names = [frame.function for frame in frames]
        if names[0] in IDLE or cpu.halted and 'do_idle' in names:
            return CpuState(cpu.number, 'idle', task, frames, cpu.pc)
        self._complete(frames, cpu)
        place = guilty(frames)
        idle = place is not None and place.function in IDLE
        doing = 'interrupt' if idle else 'kernel'
        return CpuState(cpu.number, doing, task, frames, cpu.pc)

    def _complete(self, frames: list[Frame], cpu: Cpu) -> None:
        """FRAMES, and functions that have no frame record (yet)."""
        taking = TAKING.fullmatch(frames[0].function)
        back = cpu.system['ELR_EL1']
        if taking and back not in [frame.address for frame in frames]:
            frames.insert(1, self._frame(back, 0))
        link = self._frame(cpu.x[30], guess=True)
        names = [frame.function for frame in frames]
        at = 1 + bool(taking)
        if link.function and link.function not in names[:at + 1]:
            frames.insert(at, link)

    def task(self, tasks: Tasks, address: int) -> TaskState:
        task = tasks.task(address)
        if task.letter == 'X':
            return TaskState(task, False)
        fp, _sp, pc = tasks.saved(address)
        frames = self._trace(pc, fp, back=4)
        # Before it becomes a process, the boot of the kernel is this task
        user = task.pid == 1 or any(
            frame.function.startswith(FROM_USER) for frame in frames)
        return TaskState(task, user, frames)

    def _all_tasks(self, tasks: Tasks) -> Iterator[TaskState]:
        for address in tasks.ring[1:]:
            if address not in self.running:
                state = self._optional(partial(self.task, tasks, address),
                                       'a task cannot be read')
                if state:
                    yield state

    def all(self) -> Where:
        where = self.where
        where.cpus = [self.cpu(cpu) for cpu in self.linux.cpus]
        if self.tasks:
            where.tasks += self._all_tasks(self.tasks)
        where.log = self._optional(lambda: printk.kernel_log(self.linux),
                                   'no log') or []
        return where


@lru_cache(maxsize=2)
def _image(path: Path, _time: int) -> Image:
    return Image(path)


def _read(qmp: Qom, stub: GdbStub, image: Image) -> Where:
    cpus = read_cpus(stub)
    with stub.physical():
        return _Look(Linux(qmp, stub, cpus, image)).all()


def where_is(qmp: Qom, gdb: GdbStub | Path, kernel: Kernel | Path) -> Where:
    """
    Find out where the Linux of a machine is.  QMP is a connection; GDB is a
    connection or the path of the stub's socket; KERNEL is a kernel.Kernel or
    the path of its flat image.  The machine may be running; it continues
    afterwards if GDB is a path.  Failure if this is not possible, for example
    because another kernel runs.
    """
    path = kernel.image if isinstance(kernel, Kernel) else Path(kernel)
    image = _image(path, path.stat().st_mtime_ns)
    if isinstance(gdb, GdbStub):
        gdb.stop()
        return _read(qmp, gdb, image)
    runs = qmp.cmd('query-status')['running']
    try:
        with GdbStub(gdb) as stub:
            return _read(qmp, stub, image)
    finally:
        if runs:
            qmp.cmd('cont')


def serve_gdb(qmp: Qom, path: Path) -> None:
    """Let QEMU's gdb stub listen at this path only, for where_is()."""
    for where in ('none', served(path)):
        words = qmp.cmd('human-monitor-command', **{
            'command-line': f'gdbserver {where}'})
    if not path.exists():
        raise Failure(f'no gdb server: {words.strip()}')
