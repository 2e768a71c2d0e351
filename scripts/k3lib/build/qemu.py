# SPDX-License-Identifier: GPL-2.0-or-later
"""Get QEMU's source from Debian's archive, graft our files onto it, build it.

Each checkout has a tree of its own, CACHE/qemu-SERIES-KEY, whose links lead to
it.  The compiler sees no path that tells one tree from another, so ccache gives
the second checkout what the first has compiled.  With QEMU_SRC the source tree
is the user's; we still build in the cache.
"""

from dataclasses import dataclass
import os
from pathlib import Path
import re
import shlex
import shutil
import subprocess

from ..base import (TOP, Failure, Step, cache_dir, for_want_of_room,
                    fresh_directory, lock, run, say, use_ccache, write_atomic)
from ..debian import apt
from ..ending import compiling, shared_locks
from . import checkouts

DEFAULT = '10.2'
FALLBACK = '10.0'
# The Debian suites that have each series, in order of preference
SUITES = {
    '10.2': ('sid', 'forky', 'trixie-backports'),
    '10.0': ('trixie', 'bookworm-backports'),
}
CONFIGURE = (
    '--python=/usr/bin/python3',
    '--target-list=aarch64-softmmu',
    '--without-default-features', '--enable-tcg', '--enable-fdt=system',
    '--enable-slirp', '--enable-virtfs', '--enable-attr',
    '--without-default-devices', '--with-devices-aarch64=k3',
    '--disable-install-blobs', '--disable-docs',
)
SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
BINARY = 'qemu-system-aarch64'
MESON = (1, 5)
PRIVATE_TOOLS = ('meson', 'python3-pycotap')


@dataclass(frozen=True)
class Place:
    """A QEMU tree and where it is built."""
    series: str
    src: Path
    build: Path
    own: bool           # we unpacked it; false for QEMU_SRC

    @property
    def binary(self) -> Path:
        return self.build / BINARY

    @property
    def lock(self) -> str:
        return checkouts.lock_name(self.build.parent)


def series_of_tree(src: Path) -> str:
    try:
        version = (src / 'VERSION').read_text()
    except OSError:
        raise Failure(f'{src}: not a QEMU source tree (no VERSION file)') \
            from None
    return '.'.join(version.strip().split('.')[:2])


def place(series: str | None = None) -> Place:
    """The tree that the environment (QEMU_SRC, QEMU_SERIES) chooses."""
    tree = os.environ.get('QEMU_SRC')
    if tree and not series:
        src = Path(tree).expanduser().resolve()
        top = checkouts.own_directory(f'qemu-src-{checkouts.digest(src)}')
        return Place(series_of_tree(src), src, top / 'build', False)
    series = series or os.environ.get('QEMU_SERIES')
    if not series:
        series = DEFAULT
        if not (_own(DEFAULT).src.exists()) and _own(FALLBACK).src.exists():
            series = FALLBACK
    if series not in SUITES:
        raise Failure(f'QEMU_SERIES={series}: the known series are '
                      f'{", ".join(SUITES)}; for another tree use QEMU_SRC')
    return _own(series)


def _own(series: str) -> Place:
    top = checkouts.own_directory(f'qemu-{series}')
    return Place(series, top / 'src', top / 'build', True)


def get_source(series: str) -> None:
    """Unpack Debian's source of SERIES unless that was done before."""
    target = _own(series).src
    if (target / 'configure').exists():
        return
    problems = []
    for name in SUITES[series]:
        try:
            suite = apt.Suite(name, source=True).ready()
            for version in suite.versions('qemu'):
                if re.match(rf'(\d+:)?{re.escape(series)}\.', version):
                    files = suite.fetch_source('qemu', version)
                    with Step(f'unpacking QEMU {version}'):
                        apt.unpack_source(files, target)
                    return
            problems.append(f'{name}: no QEMU {series}')
        except Failure as err:
            problems.append(f'{name}: {err}')
    raise Failure(f'QEMU {series} is not available:\n' + '\n'.join(problems))


def prepare_source() -> Place:
    """The tree to build; 10.0 if 10.2 is missing and none was chosen."""
    where = place()
    if not where.own:
        return where
    chosen = os.environ.get('QEMU_SERIES')
    try:
        with lock(where.lock):
            get_source(where.series)
    except Failure as err:
        if chosen or where.series == FALLBACK or for_want_of_room(err):
            raise
        say(f'{err}\n*** QEMU {where.series} is not available; using QEMU '
            f'{FALLBACK} instead (to prevent this, set QEMU_SERIES='
            f'{where.series})')
        where = _own(FALLBACK)
        with lock(where.lock):
            get_source(where.series)
    return where


def _python_has_tools() -> bool:
    check = ('import mesonbuild.coredata as c, pycotap; '
             'print(c.version)')
    # When one tool runs another, it passes on our PYTHONPATH: Python would
    # find the private copy
    env = {k: v for k, v in os.environ.items() if k != 'PYTHONPATH'}
    res = subprocess.run(['/usr/bin/python3', '-c', check], env=env,
                         capture_output=True, text=True, check=False)
    found = re.match(r'(\d+)\.(\d+)', res.stdout)
    return found is not None and tuple(map(int, found.groups())) >= MESON


def python_path() -> str:
    """Path of a private meson and pycotap; '' if installed ones suffice."""
    if _python_has_tools():
        return ''
    root = cache_dir() / 'tools' / 'root'
    path = root / 'usr/lib/python3/dist-packages'
    if (path / 'mesonbuild').is_dir() and (path / 'pycotap').is_dir():
        return str(path)
    with lock('tools'):
        problems = []
        for name in (f'{apt.host_codename()}-backports', 'trixie'):
            try:
                suite = apt.Suite(name).ready()
                debs = [suite.fetch_deb(tool, suite.versions(tool)[0])
                        for tool in PRIVATE_TOOLS]
                with fresh_directory(root) as tmp:
                    for deb in debs:
                        apt.extract_deb(deb, tmp)
                return str(path)
            except (Failure, IndexError) as err:
                problems.append(f'{name}: {err}')
    raise Failure('meson >= 1.5 and python3-pycotap are not available:\n'
                  + '\n'.join(problems))


def environment() -> dict[str, str]:
    env = dict(os.environ)
    env['PATH'] = SYSTEM_PATH + ':' + env.get('PATH', '')
    path = python_path()
    if path:
        env['PYTHONPATH'] = path
    else:
        env.pop('PYTHONPATH', None)
    use_ccache(env)
    env['LC_ALL'] = 'C.UTF-8'
    return env


def build_environment(where: Place) -> dict[str, str]:
    """With hits of ccache for what another checkout has compiled."""
    env = environment()
    if where.own:
        env.setdefault('CCACHE_BASEDIR', str(where.build.parent))
    return env


def _flags(where: Place) -> list[str]:
    flags = list(CONFIGURE)
    if where.own:
        # Who debugs QEMU with its variables has QEMU_SRC.  Names of sources
        # are relative to the build directory; its own name would be another
        # one in each checkout's objects.
        flags.append('--extra-cflags=-g1 '
                     f'-fdebug-prefix-map={where.build}=.')
    if not (where.src / '.git').exists():
        flags.append('--disable-download')
    if shutil.which('ccache'):
        flags.append('--cc=ccache gcc')
    return flags


def configure(where: Place) -> None:
    """Run configure unless it has run here with the same flags."""
    cmd = [str(where.src / 'configure'), *_flags(where)]
    stamp = where.build / '.k3-configured'
    text = shlex.join(cmd) + '\n'
    if (stamp.exists() and stamp.read_text() == text and
            (where.build / 'build.ninja').exists() and
            not checkouts.from_the_future(where.build)):
        return
    if re.search(r'[\s:]', str(where.build)):
        raise Failure(f'{where.build}: QEMU cannot be built in a directory with '
                      'a space or a colon in its name; K3_CACHE=DIR chooses '
                      'another cache')
    stamp.unlink(missing_ok=True)       # first: we may be killed
    shutil.rmtree(where.build, ignore_errors=True)
    where.build.mkdir(parents=True)
    with Step(f'configuring QEMU {where.series}'):
        res = subprocess.run(cmd, cwd=where.build,
                             env=build_environment(where),
                             stdin=subprocess.DEVNULL, text=True,
                             pass_fds=shared_locks(),
                             stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, check=False)
    if res.returncode:
        raise Failure(f'configure failed in {where.build}:\n'
                      + '\n'.join(res.stdout.splitlines()[-25:]))
    write_atomic(stamp, text)


def graft(where: Place) -> None:
    run([TOP / 'scripts/k3-graft', where.src], what='k3-graft')


PROGRESS = re.compile(r'^\[(\d+)/(\d+)\]')
WARNING = re.compile(r'^(\S+?):(\d+):(?:\d+:)? warning: (.*)')


def _ours(path: str, where: Place) -> Path | None:
    """The file of ours that PATH in a compiler message means, or None."""
    full = Path(os.path.normpath(where.build / path))
    try:
        rel = full.relative_to(where.src)
    except ValueError:
        rel = Path(os.path.relpath(full.resolve(), TOP))
    file = TOP / rel
    return file if file.is_file() else None


def ninja(where: Place, *targets: str) -> None:
    """Build TARGETS; treat warnings in our own files as errors."""
    log = where.build / 'k3-build.log'
    warned: dict[Path, list[str]] = {}
    lines: list[str] = []
    title = f'building QEMU {where.series}'
    with Step(title) as step, open(log, 'w') as out:
        with compiling(['ninja', *targets], cwd=where.build,
                       env=dict(build_environment(where),
                                NINJA_STATUS='[%f/%t] ')) as (process, output):
            for line in output:
                out.write(line)
                match = PROGRESS.match(line)
                if match:
                    step.detail = f'{match[1]} of {match[2]} steps'
                    continue
                lines.append(line)
                match = WARNING.match(line)
                ours = match and _ours(match[1], where)
                if ours:
                    warned.setdefault(ours, []).append(line.strip())
        if process.returncode:
            raise Failure(f'the build failed (full log: {log}):\n'
                          + ''.join(lines[-60:]).rstrip())
        if warned:
            for path in warned:
                os.utime(path)      # so that the next build warns again
            raise Failure('warnings in our own files are errors:\n'
                          + '\n'.join(sum(warned.values(), [])))


def build(*targets: str, series: str | None = None) -> Place:
    """Do all steps up to a built QEMU; returns its Place."""
    if series and not os.environ.get('QEMU_SRC'):
        where = place(series)
        with lock(where.lock):
            get_source(series)
    else:
        where = prepare_source()
    checkouts.note_use()
    checkouts.prune()
    with lock(where.lock):
        graft(where)
        configure(where)
        ninja(where, *(targets or (BINARY,)))
    return where


def ready() -> None:
    """Build QEMU, unless K3_QEMU names the one to use."""
    if not os.environ.get('K3_QEMU'):
        build(BINARY)
