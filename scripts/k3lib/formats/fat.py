# SPDX-License-Identifier: GPL-2.0-or-later
"""Write the image of a card with one partition, a FAT16 file system.

Boot loaders read that, and no program of the host is needed to make it.  File
names are 8.3; case is lost.  Source: Microsoft's FAT specification (fatgen103).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
import re
import struct

from ..base import Failure

SECTOR = 512
START = 1 << 20             # of the partition, in bytes
CLUSTER = 8 * 1024
ROOT_ENTRIES = 512
FAT16 = (4085, 65525)       # numbers of clusters: at least, less than
DIRECTORY, ARCHIVE = 0x10, 0x20
END = 0xffff
EFI_SYSTEM = 0xef           # partition type
NAME = re.compile(r"[A-Z0-9_~!#$%&'()@^`{}-]{1,8}(\.[A-Z0-9_~-]{1,3})?")


def short_name(name: str) -> bytes:
    """The eleven bytes of a directory entry."""
    upper = name.upper()
    if not NAME.fullmatch(upper):
        raise Failure(f'{name}: not a name that a FAT can have without '
                      'another entry (8.3)')
    base, _, suffix = upper.partition('.')
    return f'{base:8}{suffix:3}'.encode()


def entry(name: bytes, attribute: int, cluster: int, size: int) -> bytes:
    return struct.pack('<11sBBBHHHHHHHI', name, attribute, 0, 0, 0, 0x5c21, 0,
                       0, 0, 0x5c21, cluster, size)


@dataclass
class Directory:
    files: dict[str, bytes] = field(default_factory=dict)
    below: dict[str, 'Directory'] = field(default_factory=dict)

    def add(self, path: str, data: bytes) -> None:
        first, slash, rest = path.strip('/').partition('/')
        if slash:
            self.below.setdefault(first, Directory()).add(rest, data)
        else:
            self.files[first] = data

    def size(self) -> int:
        """Of its entries, with "." and ".."."""
        return 32 * (len(self.files) + len(self.below) + 2)


class Volume:
    """The clusters of a file system, from number 2 on."""

    def __init__(self, clusters: int) -> None:
        self.table = [0xfff8, END]
        self.data: list[bytes] = []
        self.clusters = clusters

    def put(self, data: bytes) -> int:
        """Store DATA; returns its first cluster."""
        first = len(self.table)
        count = max(1, -(-len(data) // CLUSTER))
        if first + count > self.clusters + 2:
            raise Failure('the files do not fit into the image')
        self.table += [*range(first + 1, first + count), END]
        self.data.append(data.ljust(count * CLUSTER, b'\0'))
        return first

    def entries(self, directory: Directory, above: int) -> bytes:
        """Store what is in DIRECTORY; returns its entries.

        ABOVE is the cluster of DIRECTORY itself, 0 for the root.
        """
        parts = []
        for name, data in directory.files.items():
            cluster = self.put(data) if data else 0
            parts.append(entry(short_name(name), ARCHIVE, cluster, len(data)))
        for name, below in directory.below.items():
            if below.size() > CLUSTER:
                raise Failure(f'{name}: too many files in this directory')
            own = self.put(b'')
            place = len(self.data) - 1
            inside = (entry(b'.'.ljust(11), DIRECTORY, own, 0)
                      + entry(b'..'.ljust(11), DIRECTORY, above, 0)
                      + self.entries(below, own))
            self.data[place] = inside.ljust(CLUSTER, b'\0')
            parts.append(entry(short_name(name), DIRECTORY, own, 0))
        return b''.join(parts)


def boot_sector(sectors: int, fat_sectors: int) -> bytes:
    fields = struct.pack(
        '<3s8sHBHBHHBHHHII', b'\xeb\x3c\x90', b'k3-virt ', SECTOR,
        CLUSTER // SECTOR, 1, 2, ROOT_ENTRIES, 0, 0xf8, fat_sectors, 63, 255,
        START // SECTOR, sectors)
    fields += struct.pack('<BBBI11s8s', 0x80, 0, 0x29, 0x6b337669,
                          b'K3-VIRT    ', b'FAT16   ')
    return fields.ljust(510, b'\0') + b'\x55\xaa'


def partition_table(sectors: int, kind: int) -> bytes:
    row = struct.pack('<BBBBBBBBII', 0x80, 0, 2, 0, kind, 0, 0, 0,
                      START // SECTOR, sectors)
    return bytes(446) + row + bytes(48) + b'\x55\xaa'


def write_card(path: Path, files: Mapping[str, bytes],
               size: int = 256 << 20) -> Path:
    """Write an image of SIZE bytes, a power of two, with FILES at PATH."""
    sectors = (size - START) // SECTOR
    clusters = sectors * SECTOR // CLUSTER
    fat_sectors = -(-(clusters + 2) * 2 // SECTOR)
    clusters -= -(-(2 * fat_sectors + 64) * SECTOR // CLUSTER)
    if not FAT16[0] <= clusters < FAT16[1] or size & (size - 1):
        raise Failure(f'{size}: not a size that this card can have')
    root = Directory()
    for name, data in files.items():
        root.add(name, data)
    volume = Volume(clusters)
    entries = volume.entries(root, 0)
    if len(entries) > 32 * ROOT_ENTRIES:
        raise Failure('too many files in the root directory')
    table = struct.pack(f'<{len(volume.table)}H', *volume.table)
    with open(path, 'wb') as out:
        out.write(partition_table(sectors, EFI_SYSTEM))
        out.seek(START)
        out.write(boot_sector(sectors, fat_sectors))
        for _copy in range(2):
            out.write(table.ljust(fat_sectors * SECTOR, b'\0'))
        out.write(entries.ljust(32 * ROOT_ENTRIES, b'\0'))
        out.writelines(volume.data)
        out.truncate(size)
    return path
