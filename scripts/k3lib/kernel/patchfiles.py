# SPDX-License-Identifier: GPL-2.0-or-later
"""Read and apply patches from files, directories and mailboxes.

A mailbox may be a whole thread of a list archive: cover letters and replies
are ignored, patches are sorted by number, and the last of several versions of
a series is used.  patch(1) applies the diffs; this module reads only the mail
around them and the names of the files.  patch, unlike "git apply", recognizes a
patch that is applied already.  python3-unidiff would read the hunks, of which
only the headers are needed here, but not the mails.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
import gzip
from pathlib import Path
import re
import subprocess
import zlib

from ..base import Failure, find_program, say, write_atomic
from . import rejects

SUFFIXES = ('.patch', '.diff', '.mbox', '.mbx', '.eml')
FILE_START = re.compile(r'^(?:diff --git .*|--- (?!\d).*\n\+\+\+ .*)$', re.M)
HUNK = re.compile(r'^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@.*$')
SUBJECT = re.compile(r'^\s*\[([^]]*\bPATCH\b[^]]*)\]\s*(.*)', re.S | re.I)
BINARY = re.compile(r'^(?:GIT binary|Binary files)', re.M)
# No driver is compiled from these files
HARMLESS = re.compile(r'Documentation/|MAINTAINERS$|arch/\w+/boot/dts/'
                      r'|(?:.*/)?Kconfig$|\.mailmap$|CREDITS$')
FAILED = re.compile(r'^Hunk #(\d+) (?:FAILED|ignored)', re.M)

MAILS = BytesParser(EmailMessage, policy=policy.default)


@dataclass(frozen=True)
class Change:
    """What a patch does to one file."""
    path: str               # after the change, or before a deletion
    text: str
    hunks: tuple[str, ...]  # the @@ lines
    binary: bool = False

    def source(self) -> str:
        """The path before the change."""
        match = re.search(r'^(?:rename|copy) from (.+)$', self.text, re.M)
        return match[1] if match else self.path

    def stays(self) -> bool:
        """Whether the file exists before and after with the same name."""
        return (self.source() == self.path and not
                re.search(r'^(?:---|\+\+\+) /dev/null', self.text, re.M))

    def creates(self) -> bool:
        return bool(re.search(r'^--- /dev/null', self.text, re.M))


@dataclass(frozen=True)
class Patch:
    name: str               # the subject of a mail, or the file name
    changes: tuple[Change, ...]
    file: str = ''          # the file with the patch
    author: str = ''
    date: str = ''

    def text(self) -> str:
        return ''.join(c.text for c in self.changes)


def _body_end(lines: list[str], start: int) -> int:
    """The line after the hunks at START, where the mail continues."""
    at = start
    while at < len(lines):
        match = HUNK.match(lines[at])
        if match:
            old, new = (int(n) if n else 1 for n in
                        (match[1] or '1', match[2] or '1'))
            at += 1
            while at < len(lines) and (old > 0 or new > 0):
                mark = lines[at][:1]
                old -= mark in (' ', '-', '')
                new -= mark in (' ', '+', '')
                at += 1
        elif lines[at].startswith('\\'):
            at += 1
        else:
            break
    return at


def _path_of(header: str) -> str:
    names = re.findall(r'^(?:---|\+\+\+) ([^\t\n]+)', header, re.M)
    for name in reversed(names):
        if name != '/dev/null':
            return name.split('/', 1)[-1]
    match = re.match(r'diff --git a/(\S+) b/(\S+)', header)
    return match[2] if match else ''


def parse(text: str) -> tuple[Change, ...]:
    """The changes in a text that contains a unified diff."""
    lines = text.splitlines()
    starts = [text.count('\n', 0, m.start()) for m in
              FILE_START.finditer(text)]
    # "diff --git" is followed by its own --- and +++ lines
    starts = [s for n, s in enumerate(starts)
              if not (n and lines[s].startswith('---') and
                      not any(HUNK.match(ln) for ln in
                              lines[starts[n - 1]:s]))]
    changes = []
    for at, after in zip(starts, starts[1:] + [len(lines)]):
        first = next((n for n in range(at, after) if HUNK.match(lines[n])),
                     None)
        if first is None:
            head = [ln for ln in lines[at:after] if re.match(
                r'diff --git|(?:old|new|deleted|similarity|rename|copy|index)'
                r'|GIT binary|Binary files', ln)]
            end, header = at + len(head), '\n'.join(head)
        else:
            end, header = _body_end(lines, first), '\n'.join(lines[at:first])
        body = lines[at:end]
        changes.append(Change(
            _path_of(header), '\n'.join(body) + '\n',
            tuple(ln for ln in body if HUNK.match(ln)),
            bool(BINARY.search(header))))
    return tuple(changes)


def as_dict(patch: Patch) -> dict[str, str]:
    """For JSON."""
    return {'name': patch.name, 'file': patch.file, 'author': patch.author,
            'date': patch.date, 'text': patch.text()}


def from_dict(found: dict[str, str]) -> Patch:
    return Patch(found['name'], parse(found['text']), found['file'],
                 found['author'], found['date'])


def _read(path: Path) -> bytes:
    try:
        data = path.read_bytes()
        return gzip.decompress(data) if data[:2] == b'\x1f\x8b' else data
    except OSError as err:
        raise Failure(f'--patch {path}: {err.strerror or err}') from err
    except (EOFError, zlib.error) as err:
        raise Failure(f'--patch {path}: cannot be unpacked: {err}') from err


def _messages(data: bytes) -> Iterator[EmailMessage]:
    """Split a mailbox into mails; a single mail or bare diff is one mail."""
    parts = re.split(rb'^From \S+ .*\d{4}\r?$\n', data, flags=re.M)
    for part in parts:
        if part.strip():
            message = MAILS.parsebytes(part)
            assert isinstance(message, EmailMessage)
            yield message


def _text_of(message: EmailMessage) -> str:
    if not message.keys():
        return message.as_string()
    bodies = [p for p in message.walk() if p.get_content_maintype() == 'text']
    return '\n'.join(b.get_content() for b in bodies).replace('\r\n', '\n')


def _author(message: EmailMessage) -> str:
    """The author, who may differ from the sender."""
    first = _text_of(message).lstrip().partition('\n')[0]
    return (first.removeprefix('From: ') if first.startswith('From: ') else
            str(message.get('From', '')))


def _place(tags: str) -> tuple[int, int]:
    """(version, number) from "PATCH v2 3/4"."""
    version = re.search(r'\bv(\d+)\b', tags, re.I)
    number = re.search(r'(\d+)/\d+', tags)
    return (int(version[1]) if version else 1, int(number[1]) if number else 0)


def from_mail(path: Path, data: bytes) -> list[Patch]:
    found = []
    for order, message in enumerate(_messages(data)):
        subject = ' '.join(str(message.get('Subject', '')).split())
        if re.match(r'(?:re|aw|fwd?):', subject, re.I):
            continue
        changes = parse(_text_of(message))
        if not changes:
            continue
        match = SUBJECT.match(subject)
        version, number = _place(match[1]) if match else (1, 0)
        name = match[2] if match else subject
        found.append((version, number, order, Patch(
            name or path.name, changes, path.name, _author(message),
            str(message.get('Date', '')))))
    newest = max((f[0] for f in found), default=1)
    older = sum(f[0] < newest for f in found)
    if older:
        say(f'{path}: taking version {newest} of the series; {older} patches '
            'of older versions are left out')
    return [f[3] for f in sorted(found, key=lambda f: f[:3])
            if f[0] == newest]


def from_file(path: Path) -> list[Patch]:
    data = _read(path)
    if re.match(rb'(?:From |[A-Z][\w-]*: )', data):
        found = from_mail(path, data)
    else:
        changes = parse(data.decode('utf-8', 'surrogateescape'))
        found = [Patch(path.name, changes, path.name)] if changes else []
    if not found:
        raise Failure(f'--patch {path}: no patch in it (no "diff --git", no '
                      '"---" and "+++" lines)')
    return found


def _listing(directory: Path) -> list[Path]:
    series = directory / 'series'
    if series.is_file():
        names = [ln.split('#')[0].split() for ln in
                 series.read_text().splitlines()]
        return [directory / n[0] for n in names if n]
    found = sorted(p for p in directory.iterdir() if
                   p.name.removesuffix('.gz').endswith(SUFFIXES))
    if not found:
        raise Failure(f'--patch {directory}: no {", ".join(SUFFIXES)} file '
                      'and no series file in it')
    return found


def collect(places: Sequence[Path | str]) -> list[Patch]:
    """All patches in files, directories and mailboxes, in order."""
    patches = []
    for place in places:
        path = Path(place).expanduser()
        if path.is_dir():
            for file in _listing(path):
                # A cover letter has no diff
                if '0000-cover-letter' not in file.name:
                    patches += from_file(file)
        else:
            patches += from_file(path)
    return patches


def _patch(change: Change, tree: Path) -> list[str]:
    """Run patch; returns lines that describe what failed."""
    path = tree / change.source()
    before = path.read_bytes() if path.is_file() else None
    if change.creates() and before is not None:
        return ['is to be created but already exists']
    res = subprocess.run(
        [find_program('patch', 'patch'), '-p1', '-F0', '--batch', '--forward',
         '--no-backup-if-mismatch', '--reject-file=-'], cwd=tree,
        input=change.text, text=True, capture_output=True,
        errors='surrogateescape', check=False)
    if res.returncode == 0:
        return []
    if before is None:
        return (['cannot be created:', res.stdout + res.stderr] if
                change.creates() else ['there is no such file'])
    # patch may have applied some of the hunks
    write_atomic(path, before)
    if change.source() != change.path:
        (tree / change.path).unlink(missing_ok=True)
    if 'previously applied' in res.stdout:
        return ['is already applied (or reversed)']
    failed = [n for n in map(int, FAILED.findall(res.stdout))
              if n <= len(change.hunks)]
    if not failed:
        return ['does not apply:', (res.stdout + res.stderr).strip()]
    wrong, source = ['does not apply:'], before.decode(errors='replace')
    for number in failed:
        wrong.append(f'  hunk {number} of {len(change.hunks)}: '
                     f'{change.hunks[number - 1]}')
        wrong += rejects.explain(change.text, number, source)
    return wrong


def inside(name: str) -> bool:
    """Whether NAME is a path inside the kernel tree."""
    path = Path(name)
    return bool(name) and not path.is_absolute() and '..' not in path.parts


def apply(patches: Sequence[Patch], tree: Path) -> list[str]:
    """Apply to TREE (our copy); Failure names patch, file and hunks.

    Returns sentences about omitted parts.
    """
    skipped = []
    for patch in patches:
        problems = []
        for change in patch.changes:
            where = f'patch "{patch.name}": {change.path or "?"}'
            if not (inside(change.path) and inside(change.source())):
                raise Failure(where + ': not a path inside the kernel')
            if change.binary:
                skipped.append(where + ': left out, as it is binary')
                continue
            wrong = _patch(change, tree)
            if wrong and HARMLESS.match(change.path):
                skipped.append(where + ': left out, as it does not apply; '
                               'no driver is compiled from it')
            elif wrong:
                verb = ' ' if wrong[0].startswith('is ') else ': '
                problems.append(where + verb + '\n'.join(wrong))
        if problems:
            raise Failure('\n'.join(problems))
    return skipped
