# SPDX-License-Identifier: GPL-2.0-or-later
"""Find kernel modules, resolve their dependencies, unpack them.

Dependencies are read from the modules' .modinfo sections, so that a build tree
in which depmod never ran will do.
"""

from collections.abc import Iterable
import gzip
import lzma
import os
from pathlib import Path
import shutil
import subprocess
import zlib

from ..base import Failure
from ..formats import elf

SUFFIXES = ('.ko', '.ko.xz', '.ko.gz', '.ko.zst')


def plain_name(path: Path | str) -> str:
    """The name that lsmod shows: k3_foo for .../k3-foo.ko.xz."""
    return Path(path).name.split('.ko')[0].replace('-', '_')


def _unpacked(path: Path) -> bytes:
    data = path.read_bytes()
    try:
        return _decompressed(path, data)
    except (EOFError, OSError, lzma.LZMAError, zlib.error,
            subprocess.CalledProcessError) as err:
        raise Failure(f'{path}: damaged ({err})') from None


def _decompressed(path: Path, data: bytes) -> bytes:
    if path.suffix == '.xz':
        return lzma.decompress(data)
    if path.suffix == '.gz':
        return gzip.decompress(data)
    if path.suffix == '.zst':
        if not shutil.which('zstd'):
            raise Failure(f'{path}: zstd is not installed')
        return subprocess.run(['zstd', '-dc'], input=data, check=True,
                              capture_output=True).stdout
    return data


class Module:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = plain_name(path)
        self.data = _unpacked(path)
        if elf.machine_of(self.data) != elf.EM_AARCH64:
            raise Failure(f'{path}: not an arm64 kernel module')
        self.info: dict[str, list[str]] = {}
        for item in elf.Elf(self.data).contents('.modinfo').split(b'\0'):
            key, _, value = item.decode('utf-8', 'replace').partition('=')
            self.info.setdefault(key, []).append(value)

    def depends(self) -> list[str]:
        names = self.info.get('depends', [''])[0]
        return [n.replace('-', '_') for n in names.split(',') if n]

    def vermagic(self) -> str:
        return self.info.get('vermagic', [''])[0].split(' ')[0]


class ModuleTree:
    """The modules below one directory."""

    def __init__(self, directory: Path | str) -> None:
        self.dir = Path(directory)
        if not self.dir.is_dir():
            raise Failure(f'{directory}: no such directory (of modules)')
        self.files: dict[str, Path] = {}
        self.builtin: set[str] = set()
        self.loaded: dict[str, Module] = {}
        for where, _dirs, names in os.walk(self.dir):
            for name in names:
                if name.endswith(SUFFIXES):
                    self.files.setdefault(plain_name(name),
                                          Path(where) / name)
                elif name == 'modules.builtin':
                    listing = (Path(where) / name).read_text()
                    self.builtin |= set(map(plain_name, listing.split()))

    def has(self, name: str) -> bool:
        return name in self.files or name in self.builtin

    def get(self, name: str) -> Module:
        if name not in self.loaded:
            self.loaded[name] = Module(self.files[name])
        return self.loaded[name]

    def closure(self, names: Iterable[str]) -> list[Module]:
        """The modules NAMES and their dependencies, in loading order."""
        order: list[str] = []

        def visit(name: str, chain: frozenset[str]) -> None:
            if name in chain or name not in self.files or name in order:
                return
            for needed in self.get(name).depends():
                visit(needed, chain | {name})
            order.append(name)

        for name in names:
            visit(name.replace('-', '_'), frozenset())
        return [self.get(name) for name in order]


def find_tree(directory: Path | str, release: str) -> ModuleTree:
    """The module tree of RELEASE in or below DIRECTORY."""
    top = Path(directory).expanduser()
    for sub in (f'lib/modules/{release}', f'usr/lib/modules/{release}',
                release):
        if (top / sub).is_dir():
            return ModuleTree(top / sub)
    return ModuleTree(top)
