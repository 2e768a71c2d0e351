# SPDX-License-Identifier: GPL-2.0-or-later
"""The guest's console and its two virtio-serial ports, from the host's side.

Everything the guest's /init tells us comes twice: on the k3.ctl port, and as
a kernel log record behind a token on the console, for kernels without the
virtio console driver.  Whichever comes first counts.
"""

import collections
import re
import secrets
import socket
import threading


class Listener:
    """A Unix socket QEMU connects to; every line goes to a handler."""

    def __init__(self, path, on_data):
        self.on_data = on_data
        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(str(path))
        self.server.listen(1)
        self.peer = None
        self.done = threading.Event()
        threading.Thread(target=self._pump, daemon=True).start()

    def _pump(self):
        try:
            self.peer, _ = self.server.accept()
            while data := self.peer.recv(65536):
                self.on_data(data)
        except OSError:
            pass
        self.done.set()

    def close(self):
        for sock in (self.peer, self.server):
            if sock:
                try:
                    sock.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
                sock.close()


class Lines:
    """Cuts a stream into lines for a handler."""

    def __init__(self, handler):
        self.handler = handler
        self.rest = b''

    def __call__(self, data):
        *lines, self.rest = (self.rest + data).split(b'\n')
        for line in lines:
            self.handler(line.decode('utf-8', 'replace').rstrip('\r'))


class Report:
    """What the guest said about itself so far."""

    def __init__(self):
        self.token = 'k3:' + secrets.token_hex(8)
        self.last_lines = collections.deque(maxlen=400)
        self.lock = threading.Condition()
        self.ready = None       # uname -r once userspace is reached
        self.status = None      # exit status of the command
        self.panic = None
        self.output_on_console = False
        self.unheard = False    # nobody reads what the command prints
        self.pattern = re.compile(re.escape(self.token) + r' (\w+) ?(\S*)')

    def _event(self, word, value):
        with self.lock:
            if word == 'ready':
                self.ready = self.ready or value
            elif word == 'exit' and value.isdigit() and self.status is None:
                self.status = int(value)
            elif word == 'output':
                self.output_on_console = True
            self.lock.notify_all()

    def control_line(self, line):
        self._event(*(line.split(' ') + [''])[:2])

    def console_line(self, line):
        """Take note of a console line; False if it is for us alone."""
        match = self.pattern.search(line)
        if match:
            self._event(match[1], match[2])
            return False
        self.last_lines.append(line)
        if 'Kernel panic - not syncing' in line:
            with self.lock:
                self.panic = line.strip()
                self.lock.notify_all()
        return True

    def tail(self, count=20):
        lines = [ln for ln in self.last_lines if ln.strip()][-count:]
        return '\n'.join('  | ' + ln for ln in lines)
