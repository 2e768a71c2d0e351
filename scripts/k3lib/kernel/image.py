# SPDX-License-Identifier: GPL-2.0-or-later
"""Decode arm64 kernel images: Image, Image.gz, vmlinuz, EFI zboot.

Sources: Linux Documentation/arch/arm64/booting.rst (header: magic "ARM\\x64"
at 56) and drivers/firmware/efi/libstub/zboot-header.S (magic "zimg" at 4,
payload offset and size at 8 and 12, compression name at 24).
"""

from collections.abc import Callable
import gzip
import lzma
from pathlib import Path
import re
import shutil
import subprocess
import zlib

from ..base import Failure
from ..formats import elf

ARM64_MAGIC = b'ARM\x64'
VERSION = re.compile(rb'Linux version (\d+\.\d+\S*) ')
# Headers of kernels for other architectures or in other formats
FOREIGN = (
    (0x202, b'HdrS', 'an x86 bzImage'),
    (0x24, b'\x18\x28\x6f\x01', 'a 32-bit Arm zImage'),
    (0x38, b'RSC\x05', 'a RISC-V Image'),
    (0, b'\x27\x05\x19\x56', 'a U-Boot uImage; give the Image inside it'),
    (0, b'\xd0\x0d\xfe\xed', 'a flattened device tree or FIT image'),
)


def _by_program(program: str) -> Callable[[bytes], bytes]:
    def decompress(data: bytes) -> bytes:
        if not shutil.which(program):
            raise Failure(f'this kernel is compressed with {program}, which '
                          'is not installed')
        return subprocess.run([program, '-dc'], input=data, check=True,
                              capture_output=True).stdout
    return decompress


def _gunzip(data: bytes) -> bytes:
    return zlib.decompressobj(wbits=31).decompress(data)


DECOMPRESS: dict[str, Callable[[bytes], bytes]] = {
    'gzip': _gunzip,
    'xz': lzma.decompress,
    'xzkern': lzma.decompress,
    'lzma': lzma.decompress,
    'zstd': _by_program('zstd'),
    'zstd22': _by_program('zstd'),
    'lz4': _by_program('lz4'),
    'lzo': _by_program('lzop'),
}


def _zboot_payload(data: bytes, name: Path) -> bytes:
    start = int.from_bytes(data[8:12], 'little')
    size = int.from_bytes(data[12:16], 'little')
    kind = data[24:56].split(b'\0')[0].decode('ascii', 'replace')
    if kind not in DECOMPRESS or start + size > len(data):
        raise Failure(f'{name}: EFI zboot image with unknown compression '
                      f'"{kind}" or cut short')
    return DECOMPRESS[kind](data[start:start + size])


def _describe(data: bytes) -> str:
    if not data:
        return 'an empty file'
    machine = elf.machine_of(data)
    if machine == elf.EM_AARCH64:
        return 'an ELF file (vmlinux?); give arch/arm64/boot/Image'
    if machine is not None:
        return f'an ELF file for another architecture (e_machine {machine})'
    for offset, magic, words in FOREIGN:
        if data[offset:offset + len(magic)] == magic:
            return words
    return 'a file of an unknown format'


def decode(path: Path) -> bytes:
    """Read a kernel, packed in any way; returns the flat arm64 Image."""
    data = Path(path).read_bytes()
    try:
        if data[:2] == b'\x1f\x8b':
            data = gzip.decompress(data)
        elif data[:2] == b'MZ' and data[4:8] == b'zimg':
            data = _zboot_payload(data, path)
    except (OSError, EOFError, zlib.error, lzma.LZMAError,
            subprocess.CalledProcessError) as err:
        raise Failure(f'{path}: cannot be decompressed: {err}') from err
    if data[56:60] != ARM64_MAGIC:
        raise Failure(f'{path}: not an arm64 kernel, but {_describe(data)}')
    return data


def release_of(data: bytes) -> str | None:
    """What uname -r will print, or None."""
    match = VERSION.search(data)
    return match[1].decode() if match else None
