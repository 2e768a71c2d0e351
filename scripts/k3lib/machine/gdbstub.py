# SPDX-License-Identifier: GPL-2.0-or-later
"""A client for QEMU's gdb stub: stop a machine at an address, examine it.

The protocol is that of gdb's manual, appendix "Remote Serial Protocol":
$DATA#CHECKSUM, acknowledged with + until told otherwise.  The only client of it
in Debian is gdb itself, a large program that would have to be scripted in a
process of its own, for a dozen requests.
"""

from collections.abc import Callable, Iterator
import contextlib
from pathlib import Path
import re
import select
import socket
import time
from typing import Self

from ..base import Failure

CHUNK = 1024            # bytes of memory that the stub takes in one packet
PC = 32                 # number of pc in QEMU's aarch64-core.xml
XML_PART = 0x8000
REGISTER = re.compile(r'<reg name="(\w+)" [^>]*regnum="(\d+)"')
SYSTEM_REGISTERS = 'system-registers.xml'
INTERRUPT = b'\x03'


class GdbStub:
    """A connection to QEMU's "-gdb unix:..."; it stops the machine."""

    def __init__(self, path: Path, timeout: int = 60) -> None:
        self.path = str(path)
        self.buffer = b''
        self.running = False
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(timeout)
        try:
            self.socket.connect(self.path)
        except OSError as err:
            self.socket.close()
            raise Failure(f'{path}: {err}') from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.socket.close()

    def _fill(self) -> None:
        try:
            data = self.socket.recv(65536)
        except OSError as err:
            raise Failure(f'{self.path}: {err}') from None
        if not data:
            raise Failure(f'{self.path}: QEMU is gone')
        self.buffer += data

    def _until(self, end: bytes) -> bytes:
        """Read up to the byte END; return the bytes before it."""
        while (length := self.buffer.find(end)) < 0:
            self._fill()
        data, self.buffer = self.buffer[:length], self.buffer[length + 1:]
        return data

    def _answer(self) -> str:
        self._until(b'$')
        data = self._until(b'#')
        while len(self.buffer) < 2:     # the checksum; it is a local socket
            self._fill()
        self.buffer = self.buffer[2:]
        self._write(b'+')
        return data.decode('ascii', 'replace')

    def _write(self, data: bytes) -> None:
        try:
            self.socket.sendall(data)
        except OSError as err:
            raise Failure(f'{self.path}: {err}; QEMU is gone') from None

    def _send(self, text: str) -> None:
        data = text.encode()
        self._write(b'$%s#%02x' % (data, sum(data) & 0xff))
        self._until(b'+')

    def _wait(self, timeout: int, lost: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + timeout
        while not (self.buffer or select.select([self.socket], [], [], 1)[0]):
            if lost() or time.monotonic() > end:
                raise Failure(f'{self.path}: {what}')

    def ask(self, text: str) -> str:
        self._send(text)
        return self._answer()

    def run_to(self, address: int, timeout: int,
               lost: Callable[[], bool] = lambda: False) -> str:
        """
        Continue until the program counter of a CPU is ADDRESS; returns the
        thread of that CPU.  Failure after TIMEOUT seconds, or soon after
        LOST() reports that it cannot get there.
        """
        if self.ask(f'Z1,{address:x},4') != 'OK':
            raise Failure(f'no breakpoint at {address:#x}')
        self._send('c')
        self.running = True
        self._wait(timeout, lost, f'did not reach {address:#x}')
        answer = self._answer()
        self.running = False
        if not answer.startswith(('T05', 'S05')):
            raise Failure(f'expected a stop at {address:#x}, got "{answer}"')
        return answer.partition('thread:')[2].partition(';')[0]

    def run_to_one(self, addresses: tuple[int, ...], timeout: int,
                   lost: Callable[[], bool] = lambda: False) -> int:
        """
        The same for several addresses; returns the one that was reached.
        Afterwards none of them is a breakpoint.
        """
        for address in addresses[1:]:
            if self.ask(f'Z1,{address:x},4') != 'OK':
                raise Failure(f'no breakpoint at {address:#x}')
        self.select(self.run_to(addresses[0], timeout, lost))
        for address in addresses:
            self.ask(f'z1,{address:x},4')
        return self.register(PC)

    def stop(self) -> None:
        """Stop the machine if run_to() has left it running."""
        if self.running:
            self._write(INTERRUPT)
            self._answer()
            self.running = False

    def threads(self) -> list[str]:
        """The threads of the first process: the application processors."""
        found, answer = [], self.ask('qfThreadInfo')
        while answer.startswith('m'):
            found += answer[1:].split(',')
            answer = self.ask('qsThreadInfo')
        return found

    def thread_name(self, thread: str) -> str:
        answer = self.ask(f'qThreadExtraInfo,{thread}')
        return bytes.fromhex(answer).decode('ascii', 'replace')

    def registers(self) -> list[int]:
        """x0 to x30, sp, pc, pstate of the selected 64-bit Arm CPU."""
        data = bytes.fromhex(self.ask('g')[:2 * (33 * 8 + 4)])
        return ([int.from_bytes(data[i * 8:i * 8 + 8], 'little')
                 for i in range(33)]
                + [int.from_bytes(data[33 * 8:], 'little')])

    def system_registers(self) -> dict[str, int]:
        """Name -> number of the registers that system() can read."""
        self.ask('qXfer:features:read:target.xml:0,1000')
        text, more = '', 'm'
        while more == 'm':
            answer = self.ask(f'qXfer:features:read:{SYSTEM_REGISTERS}:'
                              f'{len(text):x},{XML_PART:x}')
            more, text = answer[:1], text + answer[1:]
        return {name: int(number) for name, number in REGISTER.findall(text)}

    def register(self, number: int) -> int:
        """A system register of the selected CPU."""
        answer = self.ask(f'p{number:x}')
        try:
            return int.from_bytes(bytes.fromhex(answer), 'little')
        except ValueError:
            raise Failure(f'no register {number}: "{answer}"') from None

    @contextlib.contextmanager
    def physical(self) -> Iterator[None]:
        """In this block, read() takes physical addresses."""
        self.ask('Qqemu.PhyMemMode:1')
        try:
            yield
        finally:
            self.ask('Qqemu.PhyMemMode:0')

    def read(self, address: int, size: int) -> bytes:
        """Read memory; SIZE may be up to some ten KiB."""
        answer = self.ask(f'm{address:x},{size:x}')
        if len(answer) != 2 * size:
            raise Failure(f'no memory at {address:#x}')
        return bytes.fromhex(answer)

    def select(self, thread: str) -> None:
        """Select a thread for the next commands."""
        if self.ask(f'Hg{thread}') != 'OK':
            raise Failure(f'no thread {thread}')

    def write(self, address: int, data: bytes) -> None:
        """Write to the virtual memory of the selected CPU."""
        for start in range(0, len(data), CHUNK):
            part = data[start:start + CHUNK]
            answer = self.ask(f'M{address + start:x},{len(part):x}:'
                              + part.hex())
            if answer != 'OK':
                raise Failure(f'no memory to write to at '
                              f'{address + start:#x}')
