# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of reading a guest from outside: symbols, tasks, stacks, log."""

from pathlib import Path
import struct
import tempfile
import types
from typing import Any
import unittest

from k3lib.base import Failure
from k3lib.linux import (guest_memory, instance, printk, symbols, task_list,
                         variables, whereabouts)
from k3lib.linux.whereabouts import CpuState, Frame, TaskState, Where
from k3lib.machine import console, guest, qmp

BASE = 0xffff800080000000


class Memory(guest_memory.Virtual):
    """Some pages from BASE on."""

    # pylint: disable-next=super-init-not-called
    def __init__(self, pages: int) -> None:
        self.data = bytearray(pages * guest_memory.PAGE)

    def _page(self, address: int) -> bytes:
        if not 0 <= address - BASE < len(self.data):
            raise Failure(f'{address:#x} is not mapped')
        return bytes(self.data[address - BASE:][:guest_memory.PAGE])

    def put(self, address: int, data: bytes | int) -> None:
        if isinstance(data, int):
            data = struct.pack('<Q', data)
        start = address - BASE
        self.data[start:start + len(data)] = data


def padded(data: bytes, size: int = 8) -> bytes:
    return data + b'\0' * (-len(data) % size)


class Kallsyms(unittest.TestCase):
    """An image with tables as Linux's scripts/kallsyms.c makes them."""

    COUNT = 1300
    START = 0x2000      # of the tables

    def setUp(self) -> None:
        # Each character is its own token, except one that stands for "sym"
        self.tokens = [bytes([code]) if 32 < code < 127 else b'?'
                       for code in range(256)]
        self.tokens[200] = b'sym'
        self.names = ['T_text', 'tsym_0'] + [
            f'{"dT"[n % 2]}sym_{n}' for n in range(2, self.COUNT)]
        # The length of one symbol needs two bytes
        self.names[700] = 'T' + 'x' * 150
        self.offsets = [n * 16 for n in range(self.COUNT)]

    def tables(self, align: int) -> tuple[bytes, bytes]:
        """(count, names, markers), (tokens, index)"""
        packed, markers = b'', []
        for number, name in enumerate(self.names):
            if number % 256 == 0:
                markers.append(len(packed))
            code = name.encode().replace(b'sym', bytes([200]))
            length = (bytes([len(code)]) if len(code) < 128 else
                      bytes([len(code) & 127 | 128, len(code) >> 7]))
            packed += length + code
        index, table = [], b''
        for token in self.tokens:
            index.append(len(table))
            table += token + b'\0'
        return (padded(struct.pack('<I', self.COUNT), align)
                + padded(packed, align)
                + padded(struct.pack(f'<{len(markers)}I', *markers), align),
                padded(table, align) + struct.pack('<256H', *index))

    def image(self, before: bytes = b'', after: bytes = b'',
              align: int = 8) -> bytes:
        names, tokens = self.tables(align)
        data = bytes(self.START) + before + names + tokens
        return data + after + bytes(64)

    def relative(self) -> bytes:
        return padded(struct.pack(f'<{self.COUNT}I', *self.offsets))

    def check(self, data: bytes) -> None:
        found = symbols.kallsyms(data)
        self.assertEqual([kind + name for _at, kind, name in found],
                         self.names)
        self.assertEqual([at for at, _kind, _name in found], self.offsets)

    def test_until_6_3(self) -> None:
        self.check(self.image(before=self.relative() + bytes(8)))

    def test_since_6_4(self) -> None:
        self.check(self.image(after=self.relative() + bytes(8)))

    def test_7(self) -> None:
        """Offsets are relative to their own position."""
        place = len(self.image(align=4)) - 64
        after = struct.pack(f'<{self.COUNT}i', *(
            offset - place - 4 * n for n, offset in enumerate(self.offsets)))
        self.check(self.image(after=after, align=4))

    def test_none(self) -> None:
        for data in (b'', bytes(100000), self.image()):
            with self.assertRaises(Failure):
                symbols.kallsyms(data)

    def test_find(self) -> None:
        """System.map is preferred; addresses are relative to _text."""
        image = self.image(after=self.relative())
        with tempfile.TemporaryDirectory() as tmp:
            boot = Path(tmp) / 'arch/arm64/boot'
            boot.mkdir(parents=True)
            (boot / 'Image').write_bytes(image)
            table = symbols.find(boot / 'Image')
            self.assertEqual(table['sym_9'], 9 * 16)
            self.assertEqual(str(table.place(9 * 16 + 4)), 'sym_9+0x4')
            place = table.place(10 * 16)
            self.assertEqual(place and place.function, 'sym_9')
            (Path(tmp) / 'System.map').write_text(
                '0000000000000100 A below\n'
                'ffff800080000000 T _text\nffff800080000040 t mine\n')
            table = symbols.find(boot / 'Image')
            self.assertEqual(table['mine'], 0x40)
            self.assertFalse('below' in table)
            with self.assertRaisesRegex(Failure, 'no symbol sym_9'):
                _ = table['sym_9']

    def test_without_data(self) -> None:
        """Without _text, the header's branch gives primary_entry."""
        self.names[0] = 'Tprimary_entry'
        with tempfile.TemporaryDirectory() as tmp:
            path = Path(tmp) / 'Image'
            data = bytearray(self.image(after=self.relative()))
            data[4:8] = struct.pack('<I', 5 << 26 | (0x1000 - 4) // 4)
            path.write_bytes(data)
            self.assertEqual(symbols.find(path)['sym_9'], 0x1000 + 9 * 16)


class Data(unittest.TestCase):
    def test_exported(self) -> None:
        """Value and name are relative to their own positions."""
        strings = b'\0other\0wanted\0'
        entries = struct.pack('<iiiiii', 0x40, 13, 0, -0x80, 4, 0)
        data = bytearray(0x100) + entries + strings
        at = data.index(b'wanted')
        struct.pack_into('<i', data, 0x110, at - 0x110)
        self.assertEqual(variables.exported(data, 'wanted'), 0x10c - 0x80)
        with self.assertRaises(Failure):
            variables.exported(data, 'missing')

    def test_referenced(self) -> None:
        code = struct.pack(
            '<4I',
            0x90000000 | 2 << 5 | 3 | 1 << 29,      # adrp x3, pc + 9 pages
            0x91000000 | 0x123 << 10 | 3 << 5 | 4,  # add x4, x3, #0x123
            0xf9400000 | 0x10 << 10 | 3 << 5 | 5,   # ldr x5, [x3, #0x80]
            0xf9400000 | 0x10 << 10 | 9 << 5 | 5)   # of no page
        found = variables.referenced(bytes(0x1000) + code, 0x1000)
        self.assertEqual(found, [0xa123, 0xa080])


class Translation(unittest.TestCase):
    def test_walk(self) -> None:
        """Four levels of 4 KiB, with a block in between."""
        words: dict[int, int] = {}
        physical: Any = types.SimpleNamespace(
            word=lambda at: words.get(at, 0))
        memory = guest_memory.Virtual(physical, 0x8123000000001 | 1 << 48,
                                      16 << 16 | 2 << 30)
        address = 0xffff800081234567
        root = 0x8123000000000 & guest_memory.ADDRESS_BITS
        words[root + (address >> 39 & 511) * 8] = 0x90001003
        words[0x90001000 + (address >> 30 & 511) * 8] = 0x90002003
        with self.assertRaises(Failure):
            memory.translate(address)
        words[0x90002000 + (address >> 21 & 511) * 8] = 0x4082200000 | 0x701
        self.assertEqual(memory.translate(address), 0x4082234567)
        words[0x90002000 + (address >> 21 & 511) * 8] = 0x90003003
        words[0x90003000 + (address >> 12 & 511) * 8] = 0x60000085f05703
        self.assertEqual(memory.translate(address), 0x85f05567)


class Stacks(unittest.TestCase):
    def setUp(self) -> None:
        self.memory = Memory(2)
        self.linux: Any = types.SimpleNamespace(memory=self.memory)
        self.linux._interrupted = \
            lambda record: instance.Linux._interrupted(self.linux, record)

    def frames(self, fp: int) -> list[int]:
        return instance.Linux.frames(self.linux, fp)

    def record(self, at: int, above: int, link: int) -> None:
        self.memory.put(BASE + at, struct.pack('<QQ', above, link))

    def test_chain(self) -> None:
        self.record(0x100, BASE + 0x200, 0x11)
        self.record(0x200, BASE + 0x300, 0x12)
        self.assertEqual(self.frames(BASE + 0x100), [0x11, 0x12])

    def test_broken(self) -> None:
        """A loop or an invalid pointer ends the chain."""
        self.record(0x100, BASE + 0x200, 0x11)
        self.record(0x200, BASE + 0x100, 0x12)
        self.assertEqual(self.frames(BASE + 0x100), [0x11, 0x12])
        self.assertEqual(self.frames(0x1234), [])

    def test_exception(self) -> None:
        """Since 6.13 its record has zeros and a type."""
        self.record(0x100, BASE + 0x400, 0x11)
        self.memory.put(BASE + 0x410, 2)
        regs = BASE + 0x400 - instance.PT_REGS_TO_RECORD
        self.memory.put(regs + 29 * 8, BASE + 0x600)
        self.memory.put(regs + 32 * 8, 0x5550)
        self.memory.put(regs + 33 * 8, 0x60000005)
        self.record(0x600, 0, 0x13)
        self.assertEqual(self.frames(BASE + 0x100), [0x11, 0x5554, 0x13])
        # From user space, so there are no earlier frames of the kernel
        self.memory.put(regs + 33 * 8, 0x60000000)
        self.assertEqual(self.frames(BASE + 0x100), [0x11])


class Tasks(unittest.TestCase):
    """Tasks with an unknown layout."""

    STATE, STACK, LIST, PID = 0x18, 0x20, 0x80, 0xc0
    COMM, CONTEXT = 0xe0, 0x100
    TASKS = [(0, 'swapper/0', 0), (1, 'init', 1), (2, 'kthreadd', 0x402),
             (77, 'sh', 2), (78, 'cat', 0x80)]

    def setUp(self) -> None:
        self.memory = Memory(16)
        code = struct.pack('<II', 0xd503201f,
                           0xd280000a | self.CONTEXT << 5)
        self.linux: Any = types.SimpleNamespace(
            memory=self.memory, image=bytes(0x40) + code + bytes(64),
            symbols={'cpu_switch_to': 0x40}, address=lambda name: self.at(0))
        for n, (pid, comm, state) in enumerate(self.TASKS):
            at, stack = self.at(n), BASE + 0x8000 + n * 0x1000
            self.memory.put(at + self.STATE, state)
            if comm != 'cat':           # a zombie has none
                self.memory.put(at + self.STACK, stack)
            self.link(n, n + 1)
            self.memory.put(at + self.PID, struct.pack('<II', pid, pid))
            self.memory.put(at + self.COMM, comm.encode())
            self.memory.put(at + self.CONTEXT + task_list.CONTEXT_SP,
                            stack + 0xf00)

    @staticmethod
    def at(number: int) -> int:
        return BASE + 0x1000 * (number % len(Tasks.TASKS))

    def link(self, one: int, other: int) -> None:
        self.memory.put(self.at(one) + self.LIST, self.at(other) + self.LIST)
        self.memory.put(self.at(other) + self.LIST + 8,
                        self.at(one) + self.LIST)

    def test_found(self) -> None:
        tasks = task_list.Tasks(self.linux)
        self.assertEqual(
            (tasks.state, tasks.stack, tasks.pid, tasks.comm, tasks.context),
            (self.STATE, self.STACK, self.PID, self.COMM, self.CONTEXT))
        found = [tasks.task(address) for address in tasks.ring[1:]]
        self.assertEqual([(task.pid, task.comm, task.letter, task.blocked)
                          for task in found],
                         [(1, 'init', 'S', False), (2, 'kthreadd', 'I', False),
                          (77, 'sh', 'D', True), (78, 'cat', 'X', False)])

    def test_not_found(self) -> None:
        """Data that cannot be tasks is an error."""
        self.memory.put(self.at(1) + self.PID, b'\5')
        with self.assertRaisesRegex(Failure, 'no pid'):
            task_list.Tasks(self.linux)
        self.memory.put(self.at(0) + self.COMM, b'something')
        with self.assertRaisesRegex(Failure, 'no name'):
            task_list.Tasks(self.linux)


class Log(unittest.TestCase):
    """A ring of 16 records and 256 bytes that has wrapped."""

    INFO_SIZE = 0x70
    FIRST, LAST = 30, 37

    def setUp(self) -> None:
        self.memory = memory = Memory(4)
        descs, infos, text = BASE + 0x400, BASE + 0x1000, BASE + 0x3000
        memory.put(BASE, struct.pack('<IxxxxQQQQQIxxxxQ', 4, descs, infos,
                                     self.LAST, self.FIRST, 0, 8, text))
        begin = 512 - 40
        for number in range(self.FIRST, self.LAST + 1):
            words = f'message {number}'.encode()
            if number == 33:
                words += b'\nsecond line'
            end = begin + 8 + -(-len(words) // 8) * 8
            if begin // 256 != (end - 1) // 256:        # begins anew
                start = end // 256 * 256
                end = start + end - begin
            else:
                start = begin
            memory.put(text + start % 256 + 8, words)
            state = printk.FINALIZED if number != 35 else 3
            memory.put(descs + number % 16 * 24, struct.pack(
                '<QQQ', state << 62 | number, begin, end))
            memory.put(infos + number % 16 * self.INFO_SIZE, struct.pack(
                '<QQH', number, number * 1000000000 + 999, len(words)))
            begin = end

    def test_lines(self) -> None:
        wanted = [f'[{n:5}.000000] message {n}'
                  for n in range(self.FIRST, self.LAST + 1) if n != 35]
        wanted.insert(4, '[   33.000000] second line')
        ring = printk.Ring(self.memory, BASE)
        self.assertEqual(ring.info_size, self.INFO_SIZE)
        self.assertEqual(ring.lines(), wanted)

    def test_none(self) -> None:
        for address in (BASE + 0x40, BASE + 0x400):
            with self.assertRaises(Failure):
                printk.Ring(self.memory, address)


def frames(*names: str) -> list[Frame]:
    return [Frame(n, name, 4, 'ti_k3' if name.startswith('k3_') else '')
            for n, name in enumerate(names)]


class Guilty(unittest.TestCase):
    def test_guilty(self) -> None:
        for names, wanted in (
                (('__switch_to', '__schedule', 'schedule', '__mutex_lock',
                  'mutex_lock', 'k3_stop', 'rproc_stop'), 'k3_stop'),
                (('arch_timer_read_cntvct_el0', '__delay', '__const_udelay',
                  'k3_poll', 'k3_stop'), 'k3_poll'),
                # The suspect is the interrupted function, not the interrupt's
                (('gic_handle_irq', 'el1h_64_irq_handler', 'el1h_64_irq',
                  'k3_loop', 'rproc_stop'), 'k3_loop'),
                (('vectors', 'k3_loop'), 'k3_loop'),
                (('machine_restart', 'panic', 'die', 'die_kernel_fault',
                  '__do_kernel_fault', 'do_page_fault', 'el1h_64_sync',
                  'k3_oops', 'rproc_stop'), 'k3_oops'),
                # If all frames only wait, they remain as they are
                (('schedule', 'msleep'), 'schedule')):
            with self.subTest(names[0]):
                found = whereabouts.guilty(frames(*names))
                self.assertEqual(found and found.function, wanted)
        self.assertIsNone(whereabouts.guilty([]))

    def test_where(self) -> None:
        """Modules first; tasks at rest are shown only if alone."""
        rest = TaskState(task_list.Task(1, 9, 'sh', 1), True,
                         frames('schedule', 'do_wait', 'el0_svc'))
        blocked = TaskState(task_list.Task(2, 7, 'run', 2), True, frames(
            '__switch_to', '__schedule', 'schedule', 'mutex_lock',
            'k3_stop', 'rproc_stop', 'invoke_syscall', 'el0_svc'))
        cpu = CpuState(0, 'kernel', task_list.Task(3, 3, 'kworker', 0),
                       frames('memset', 'worker_thread', 'kthread'))
        idle = CpuState(1, 'idle')
        where = Where([cpu, idle], [rest, blocked])
        self.assertEqual(where.summary(), [
            'run (pid 7): blocked in k3_stop+0x4 [ti_k3]',
            'CPU 0: in memset+0x4, kworker (pid 3)'])
        text = str(where)
        self.assertIn('CPU 1: idle\nrun (pid 7): blocked', text)
        self.assertIn('\n    rproc_stop+0x4', text)
        for word in ('invoke_syscall', '__schedule', 'sh (pid 9)'):
            self.assertNotIn(word, text)
        self.assertEqual(str(Where([idle], [rest])).splitlines(), [
            'CPU 1: idle', 'sh (pid 9): waits in do_wait+0x4'])

    def test_boot(self) -> None:
        """The boot is seen even just after a delay, ready to run."""
        # pylint: disable-next=protected-access
        look = whereabouts._Look.__new__(whereabouts._Look)
        look.linux = types.SimpleNamespace(     # type: ignore[assignment]
            frames=lambda fp: [3], place=lambda address: None)
        for pid, seen in ((1, True), (2, False)):
            tasks: Any = types.SimpleNamespace(
                saved=lambda address: (0, 0, 7),
                task=lambda address, pid=pid: task_list.Task(
                    address, pid, 'swapper/0', 0))
            state = look.task(tasks, 5)
            self.assertEqual(state.task.letter, 'R')
            self.assertEqual(Where([], [state]).shown(),
                             [state] if seen else [])


class Words(unittest.TestCase):
    """How k3-run reports it."""

    def test_death(self) -> None:
        trace = ['before', 'Unable to handle kernel paging request', 'regs',
                 'Kernel panic - not syncing: Oops: Fatal exception', 'cpu',
                 '---[ end Kernel panic - not syncing: Oops ]---', 'after']
        lines = ['x'] * 30 + trace
        self.assertEqual(console.death(lines), ['x', 'x'] + trace[:-1])
        self.assertEqual(console.death(['x']), ['x'])

    def test_unseen(self) -> None:
        log = [f'[    {n}.000000] line {n}' for n in range(5)]
        self.assertEqual(console.unseen(log[:3] + ['hello'], log), log[3:])
        self.assertEqual(console.unseen(log, log), [])
        self.assertEqual(console.unseen([], log), log)

    def test_ending(self) -> None:
        expired: Any = {'event': 'WATCHDOG', 'data': {'action': 'reset'}}
        nothing: list[Any] = []
        for reasons, before, words in (
                ((), nothing, None),
                (('guest-reset',), nothing, 'the guest rebooted'),
                # We end QEMU afterwards
                (('guest-shutdown', 'host-qmp-quit'), nothing,
                 'the guest powered off'),
                (('guest-reset', 'host-qmp-quit'), [expired],
                 'the watchdog reset the machine'),
                (('new',), nothing, 'QEMU ended (new)')):
            monitor = object.__new__(qmp.Qmp)
            monitor.events = before + [
                {'event': 'SHUTDOWN', 'data': {'reason': reason}}
                for reason in reasons]
            with self.subTest(words):
                self.assertEqual(guest.ending(monitor), words)
