# SPDX-License-Identifier: GPL-2.0-or-later
"""Make card images with a Debian root file system, as any user.

As debootstrap does, the host only unpacks the packages; in a second stage,
dpkg installs them.  It runs in a guest of k3-virt that has the image in its
slot, so that the host need neither be root nor execute arm64 programs.  The
result is kept in CACHE/cards; a kernel's modules are added to a copy.
"""

from collections.abc import Iterator, Sequence
import hashlib
import os
from pathlib import Path
import re
import shutil
import subprocess
import urllib.parse

from ..base import (Failure, Step, cache_dir, find_program, lock, run, say,
                    scratch)
from ..kernel.kernels import Kernel
from ..machine import cores
from ..machine.guest import Guest
from . import apt

SUITE = 'trixie'
# Besides Debian's essential packages and what these depend on
PACKAGES = ('systemd-sysv', 'systemd-resolved', 'udev', 'kmod', 'login',
            'iproute2', 'iputils-ping')
LABEL = 'k3-root'
MIB = 1 << 20
SECTOR = 512
FIRST = 4 * MIB         # of the only partition
SIZE = 1024 * MIB       # of the image, a power of two as SD cards need it
LIMIT = 1800            # seconds for the second stage
NATIVE = ('-o', 'APT::Architecture=arm64', '-o', 'APT::Architectures=arm64',
          '--no-install-recommends')
DEBS = 'var/cache/apt/archives'

# Files that no package has
FILES = {
    'etc/fstab': f'LABEL={LABEL} / ext4 errors=remount-ro 0 1\n',
    'etc/hostname': 'k3\n',
    'etc/hosts': '127.0.0.1 localhost\n127.0.1.1 k3\n',
    'etc/systemd/network/80-dhcp.network':
        '[Match]\nType=ether\n\n[Network]\nDHCP=yes\n',
    # Services cannot start before the system has booted
    'usr/sbin/policy-rc.d': '#!/bin/sh\nexit 101\n',
}
# The second stage.  Each package may need another one to be configured, which
# apt would know; dpkg does as well as it can, and the second run finds the
# rest.  The owner of what the host has unpacked was the user.
SECOND_STAGE = rf'''
set -e
modprobe crc32c_generic 2>/dev/null || true
modprobe -a sdhci_am654 mmc_block ext4
until [ -b /dev/mmcblk1p1 ]; do usleep 100000; done
mount -t ext4 -o noatime,nobarrier /dev/mmcblk1p1 /mnt
chown -hR 0:0 /mnt
mount --bind /dev /mnt/dev
mount -t proc proc /mnt/proc
mount -t sysfs sysfs /mnt/sys
cat > /mnt/second-stage <<'END'
set -e
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8
export DEBIAN_FRONTEND=noninteractive DEBCONF_NONINTERACTIVE_SEEN=true
cp -p /usr/share/base-passwd/passwd.master /etc/passwd
cp -p /usr/share/base-passwd/group.master /etc/group
ln -sf mawk /usr/bin/awk
touch /var/lib/dpkg/status /var/lib/dpkg/available
ldconfig
dpkg --force-unsafe-io --force-depends --force-confnew \
    --unpack /{DEBS}/*.deb
dpkg --force-unsafe-io --configure -a
[ -z "$(dpkg --audit)" ]
rm -f /{DEBS}/*.deb /usr/sbin/policy-rc.d /second-stage
sed -i 's/^root:[^:]*:/root::/' /etc/passwd
systemctl enable systemd-networkd systemd-resolved
rm -f /etc/machine-id && : > /etc/machine-id
END
chroot /mnt /bin/sh /second-stage
umount /mnt/dev /mnt/proc /mnt/sys
umount /mnt
'''


def program(name: str, package: str) -> str:
    """A program that users may have to look for in another place."""
    for place in ('/usr/sbin', '/sbin'):
        if (path := Path(place) / name).exists():
            return str(path)
    return find_program(name, package)


def _packages(suite: apt.Suite, more: Sequence[str]) -> list[Path]:
    """The .debs of all packages that the file system needs."""
    out = suite.apt('apt-get', *NATIVE, '--print-uris', '-y', 'install',
                    '?essential', *PACKAGES, *more)
    names = re.findall(r"^'\S+' (\S+?)_(\S+?)_(?:arm64|all)\.deb ", out, re.M)
    if not names:
        raise Failure(f'Debian {suite.name}: apt-get finds no packages:\n'
                      + out.strip())
    return suite.fetch('apt-get', *NATIVE, 'download', *(
        f'{name}={urllib.parse.unquote(version)}' for name, version in names))


def _member(name: str, data: bytes) -> bytes:
    """A member of an ar(5) archive."""
    head = f'{name:<16}{0:<12}{0:<6}{0:<6}{"100644":<8}{len(data):<10}`\n'
    return head.encode() + data + b'\n' * (len(data) % 2)


def _uncompressed(deb: Path) -> bytes:
    """DEB, which takes a guest much less time to install."""
    dpkg_deb = find_program('dpkg-deb', 'dpkg')
    control, data = (subprocess.run([dpkg_deb, what, deb], check=True,
                                    capture_output=True).stdout
                     for what in ('--ctrl-tarfile', '--fsys-tarfile'))
    return b'!<arch>\n' + b''.join((
        _member('debian-binary', b'2.0\n'), _member('control.tar', control),
        _member('data.tar', data)))


def _unpack(debs: Sequence[Path], root: Path) -> None:
    """What debootstrap calls the first stage."""
    # base-files has the links from /bin to /usr/bin, which come first
    for deb in sorted(debs, key=lambda deb:
                      not deb.name.startswith('base-files_')):
        apt.extract_deb(deb, root)
    (root / DEBS).mkdir(parents=True, exist_ok=True)
    for deb in debs:
        (root / DEBS / deb.name).write_bytes(_uncompressed(deb))
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (root / 'usr/sbin/policy-rc.d').chmod(0o755)


def file_system(image: Path, root: Path) -> None:
    """A partition table, and an ext4 file system with what is in ROOT."""
    entry = bytes([0, 0, 2, 0, 0x83, 0, 0, 0])
    table = (entry + (FIRST // SECTOR).to_bytes(4, 'little')
             + ((SIZE - FIRST) // SECTOR).to_bytes(4, 'little'))
    with open(image, 'wb') as stream:
        stream.truncate(SIZE)
        stream.seek(446)
        stream.write(table + bytes(48) + b'\x55\xaa')
    run([program('mke2fs', 'e2fsprogs'), '-q', '-F', '-t', 'ext4',
         '-L', LABEL, '-E', f'offset={FIRST},root_owner=0:0', '-d', str(root),
         str(image), f'{(SIZE - FIRST) // 1024}k'], what='mke2fs')


def _second_stage(image: Path, kernel: Kernel) -> None:
    soc = cores.AM64
    guest = Guest(kernel, 'run', files={
        'k3/run': ('#!/bin/sh\n' + SECOND_STAGE, 0o755)},
        drivers=soc.drivers(kernel.has_driver), earlycon=soc.console,
        console='ttyS2',
        extra=['-drive', f'if=sd,index=0,format=raw,file={image},'
               'cache=unsafe'])
    output = bytearray()
    guest.on_output = output.extend
    with guest:
        guest.start()
        status = guest.wait(LIMIT)
    if status:
        raise Failure('the packages could not be installed:\n'
                      + output.decode('utf-8', 'replace')[-3000:])


def _key(debs: Sequence[Path]) -> str:
    parts = [repr((SECOND_STAGE, FILES, LABEL, FIRST, SIZE)),
             *sorted(map(str, debs))]
    return hashlib.sha256('\0'.join(parts).encode()).hexdigest()[:20]


def base(kernel: Kernel, more: Sequence[str] = ()) -> Path:
    """An image without modules, from the cache; KERNEL runs its making."""
    suite = apt.Suite(SUITE).ready()
    debs = _packages(suite, more)
    path = cache_dir() / 'cards' / f'{SUITE}-{_key(debs)}.img'
    path.parent.mkdir(exist_ok=True)
    with lock('cards'):
        if path.exists():
            return path
        with scratch('k3-card') as where:
            with Step(f'unpacking {len(debs)} packages'):
                _unpack(debs, where / 'root')
                file_system(where / 'image', where / 'root')
            with Step('installing them in a guest'):
                _second_stage(where / 'image', kernel)
            copy(where / 'image', path)
    return path


def copy(image: Path, target: Path) -> None:
    """A copy of an image that takes no more room than its contents."""
    new = target.with_name(f'.new-{os.getpid()}-{target.name}')
    try:
        run(['cp', '--sparse=always', image, new], what='cp')
        os.replace(new, target)
    finally:
        new.unlink(missing_ok=True)


def _link(source: str, target: str) -> None:
    """Copy a file that nobody changes."""
    try:
        os.link(source, target)
    except OSError:         # another file system
        shutil.copy(source, target)


def _commands(tree: Path, prefix: str) -> Iterator[str]:
    """For debugfs: copy the files below TREE to PREFIX in the image."""
    for path in sorted(tree.rglob('*')):
        target = f'{prefix}/{path.relative_to(tree)}'
        if path.is_symlink():
            continue            # build and source
        if path.is_dir():
            yield f'mkdir "{target}"'
        else:
            yield f'write "{path}" "{target}"'


def add_modules(image: Path, kernel: Kernel) -> None:
    """Install the modules of KERNEL, as its package would."""
    with scratch('k3-modules') as where:
        modules = kernel.tree()
        inside = f'lib/modules/{kernel.release}'
        shutil.copytree(modules.dir, where / inside, symlinks=True,
                        copy_function=_link)
        run([program('depmod', 'kmod'), '-b', where, kernel.release],
            what='depmod')
        usr = '/usr/lib/modules'
        lines = [f'mkdir {usr}', f'mkdir {usr}/{kernel.release}',
                 *_commands(where / inside, f'{usr}/{kernel.release}')]
        done = subprocess.run(
            [program('debugfs', 'e2fsprogs'), '-w', '-f', '-',
             f'{image}?offset={FIRST}'], input='\n'.join(lines) + '\n',
            text=True, capture_output=True, check=False)
        # debugfs repeats its commands, and ends with 0 whatever happened
        bad = [line for line in done.stderr.splitlines()[1:]
               if 'already exists' not in line]
        if done.returncode or bad:
            raise Failure('debugfs failed:\n' + '\n'.join(bad[:10]))


def make(target: Path, kernel: Kernel, more: Sequence[str] = ()) -> None:
    """An image at TARGET for KERNEL."""
    made = base(kernel, more)
    with Step(f'adding the modules of {kernel.release}'), \
            scratch('k3-card') as where:
        copy(made, where / 'image')
        add_modules(where / 'image', kernel)
        copy(where / 'image', target)
    say(f'{target}: Debian {SUITE}, {SIZE // MIB} MiB')
