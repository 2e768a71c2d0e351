# SPDX-License-Identifier: GPL-2.0-or-later
"""Device trees of boards that tests make up."""

import struct
from typing import Any

from k3lib.machine.board import MAGIC, Tree

Node = dict[str, Any]       # properties and children


class Writer:
    """Writes a flattened device tree."""

    def __init__(self) -> None:
        self.body, self.strings = b'', b''

    def _padded(self, data: bytes) -> None:
        self.body += data + b'\0' * (-len(data) % 4)

    def node(self, name: str, contents: Node) -> None:
        self.body += struct.pack('>I', Tree.BEGIN)
        self._padded(name.encode() + b'\0')
        for key, value in contents.items():
            if isinstance(value, dict):
                self.node(key, value)
                continue
            data = (value.encode() + b'\0' if isinstance(value, str) else
                    struct.pack(f'>{len(value)}I', *value))
            self.body += struct.pack('>III', Tree.PROPERTY, len(data),
                                     len(self.strings))
            self.strings += key.encode() + b'\0'
            self._padded(data)
        self.body += struct.pack('>I', Tree.END)

    def data(self) -> bytes:
        head = 40
        return struct.pack('>10I', MAGIC, 0, head, head + len(self.body),
                           0, 17, 16, 0, len(self.strings),
                           len(self.body)) + self.body + self.strings


def blob(root: Node) -> bytes:
    writer = Writer()
    writer.node('', root)
    return writer.data()


def r5f(address: int, **more: Any) -> Node:
    return {f'r5f@{address:x}': {'ti,sci-proc-ids': [1, 255], **more}}


def am64x(**more: Any) -> Node:
    return {
        'compatible': 'vendor,board\0ti,am642', 'model': 'A board',
        'cpus': {'cpu@0': {'device_type': 'cpu'},
                 'cpu@1': {'device_type': 'cpu', 'status': 'disabled'}},
        'aliases': {'serial3': '/bus/serial@2810000'},
        **more}
