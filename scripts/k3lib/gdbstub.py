# SPDX-License-Identifier: GPL-2.0-or-later
"""Stop a machine where a program gets to: QEMU's gdb stub, the little of it.

The protocol is that of gdb's manual, appendix "Remote Serial Protocol":
$DATA#CHECKSUM, acknowledged with + until told otherwise.
"""

import select
import socket
import time

from .base import Failure

CHUNK = 1024            # of memory: what the stub takes in one packet
PC = 32                 # its number in QEMU's aarch64-core.xml


class GdbStub:
    """A connection to QEMU's "-gdb unix:..."; the machine stands still."""

    def __init__(self, path, timeout=60):
        self.path = str(path)
        self.buffer = b''
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(timeout)
        try:
            self.socket.connect(self.path)
        except OSError as err:
            self.socket.close()
            raise Failure(f'{path}: {err}') from None

    def __enter__(self):
        return self

    def __exit__(self, *_exc):
        self.socket.close()

    def _byte(self):
        if not self.buffer:
            try:
                self.buffer = self.socket.recv(4096)
            except OSError as err:
                raise Failure(f'{self.path}: {err}') from None
            if not self.buffer:
                raise Failure(f'{self.path}: QEMU is gone')
        byte, self.buffer = self.buffer[:1], self.buffer[1:]
        return byte

    def _answer(self):
        while self._byte() != b'$':
            pass
        data = b''
        while (byte := self._byte()) != b'#':
            data += byte
        self._byte(), self._byte()      # the checksum; it is a local socket
        self.socket.sendall(b'+')
        return data.decode('ascii', 'replace')

    def _send(self, text):
        data = text.encode()
        self.socket.sendall(b'$%s#%02x' % (data, sum(data) & 0xff))
        while self._byte() != b'+':
            pass

    def _wait(self, timeout, lost, what):
        end = time.monotonic() + timeout
        while not (self.buffer or select.select([self.socket], [], [], 1)[0]):
            if lost() or time.monotonic() > end:
                raise Failure(f'{self.path}: {what}')

    def ask(self, text):
        self._send(text)
        return self._answer()

    def run_to(self, address, timeout, lost=lambda: False):
        """
        Go on until the program counter of a CPU is ADDRESS, and stand there;
        returns that CPU's thread.  Failure after that many seconds, or soon
        after LOST() says that it will never come there.
        """
        if self.ask(f'Z1,{address:x},4') != 'OK':
            raise Failure(f'no breakpoint at {address:#x}')
        self._send('c')
        self._wait(timeout, lost, f'did not come to {address:#x}')
        answer = self._answer()
        if not answer.startswith(('T05', 'S05')):
            raise Failure(f'no stop at {address:#x}, but "{answer}"')
        return answer.partition('thread:')[2].partition(';')[0]

    def run_to_one(self, addresses, timeout, lost=lambda: False):
        """
        The same for several; returns the one that was come to.  None of them
        is a breakpoint any more then.
        """
        for address in addresses[1:]:
            if self.ask(f'Z1,{address:x},4') != 'OK':
                raise Failure(f'no breakpoint at {address:#x}')
        self.select(self.run_to(addresses[0], timeout, lost))
        for address in addresses:
            self.ask(f'z1,{address:x},4')
        return self.register(PC)

    def register(self, number):
        """Of the CPU that was selected."""
        answer = self.ask(f'p{number:x}')
        try:
            return int.from_bytes(bytes.fromhex(answer), 'little')
        except ValueError:
            raise Failure(f'no register {number}: "{answer}"') from None

    def select(self, thread):
        """For what follows."""
        if self.ask(f'Hg{thread}') != 'OK':
            raise Failure(f'no thread {thread}')

    def write(self, address, data):
        """To the virtual memory of what is running."""
        for start in range(0, len(data), CHUNK):
            part = data[start:start + CHUNK]
            answer = self.ask(f'M{address + start:x},{len(part):x}:'
                              + part.hex())
            if answer != 'OK':
                raise Failure(f'no memory to write to at '
                              f'{address + start:#x}')
