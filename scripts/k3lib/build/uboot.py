# SPDX-License-Identifier: GPL-2.0-or-later
"""Build U-Boot proper for the application cores, for k3-virt -bios.

Its source is that of Debian's package u-boot, as upstream released it: of
Debian's own patches, one takes the K3 boards' image descriptions away, so that
only some of these boards can be built.  The stages before U-Boot proper are not
built: k3-virt does not run them.
"""

from collections.abc import Iterator
from pathlib import Path
import re
import shutil

from ..base import Failure, Step, cache_dir, fresh_directory, lock
from ..debian import apt
from ..kernel import kbuild

SERIES = '2025.01'
SUITES = ('sid', 'forky', 'trixie')
# SoC -> the configuration of TI's evaluation board
CONFIGS = {
    'am64x': 'am64x_evm_a53',
    'am62x': 'am62x_evm_a53',
    'j721e': 'j721e_evm_a72',
}
# U-Boot's own make chooses the architecture.  What these two build are programs
# for the host that u-boot.bin does not need; they would need Python's headers,
# SWIG and GnuTLS.
SETTINGS = ('ARCH=arm', 'CONFIG_PYLIBFDT=', 'CONFIG_TOOLS_MKEFICAPSULE=')


def _versions(name: str) -> Iterator[tuple[apt.Suite, str]]:
    suite = apt.Suite(name, source=True).ready()
    for version in suite.versions('u-boot'):
        if re.match(rf'(\d+:)?{re.escape(SERIES)}[-.+~]', version):
            yield suite, version


def _fetch(target: Path) -> None:
    """Any version of Debian's will do: what upstream released is the same."""
    problems = []
    for name in SUITES:
        try:
            found = list(_versions(name))
        except Failure as err:
            problems.append(f'{name}: {err}')
            continue
        for suite, version in found:
            # A mirror may have a version in its index only
            try:
                files = suite.fetch_source('u-boot', version)
            except Failure as err:
                problems.append(f'{name}: {version}: {err}')
                continue
            with Step(f'unpacking U-Boot {version}'):
                apt.unpack_source(files, target, '--skip-patches')
            return
    raise Failure(f'the source of U-Boot {SERIES} is not available:\n'
                  + '\n'.join(problems))


def source() -> Path:
    """The unpacked source, which is never changed."""
    target = cache_dir() / 'u-boot' / SERIES
    with lock(f'u-boot-{SERIES}'):
        if not (target / 'Makefile').exists():
            _fetch(target)
    return target


def _build(config: str, target: Path) -> None:
    src = source()
    # ccache's hits depend on the path
    out = cache_dir() / 'u-boot' / f'build-{config}'
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    kbuild.make(f'configuring {config}', src, out, *SETTINGS,
                f'{config}_defconfig')
    kbuild.make(f'building U-Boot for {config}', src, out, *SETTINGS,
                'u-boot.bin')
    with fresh_directory(target) as tmp:
        for name in ('u-boot.bin', 'u-boot', '.config'):
            shutil.copy(out / name, tmp / name.lstrip('.'))
    shutil.rmtree(out)


def find(spec: str) -> Path:
    """u-boot.bin that SPEC names: a file, a SoC or a configuration."""
    config = CONFIGS.get(spec, spec.removesuffix('_defconfig'))
    if config in CONFIGS.values():
        key = kbuild.key('u-boot', SERIES, config, *SETTINGS)
        target = cache_dir() / 'u-boot' / f'{config}-{key}'
        with lock(f'u-boot-{config}'):
            if not (target / 'u-boot.bin').exists():
                _build(config, target)
        return target / 'u-boot.bin'
    path = Path(spec).expanduser()
    if not path.is_file():
        raise Failure(f'{spec}: no such U-Boot (a file u-boot.bin, '
                      f'{", ".join(CONFIGS)} or {", ".join(CONFIGS.values())})')
    return path
