# SPDX-License-Identifier: GPL-2.0-or-later
"""Modules that a Debian kernel lacks, built for exactly that kernel.

The kernel image stays Debian's, and so do its configuration, its generated
headers and the checksums of its symbols (linux-headers); the sources are
those of the same version (linux-source).  Only the few programs that kbuild
runs on the build machine are made anew, because Debian's need the C library
of the kernel's own suite.
"""

import json
import os
import re
import shutil

from . import apt, kbuild, kernel
from .base import (Failure, Step, cache_dir, fresh_directory, lock, run,
                   write_atomic)
from .modules import ModuleTree

# directory -> {CONFIG symbol: module}.  A symbol that the distribution set to
# m has its module already.
WANTED = {
    'drivers/rpmsg': {
        'RPMSG': 'rpmsg_core', 'RPMSG_NS': 'rpmsg_ns',
        'RPMSG_CHAR': 'rpmsg_char', 'RPMSG_CTRL': 'rpmsg_ctrl',
        'RPMSG_VIRTIO': 'virtio_rpmsg_bus'},
    'drivers/tty': {'RPMSG_TTY': 'rpmsg_tty'},
    'drivers/remoteproc': {
        'TI_K3_R5_REMOTEPROC': 'ti_k3_r5_remoteproc',
        'TI_K3_DSP_REMOTEPROC': 'ti_k3_dsp_remoteproc',
        'TI_K3_M4_REMOTEPROC': 'ti_k3_m4_remoteproc'},
    'samples/rpmsg': {'SAMPLE_RPMSG_CLIENT': 'rpmsg_client_sample'},
}
# Modules without a symbol of their own, which the drivers share.
SHARED = ('ti_k3_common',)
# Only what compiler and binutils can do, never what the kernel is.
CAPABILITY = re.compile(r'CONFIG_((?:CC|AS|LD|GCC|TOOLCHAIN|PAHOLE|RUSTC)_'
                        r'(?:HAS|SUPPORTS|CAN|NEEDS)_?\w*)=')
# Debian's Makefiles stay what they are (a patch may change them); of what
# they list, only this is built.
KBUILD = '''# SPDX-License-Identifier: GPL-2.0-or-later
include $(src)/Makefile
obj-y :=
obj-m := $(sort $(filter {objects},$(obj-m)))
subdir-y :=
subdir-m :=
ccflags-y += {defines}
'''


def read_config(text):
    """CONFIG_ symbols that are set, as kconfig writes them."""
    return dict(re.findall(r'^CONFIG_(\w+)=(.*)$', text, re.M))


def choose(config, src):
    """{directory: {symbol: module}} that CONFIG's kernel has not and SRC has.
    """
    chosen = {}
    for directory, modules in WANTED.items():
        for symbol, module in modules.items():
            if (config.get(symbol) not in ('y', 'm') and
                    (src / directory / f'{module}.c').is_file()):
                chosen.setdefault(directory, {})[symbol] = module
    return chosen


def without_capabilities(text, lacking):
    """auto.conf or autoconf.h without what this compiler cannot do."""
    return ''.join(
        line for line in text.splitlines(True)
        if not (m := re.match(r'(?:#define )?CONFIG_(\w+)', line)) or
        m[1] not in lacking)


class Build:
    """One set of modules, in a directory of its own."""

    def __init__(self, base, version, where):
        self.base, self.version, self.where = base, version, where
        self.src = kbuild.debian_source(version)
        self.tools, self.out = where / 'tools', where / 'out'
        self.work = where / 'modules'

    def _headers(self):
        """Debian's headers package of the flavour; its unpacked directory."""
        package = f'linux-headers-{self.base.release}'
        suite = kbuild.find_package(package, self.version)
        apt.extract_deb(suite.fetch_deb(f'{package}:arm64', self.version),
                        self.where / 'headers')
        return self.where / 'headers/usr/src' / package

    def _host_tools(self, config):
        """fixdep, modpost, genksyms; returns what the compiler lacks."""
        self.tools.mkdir()
        (self.tools / '.config').write_text(config)
        kbuild.make('asking what the compiler can do', self.src, self.tools,
                    'olddefconfig')
        can = set(CAPABILITY.findall((self.tools / '.config').read_text()))
        small = self.tools / 'small.config'
        small.write_text('CONFIG_MODULES=y\nCONFIG_MODVERSIONS=y\n')
        kbuild.make('configuring kbuild\'s tools', self.src, self.tools,
                    'allnoconfig', f'KCONFIG_ALLCONFIG={small}')
        kbuild.make('building kbuild\'s tools', self.src, self.tools,
                    'modules_prepare')
        return set(CAPABILITY.findall(config)) - can

    def _output_directory(self, headers, lacking):
        """What "make modules" would have left, from Debian's headers."""
        for part in ('include', 'arch'):
            shutil.copytree(headers / part, self.out / part)
        shutil.copy(headers / 'Module.symvers', self.out)
        shutil.copy(headers / '.config', self.out)
        (self.out / 'scripts').symlink_to('../tools/scripts')
        for name in ('include/config/auto.conf',
                     'include/generated/autoconf.h'):
            path = self.out / name
            path.write_text(without_capabilities(path.read_text(), lacking))

    def _sources(self, chosen):
        """Copies of the drivers' directories that can be patched."""
        objects = [f'{name}.o' for modules in chosen.values()
                   for name in modules.values()]
        objects += [f'{name}.o' for name in SHARED]
        defines = [f'-DCONFIG_{symbol}_MODULE=1' for modules in
                   chosen.values() for symbol in modules]
        for directory in chosen:
            copy = self.work / directory
            copy.mkdir(parents=True)
            for path in (self.src / directory).iterdir():
                if path.is_file():
                    shutil.copy(path, copy)
            write_atomic(copy / 'Kbuild',
                         KBUILD.format(objects=' '.join(objects),
                                       defines=' '.join(defines)))
        write_atomic(self.work / 'Kbuild',
                     '# SPDX-License-Identifier: GPL-2.0-or-later\n'
                     + ''.join(f'obj-m += {d}/\n' for d in chosen))

    def run(self):
        """Build; returns the .ko files."""
        headers = self._headers()
        config = (headers / '.config').read_text()
        chosen = choose(read_config(config), self.src)
        if not chosen:
            raise Failure(f'{self.base.origin}: has all modules already')
        lacking = self._host_tools(config)
        self._output_directory(headers, lacking)
        self._sources(chosen)
        settings = [f'CONFIG_{symbol}=m' for modules in chosen.values()
                    for symbol in modules]
        # Type information would need the kernel's vmlinux and pahole.
        kbuild.make(f'building modules for {self.base.release}', self.src,
                    self.out, f'M={self.work}', *settings,
                    'CONFIG_DEBUG_INFO_BTF_MODULES=', 'modules')
        return sorted(self.work.rglob('*.ko'))


def _strip(source, target):
    run([kbuild.CROSS + 'strip', '--strip-debug', '-o', target, source])


def _hard_linked(source, target):
    """A copy that costs no space; both are in the cache, neither changes."""
    shutil.copytree(source, target, copy_function=os.link, symlinks=True)


def _assemble(base, found, built, tmp):
    """Debian's kernel plus the new modules, as kernel.load() wants it."""
    home = base.image.parent
    release = base.release
    os.link(base.image, tmp / 'Image')
    tree = tmp / 'lib/modules' / release
    _hard_linked(home / found['modules'], tree)
    have = ModuleTree(tree)
    extra = tree / 'updates/k3'
    extra.mkdir(parents=True)
    for path in built:
        name = path.name[:-3].replace('-', '_')
        if name in have.files:
            have.files[name].unlink()
        _strip(path, extra / path.name)
    result = dict(found, modules=f'lib/modules/{release}', dtbs='')
    if base.dtbs:
        _hard_linked(base.dtbs, tmp / 'dtbs')
        result['dtbs'] = 'dtbs'
    write_atomic(tmp / 'kernel.json', json.dumps(result, indent=1))


def debian(wanted):
    """Debian's kernel WANTED with the modules; returns a directory."""
    base = kernel.debian(wanted)
    home = base.image.parent
    found = json.loads((home / 'kernel.json').read_text())
    if not found['modules']:
        raise Failure(f'{base.origin}: the package has no modules')
    name = f'{home.name}+k3-{kbuild.key(found["version"], WANTED)}'
    target = cache_dir() / 'kernels' / name
    with lock(f'kernel-{name}'):
        if (target / 'kernel.json').exists():
            return target
        where = cache_dir() / 'linux' / f'build-{name}'
        shutil.rmtree(where, ignore_errors=True)
        where.mkdir(parents=True)
        built = Build(base, found['version'], where).run()
        with Step(f'{len(built)} modules'), fresh_directory(target) as tmp:
            _assemble(base, found, built, tmp)
    return target
