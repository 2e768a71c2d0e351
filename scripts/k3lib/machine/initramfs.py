# SPDX-License-Identifier: GPL-2.0-or-later
"""Make an initramfs of busybox, the necessary modules and our /init.

It consists of two archives, which the kernel allows: one depends on the kernel
only and is kept in the cache, the other is for one run (firmware, script).
"""

from collections.abc import Mapping, Sequence
import hashlib
import json
from pathlib import Path

from ..base import TOP, Failure, cache_dir, lock, write_atomic
from ..debian import apt
from ..formats.cpio import Archive
from ..kernel.drivers import SYMBOLS
from ..kernel.kernels import Kernel
from ..kernel.modules import SUFFIXES, ModuleTree

INIT = TOP / 'scripts/guest/init'
BUSYBOX = 'busybox-static'
BUSYBOX_SUITES = ('trixie', 'bookworm')
# Modules that are loaded in this order, with dependencies; a kernel may lack
# some.
TRANSPORT = ('virtio_mmio', 'virtio_console')
EXTRAS = ('irq_ti_sci_intr', 'virtio_pci', 'virtio_blk', 'virtio_net',
          'virtio_rng', '9p', '9pnet_virtio', 'ext4', 'af_packet', 'rti_wdt',
          # Modules that udev would load when a core offers virtio-rpmsg
          'virtio_rpmsg_bus', 'rpmsg_ctrl', 'rpmsg_char')
# What Linux needs for a card in the slot of any board, with its supplies
CARD = ('sdhci_am654', 'mmc_block', 'i2c_omap', 'gpio_pca953x', 'fixed',
        'gpio_regulator',
        # ext4 asks for it by an alias
        'crc32c_generic')
# Modules that are included if the kernel has them, for the guest's script
CARRIED = (*sorted(SYMBOLS, reverse=True), 'rpmsg_tty', 'rpmsg_client_sample',
           'rtc_ti_k3', 'omap_rng', 'dmatest', 'spi_cadence_quadspi',
           'spi_nor', *CARD,
           # Ethernet of the SoC
           'ti_am65_cpsw_nuss', 'davinci_mdio', 'phy_gmii_sel', 'dp83867')
DIRECTORIES = ('bin', 'dev', 'etc', 'lib/firmware', 'mnt', 'proc', 'root',
               'run', 'sbin', 'sys', 'tmp', 'usr/bin', 'usr/sbin', 'var')

# Path in the guest -> contents and mode
Files = Mapping[str, tuple[bytes | str, int]]


def busybox() -> Path:
    """Debian's static arm64 busybox, from the cache or the archive."""
    note = cache_dir() / 'kernels' / 'busybox.json'
    if note.exists():
        path = Path(json.loads(note.read_text()))
        if path.is_file():
            return path
    problems = []
    for name in BUSYBOX_SUITES:
        try:
            suite = apt.Suite(name).ready()
            for version in suite.versions(BUSYBOX):
                deb = suite.fetch_deb(f'{BUSYBOX}:arm64', version)
                root = deb.parent / 'root'
                apt.extract_deb(deb, root)
                found = [p for p in (root / 'bin/busybox',
                                     root / 'usr/bin/busybox')
                         if p.is_file()]
                write_atomic(note, json.dumps(str(found[0])))
                return found[0]
        except (Failure, IndexError) as err:
            problems.append(str(err))
    raise Failure(f'{BUSYBOX} for arm64 is not available:\n'
                  + '\n'.join(problems))


def place(tree: ModuleTree, path: Path) -> str:
    """The path of a module of TREE in the guest's module directory."""
    inside = path.relative_to(tree.dir)
    for suffix in sorted(SUFFIXES, key=len, reverse=True):
        if inside.name.endswith(suffix):
            return str(inside)[:-len(suffix)] + '.ko'
    return str(inside)


def module_files(kernel: Kernel,
                 names: list[str]) -> dict[str, tuple[bytes, int]]:
    """
    {path in the guest: (bytes, mode)} of these modules, their dependencies,
    and the files that modprobe reads.
    """
    modules = kernel.tree().closure(names)
    places = {m.name: place(kernel.tree(), m.path) for m in modules}
    files, lines = {}, []
    for module in modules:
        if module.vermagic() and module.vermagic() != kernel.release:
            raise Failure(
                f'{module.path}: built for Linux {module.vermagic()}, but '
                f'the kernel is {kernel.release}')
        files[places[module.name]] = module.data
        needed = kernel.tree().closure([module.name])[:-1]
        lines.append(f'{places[module.name]}: '
                     + ' '.join(places[m.name] for m in reversed(needed)))
    files['modules.dep'] = ('\n'.join(lines) + '\n').encode()
    files['modules.order'] = b''
    # With this file, modprobe accepts names of built-in drivers
    files['modules.builtin'] = ''.join(
        f'kernel/{name}.ko\n'
        for name in sorted(kernel.tree().builtin)).encode()
    return {f'lib/modules/{kernel.release}/{name}': (data, 0o644)
            for name, data in files.items()}


def _system() -> Archive:
    """busybox and /init, which do not depend on the kernel."""
    archive = Archive()
    for name in DIRECTORIES:
        archive.directory(name)
    archive.char_device('dev/console', 5, 1)
    archive.char_device('dev/null', 1, 3, 0o666)
    archive.file('bin/busybox', busybox().read_bytes(), 0o755)
    archive.symlink('bin/sh', 'busybox')
    archive.file('init', INIT.read_bytes(), 0o755)
    archive.file('etc/passwd', 'root:x:0:0:root:/root:/bin/sh\n')
    archive.file('etc/group', 'root:x:0:\n')
    return archive


def loaded(kernel: Kernel, drivers: Sequence[str]) -> list[str]:
    """The modules that /init loads."""
    return _present(kernel, (*TRANSPORT, *EXTRAS, *drivers))


def _present(kernel: Kernel, names: Sequence[str]) -> list[str]:
    return [name for name in names
            if kernel.modules and name in kernel.modules.files]


def base_archive(kernel: Kernel, drivers: tuple[str, ...]) -> bytes:
    """busybox, /init and modules; DRIVERS are loaded after the transport."""
    archive = _system()
    wanted = loaded(kernel, drivers)
    if kernel.modules:
        for name, (data, mode) in module_files(
                kernel, [*wanted, *CARRIED]).items():
            archive.file(name, data, mode)
    early = [n for n in wanted if n in TRANSPORT]
    late = [n for n in wanted if n not in TRANSPORT]
    archive.file('k3/early', ' '.join(early) + '\n')
    archive.file('k3/late', ' '.join(late) + '\n')
    archive.file('k3/card', ' '.join(_present(kernel, CARD)) + '\n')
    return archive.tobytes()


def base_file(kernel: Kernel, drivers: tuple[str, ...]) -> Path:
    """base_archive() as a file in the cache, updated if necessary."""
    parts = [INIT.read_bytes(), Path(__file__).read_bytes(),
             str(busybox()).encode(), repr(drivers).encode(),
             kernel.release.encode()]
    if kernel.modules:
        for name in (*TRANSPORT, *EXTRAS, *CARRIED, *drivers):
            path = kernel.modules.files.get(name)
            if path:
                parts.append(f'{path} {path.stat().st_mtime_ns}'.encode())
    key = hashlib.sha256(b'\0'.join(parts)).hexdigest()[:20]
    path = cache_dir() / 'initramfs' / f'{kernel.release}-{key}.cpio'
    with lock('initramfs'):
        if not path.exists():
            write_atomic(path, base_archive(kernel, drivers))
    return path


def overlay(files: Files) -> bytes:
    """The archive of one run; FILES maps guest path to (bytes, mode)."""
    archive = Archive()
    for name, (data, mode) in files.items():
        archive.file(name, data, mode)
    return archive.tobytes()


def without_modules(files: Files) -> bytes:
    """An initramfs for any kernel, with FILES (as for overlay())."""
    archive = _system()
    for name, (data, mode) in files.items():
        archive.file(name, data, mode)
    return archive.tobytes()


def write(path: Path, kernel: Kernel, drivers: Sequence[str], mode: str,
          token: str = '',
          files: Files | None = None) -> Path:
    """The whole initramfs of one run at PATH; returns PATH."""
    files = {**(files or {}),
             'k3/mode': (mode + '\n', 0o644),
             'k3/token': (token + '\n', 0o644)}
    with open(path, 'wb') as out:
        out.write(base_file(kernel, tuple(drivers)).read_bytes())
        out.write(overlay(files))
    return path
