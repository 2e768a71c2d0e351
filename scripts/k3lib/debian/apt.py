# SPDX-License-Identifier: GPL-2.0-or-later
"""Use other Debian suites and architectures without changing the machine.

Each suite has a directory below CACHE/apt with its own sources, lists and
package cache.  The mirror, keyring and proxies are those of the machine, whose
package configuration is read and never written.  apt verifies each download
with the suite's signed index; we store it under the SHA-256 from that index.
"""

from collections.abc import Iterator
from dataclasses import dataclass
import os
from pathlib import Path
import re
import subprocess
import tempfile
import time
from typing import Any, Self

from ..base import (Failure, Step, cache_dir, find_program, fresh_directory,
                    lock, offline, run, say, scratch, sha256_of, write_atomic)

INDEX_TTL = 24 * 3600
# The Release files of these suites expire.  An outdated mirror has an expired
# one; as its signature is still checked, packages may be old but are genuine.
DATED_SUITES = ('forky', 'sid', 'testing', 'unstable')
KEYRING = Path('/usr/share/keyrings/debian-archive-keyring.gpg')
PROXY_SETTINGS = re.compile(r'Acquire::(?:https?|Retries|ForceIPv[46]|'
                            r'Check-Valid-Until|Check-Date)\b.*"[^"]+";$')


@dataclass(frozen=True)
class Mirror:
    uri: str
    signed_by: str      # path of a keyring, an armoured key, or ''

# URIs, suites, components, keyring
Entry = tuple[list[str], list[str], list[str], str]


def _one_line_entries(text: str) -> Iterator[Entry]:
    pattern = re.compile(r'deb\s+(?:\[([^]]*)\]\s+)?(\S+)\s+(\S+)\s+(.*)')
    for line in text.splitlines():
        match = pattern.match(line.split('#')[0].strip())
        if match:
            options = dict(o.split('=', 1) for o in (match[1] or '').split()
                           if '=' in o)
            yield ([match[2]], [match[3]], match[4].split(),
                   options.get('signed-by', ''))


def _stanza_fields(stanza: str) -> dict[str, str]:
    fields, key = {}, None
    for line in stanza.splitlines():
        if line.startswith('#'):
            continue
        if line[:1] in ' \t' and key:
            fields[key] += '\n' + line[1:]
        elif ':' in line:
            key, value = line.split(':', 1)
            key = key.strip().lower()
            fields[key] = value.strip()
    return fields


def _deb822_entries(text: str) -> Iterator[Entry]:
    for stanza in re.split(r'\n\s*\n', text):
        fields = _stanza_fields(stanza)
        if fields.get('enabled', 'yes').lower() in ('no', 'false', '0'):
            continue
        if 'deb' in fields.get('types', '').split():
            yield (fields.get('uris', '').split(),
                   fields.get('suites', '').split(),
                   fields.get('components', '').split(),
                   fields.get('signed-by', ''))


def _entries(etc: Path) -> Iterator[Entry]:
    files = [etc / 'sources.list', *sorted(etc.glob('sources.list.d/*'))]
    for path in files:
        if not path.is_file():
            continue
        text = path.read_text(errors='replace')
        if path.suffix == '.sources':
            yield from _deb822_entries(text)
        elif path.suffix == '.list':
            yield from _one_line_entries(text)


def host_codename() -> str:
    try:
        text = Path('/etc/os-release').read_text()
    except OSError:
        return ''
    match = re.search(r'^VERSION_CODENAME="?(\w+)', text, re.M)
    return match[1] if match else 'sid'


def machine_mirrors(etc: Path = Path('/etc/apt')) -> list[Mirror]:
    """The mirrors that the machine uses for Debian's component main."""
    override = os.environ.get('K3_DEBIAN_MIRROR')
    if override:
        return [Mirror(override, str(KEYRING) if KEYRING.exists() else '')]
    names = {host_codename(), 'stable', 'oldstable', 'testing', 'unstable',
             'sid'}
    found = []
    for uris, suites, components, signed_by in _entries(etc):
        if 'main' not in components or not names & set(suites):
            continue
        for uri in uris:
            mirror = Mirror(uri, signed_by)
            if not uri.startswith('cdrom:') and mirror not in found:
                found.append(mirror)
    if not found:
        raise Failure(f'{etc} names no Debian mirror (component main, suite '
                      f'{host_codename()}); set K3_DEBIAN_MIRROR to the URI '
                      'of one')
    return found


def _network_settings() -> list[str]:
    dump = run(['apt-config', 'dump'])
    return [ln for ln in dump.splitlines() if PROXY_SETTINGS.match(ln)]


class Suite:
    """The index of one suite: its arm64 packages or its source packages."""

    def __init__(self, name: str, source: bool = False) -> None:
        self.name = name
        self.source = source
        self.label = f'{name}-{"source" if source else "arm64"}'
        self.dir = cache_dir() / 'apt' / self.label
        self.stamp = self.dir / 'updated'

    def _signed_by(self, mirror: Mirror) -> str:
        if 'BEGIN PGP' not in mirror.signed_by:
            return mirror.signed_by or (str(KEYRING) if KEYRING.exists()
                                        else '')
        key = self.dir / 'mirror-key.asc'
        lines = [ln.strip() for ln in mirror.signed_by.strip().splitlines()]
        write_atomic(key, '\n'.join('' if ln == '.' else ln
                                    for ln in lines) + '\n')
        return str(key)

    def _source_lines(self) -> Iterator[str]:
        for mirror in machine_mirrors():
            options = [] if self.source else ['arch=arm64']
            key = self._signed_by(mirror)
            options += [f'signed-by={key}'] if key else []
            if self.name in DATED_SUITES:
                options.append('check-valid-until=no')
            kind = 'deb-src' if self.source else 'deb'
            yield (f'{kind} [{" ".join(options)}] {mirror.uri} {self.name} '
                   'main\n')

    def _configure(self) -> None:
        for sub in ('state/lists/partial', 'cache/archives/partial'):
            (self.dir / sub).mkdir(parents=True, exist_ok=True)
        write_atomic(self.dir / 'sources.list', ''.join(self._source_lines()))
        write_atomic(self.dir / 'status', '')
        native = run(['dpkg', '--print-architecture']).strip()
        lines = _network_settings() + [
            'Dir::Etc::main "/dev/null";',
            'Dir::Etc::parts "/dev/null";',
            'Dir::Etc::preferences "/dev/null";',
            'Dir::Etc::preferencesparts "/dev/null";',
            f'Dir::Etc::sourcelist "{self.dir}/sources.list";',
            'Dir::Etc::sourceparts "/dev/null";',
            f'Dir::State "{self.dir}/state";',
            f'Dir::State::status "{self.dir}/status";',
            f'Dir::Cache "{self.dir}/cache";',
            f'APT::Architecture "{native}";',
            f'APT::Architectures {{ "{native}"; "arm64"; }};',
            'Acquire::Languages "none";',
            'Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled "0";',
            'APT::Update::Error-Mode "any";',
        ]
        if os.geteuid() == 0:
            # apt's unprivileged user cannot enter root's home directory
            lines.append('APT::Sandbox::User "root";')
        write_atomic(self.dir / 'apt.conf', '\n'.join(lines) + '\n')

    def apt(self, *cmd: str, **kwargs: Any) -> str:
        env = dict(os.environ, APT_CONFIG=str(self.dir / 'apt.conf'),
                   LC_ALL='C', DEBIAN_FRONTEND='noninteractive')
        return run(cmd, env=env, **kwargs)

    def ready(self) -> Self:
        """Fetch the index if it is missing or older than a day."""
        find_program('apt-get', 'apt')
        with lock(f'apt-{self.label}'):
            have = self.stamp.exists()
            if have and (offline() or
                         time.time() - self.stamp.stat().st_mtime < INDEX_TTL):
                return self
            if offline():
                raise Failure(f'the index of {self.name} is not in the cache '
                              'and K3_OFFLINE is set')
            self._configure()
            try:
                with Step(f'Debian {self.name}: fetching the '
                          f'{"source" if self.source else "arm64"} index'):
                    self.apt('apt-get', '-q', 'update', what='apt-get update')
            except Failure as err:
                if not have:
                    raise
                say(f'{err}\n(using the index of '
                    f'{time.ctime(self.stamp.stat().st_mtime)} instead)')
                return self
            self.stamp.touch()
        return self

    def versions(self, package: str) -> list[str]:
        """Versions of PACKAGE in this suite, in apt's order."""
        out = self.apt('apt-cache', 'madison', package)
        kind = 'Sources' if self.source else 'Packages'
        return [f[1].strip() for f in (ln.split('|') for ln in
                                       out.splitlines())
                if len(f) == 3 and f[2].strip().endswith(kind)]

    def fields(self, package: str, version: str) -> dict[str, str]:
        out = self.apt('apt-cache', 'show', f'{package}={version}')
        return _stanza_fields(out.strip().split('\n\n')[0])

    def _wanted(self, *cmd: str) -> list[tuple[str, int, str]]:
        out = self.apt(*cmd, '--print-uris')
        pattern = re.compile(r"^'(\S+)' (\S+) (\d+) SHA256:([0-9a-f]{64})",
                             re.M)
        found = [(m[2], int(m[3]), m[4]) for m in pattern.finditer(out)]
        if not found:
            raise Failure(f'{" ".join(cmd)}: the index of {self.name} gives '
                          f'no checksummed file:\n{out.strip()}')
        return found

    def fetch(self, *cmd: str) -> list[Path]:
        """Run an apt-get download command; returns the stored files."""
        wanted = self._wanted(*cmd)
        paths = [stored(name, digest) for name, _size, digest in wanted]
        missing = [path for path, (_name, size, digest) in zip(paths, wanted)
                   if not intact(path, size, digest)]
        if not missing:
            return paths
        if offline():
            what = 'damaged' if missing[0].exists() else 'not'
            raise Failure(f'{missing[0].name} is {what} in the cache, and '
                          'K3_OFFLINE is set')
        for path in missing:
            if path.exists():
                say(f'{path}: damaged; downloading it again')
        size = sum(size for _name, size, _digest in wanted) / 1e6
        store = cache_dir() / 'downloads'
        store.mkdir(exist_ok=True)
        with (Step(f'downloading {wanted[0][0]} ({size:.0f} MB)'),
              tempfile.TemporaryDirectory(dir=store, prefix='.new-') as tmp):
            self.apt(*cmd, '-q', cwd=tmp)
            for (name, _size, digest), path in zip(wanted, paths):
                keep(Path(tmp) / name, digest, path)
        return paths

    def fetch_deb(self, package: str, version: str) -> Path:
        # With an explicit architecture apt would not find an "all" package
        return self.fetch('apt-get', 'download', f'{package}={version}')[0]

    def fetch_source(self, package: str, version: str) -> list[Path]:
        return self.fetch('apt-get', 'source', '--download-only',
                          '--only-source', f'{package}={version}')


def stored(name: str, digest: str) -> Path:
    return cache_dir() / 'downloads' / digest[:16] / name.replace('%3a', '_')


def intact(path: Path, size: int, digest: str) -> bool:
    """Whether a file of the store is there and as the index says."""
    try:
        return path.stat().st_size == size and sha256_of(path) == digest
    except OSError:
        return False


def keep(path: Path, digest: str, target: Path) -> None:
    """Check the checksum of a download and move it into the store."""
    if not path.is_file():
        # apt decodes some characters in the file names of the index
        siblings = [p for p in path.parent.iterdir()
                    if p.is_file() and sha256_of(p) == digest]
        if not siblings:
            raise Failure(f'{path.name}: apt did not deliver this file')
        path = siblings[0]
    if sha256_of(path) != digest:
        raise Failure(f'{path.name}: checksum differs from the index')
    target.parent.mkdir(parents=True, exist_ok=True)
    os.replace(path, target)


def extract_deb(deb: Path, target: Path) -> None:
    """Unpack the files of a .deb below TARGET, without installing it."""
    run([find_program('dpkg-deb', 'dpkg'), '-x', deb, target],
        what=f'unpacking {deb}')


def unpack_source(files: list[Path], target: Path, *options: str) -> None:
    """Unpack with dpkg-source, which checks checksums and applies patches."""
    with scratch('k3-source') as tmp:
        for path in files:
            (tmp / path.name).symlink_to(path)
        dsc, = (p for p in files if p.suffix == '.dsc')
        with fresh_directory(target) as fresh:
            run(['dpkg-source', '--no-copy', *options, '-x', tmp / dsc.name,
                 fresh / 'src'], what='dpkg-source')
            for path in (fresh / 'src').iterdir():
                os.replace(path, fresh / path.name)
            (fresh / 'src').rmdir()


def compare(left: str, oper: str, right: str) -> bool:
    """Compare versions as dpkg does: compare('1:10.2', 'ge', '1:10.0')."""
    return subprocess.run(['dpkg', '--compare-versions', left, oper,
                           right], check=False).returncode == 0
