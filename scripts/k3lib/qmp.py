# SPDX-License-Identifier: GPL-2.0-or-later
"""Ask a running QEMU: its QMP socket, and its object model over that."""

import json
import socket

from .base import Failure


class Qom:
    """Questions to the object model; who inherits has cmd()."""

    def get(self, path, prop):
        return self.cmd('qom-get', path=path, property=prop)

    def list(self, path):
        """name -> type of what an object has."""
        return {item['name']: item['type']
                for item in self.cmd('qom-list', path=path)}


class Qmp(Qom):
    """A connection to a QMP socket.  Use as a context manager."""

    def __init__(self, path, timeout=10):
        self.path = str(path)
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(timeout)
        try:
            self.socket.connect(self.path)
            self.stream = self.socket.makefile('r', encoding='utf-8')
            greeting = json.loads(self.stream.readline() or '{}')
            if 'QMP' not in greeting:
                raise Failure(f'{path}: whoever answers there, it is no QMP '
                              'monitor')
            self.cmd('qmp_capabilities')
        except TimeoutError:
            self.socket.close()
            raise Failure(f'{path}: no greeting; a QMP monitor talks to one '
                          'client at a time, is there another?') from None
        except (OSError, ValueError) as err:
            self.socket.close()
            raise Failure(f'{path}: {err}') from None

    def __enter__(self):
        return self

    def __exit__(self, *_exc):
        self.stream.close()
        self.socket.close()

    def cmd(self, name, **arguments):
        """The command's return value; Failure with QEMU's own words."""
        text = json.dumps({'execute': name, 'arguments': arguments})
        try:
            self.socket.sendall(text.encode() + b'\n')
            while line := self.stream.readline():
                answer = json.loads(line)
                if 'return' in answer:
                    return answer['return']
                if 'error' in answer:
                    raise Failure(f'{name}: {answer["error"]["desc"]}')
        except (OSError, ValueError) as err:
            raise Failure(f'{self.path}: {name}: {err}') from None
        raise Failure(f'{self.path}: QEMU is gone')
