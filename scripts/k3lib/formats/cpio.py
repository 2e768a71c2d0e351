# SPDX-License-Identifier: GPL-2.0-or-later
"""Write cpio archives in the "newc" format that the kernel expects.

This needs neither root nor device files on the host, and the same input gives
the same bytes.  Format: Linux Documentation/driver-api/early-userspace/
buffer-format.rst.
"""

import stat

# Mode, contents, device numbers
Entry = tuple[int, bytes, tuple[int, int]]


class Archive:
    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}

    def _parents(self, name: str) -> None:
        parts = name.split('/')[:-1]
        for depth in range(1, len(parts) + 1):
            self.entries.setdefault('/'.join(parts[:depth]),
                                    (stat.S_IFDIR | 0o755, b'', (0, 0)))

    def _add(self, name: str, mode: int, data: bytes = b'',
             device: tuple[int, int] = (0, 0)) -> None:
        name = name.strip('/')
        self._parents(name)
        self.entries[name] = (mode, data, device)

    def directory(self, name: str, mode: int = 0o755) -> None:
        self._add(name, stat.S_IFDIR | mode)

    def file(self, name: str, data: bytes | str, mode: int = 0o644) -> None:
        data = data.encode() if isinstance(data, str) else data
        self._add(name, stat.S_IFREG | mode, data)

    def symlink(self, name: str, target: str) -> None:
        self._add(name, stat.S_IFLNK | 0o777, target.encode())

    def char_device(self, name: str, major: int, minor: int,
                    mode: int = 0o600) -> None:
        self._add(name, stat.S_IFCHR | mode, device=(major, minor))

    def tobytes(self) -> bytes:
        out = bytearray()
        inode = 0
        for name in sorted(self.entries):
            inode += 1
            _record(out, inode, name, *self.entries[name])
        _record(out, 0, 'TRAILER!!!', 0, b'', (0, 0))
        _pad(out, 512)
        return bytes(out)


def _pad(out: bytearray, size: int) -> None:
    out.extend(bytes(-len(out) % size))


def _record(out: bytearray, inode: int, name: str, mode: int, data: bytes,
            device: tuple[int, int]) -> None:
    links = 2 if stat.S_ISDIR(mode) else 1
    raw = name.encode() + b'\0'
    fields = (inode, mode, 0, 0, links, 0, len(data), 0, 0, *device,
              len(raw), 0)
    out.extend(b'070701' + b''.join(b'%08x' % f for f in fields) + raw)
    _pad(out, 4)
    out.extend(data)
    _pad(out, 4)
