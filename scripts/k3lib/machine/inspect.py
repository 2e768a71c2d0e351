# SPDX-License-Identifier: GPL-2.0-or-later
"""Read the state of a running k3-virt machine; print it as tables.

This walks the object model and contains no facts about any SoC.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
import re
from typing import Any

from .qmp import Qom

SOC = '/machine/k3'
DEVICES = '/machine/peripheral'     # devices with an id
# Children that may have children; there are thousands of interrupt lines
CHILD = re.compile(r'child<(?!memory-region|irq|clock>)(.*)>')
COUNTER = re.compile(r'(fifo|thread)-(level|pushed|popped|dropped)\[(\d+)\]')
# (path, properties), and the whole state of a machine as JSON
Object = tuple[str, dict[str, str]]
Look = dict[str, Any]
CORE_FLAGS = ('power', 'local-reset', 'halt')


def records(text: str) -> list[dict[str, str]]:
    """Parse lines of "key=value ..." from a QOM string."""
    return [dict(word.split('=', 1) for word in line.split())
            for line in text.splitlines()]


def walk(qmp: Qom, path: str) -> Iterator[Object]:
    """(path, properties) of the object and all its descendants."""
    props = qmp.list(path)
    yield path, props
    for name, kind in props.items():
        if CHILD.fullmatch(kind):
            yield from walk(qmp, f'{path}/{name}')


def _counters(qmp: Qom, path: str,
              props: dict[str, str]) -> list[dict[str, Any]]:
    """FIFOs or threads of a device that have had a message."""
    found: dict[int, dict[str, int]] = {}
    for name in props:
        match = COUNTER.fullmatch(name)
        if match:
            _kind, what, number = match.groups()
            found.setdefault(int(number), {})[what] = qmp.get(path, name)
    return [{'number': number, **values}
            for number, values in sorted(found.items())
            if any(values.values())]


def _address(qmp: Qom, path: str, props: dict[str, str]) -> int:
    """Address of a device's first register window."""
    region = next(name for name, kind in props.items()
                  if kind == 'child<memory-region>')
    return qmp.get(f'{path}/{region}', 'addr')


def _proxy(path: str) -> str:
    """The domain of a secure proxy; some SoCs have two."""
    return 'mcu' if _short(path).startswith('mcu-') else 'main'


def _core(qmp: Qom, path: str,
          processors: dict[str, dict[str, int]]) -> dict[str, Any]:
    known = processors.get(path, {})
    return {'path': path, 'name': qmp.get(path, 'core-name'), **known,
            **{flag: qmp.get(path, flag) for flag in CORE_FLAGS},
            'state': qmp.get(path, 'state'), 'pc': qmp.get(path, 'pc'),
            'resident': qmp.get(path, 'resident'),
            'boot-vector': qmp.get(path, 'boot-vector')}


def _faults(qmp: Qom) -> list[dict[str, Any]]:
    return [{'id': name, 'where': qmp.get(f'{DEVICES}/{name}', 'where'),
             'hits': qmp.get(f'{DEVICES}/{name}', 'hits')}
            for name, kind in qmp.list(DEVICES).items()
            if kind == 'child<k3-fault>']


def look(qmp: Qom, objects: Iterable[Object] | None = None,
         counters: bool = True) -> Look:
    """
    The whole state as a structure for JSON.  COUNTERS includes the counts of
    messages, of which there are many.  To look at many machines of one kind,
    pass the list of OBJECTS that walk() returned.
    """
    seen: Look = {'cores': [], 'mailboxes': [], 'threads': [], 'owned': [],
                  'hosts': [], 'bus-hung': False, 'mailbox-at': {}}
    cores: list[str] = []
    processors: dict[str, dict[str, int]] = {}
    owners: dict[int, int] = {}
    for path, props in objects or walk(qmp, SOC):
        if {'state', *CORE_FLAGS} <= props.keys():
            cores.append(path)
        if 'proc-id' in props:
            core = qmp.get(path, 'core')
            if core:
                processors[core] = {'processor': qmp.get(path, 'proc-id'),
                                    'status': qmp.get(path, 'status')}
        if 'fifo-level[0]' in props:
            seen['mailbox-at'][path] = _address(qmp, path, props)
        if counters and 'fifo-level[0]' in props:
            seen['mailboxes'].append({
                'path': path, 'fifos': _counters(qmp, path, props)})
        if counters and 'thread-level[0]' in props:
            seen['threads'] += [{'proxy': _proxy(path), **thread} for thread
                                in _counters(qmp, path, props)]
        if 'ownership' in props:
            seen['owned'] = records(qmp.get(path, 'ownership'))
            seen['hosts'] = records(qmp.get(path, 'hosts'))
            seen['bus-hung'] = qmp.get(path, 'bus-hung')
    for record in seen['owned']:
        if record['kind'] == 'processor':
            owners[int(record['id'], 0)] = int(record['host'])
    for path in cores:
        core = _core(qmp, path, processors)
        core['owner'] = owners.get(core.get('processor', -1))
        seen['cores'].append(core)
    for parts in ('cores', 'mailboxes'):
        seen[parts].sort(key=lambda part: part['path'])
    seen['faults'] = _faults(qmp)
    return seen


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    """Lines with aligned columns; no lines if there are no rows."""
    if not rows:
        return ['  none']
    cells = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(head))]
    return ['  ' + '  '.join(cell.ljust(width) for cell, width
                             in zip(row, widths)).rstrip() for row in cells]


def _host_names(seen: Look) -> Callable[[int | None], str]:
    names = {int(h['host']): h['name'] for h in seen['hosts']}
    return lambda host: ('-' if host is None else
                         f'{host} {names.get(host, "")}'.strip())


def _short(path: str) -> str:
    return path.removeprefix(SOC + '/')


def _cores(seen: Look, host_name: Callable[[int | None], str]) -> list[str]:
    def yes(value: bool) -> str:
        return 'yes' if value else '-'

    def place(core: dict[str, Any]) -> str:
        if core['resident']:
            return 'resident'       # it executes no code of the guest
        if core['pc'] or core['state'] in ('running', 'wfi'):
            return f'0x{core["pc"]:08x}'
        return '-'

    return table(
        ('core', 'processor', 'owner', 'power', 'reset', 'halt', 'state',
         'pc', 'boot vector'),
        [(_short(c['path']),
          f'0x{c["processor"]:02x}' if 'processor' in c else '-',
          host_name(c['owner']), yes(c['power']), yes(c['local-reset']),
          yes(c['halt']), c['state'], place(c),
          f'0x{c["boot-vector"]:08x}') for c in seen['cores']])


def _counts(row: dict[str, int]) -> tuple[int, ...]:
    return row['level'], row['pushed'], row['popped'], row['dropped']


def text(seen: Look) -> str:
    """The same as readable text."""
    host_name = _host_names(seen)
    users = {}
    for host in seen['hosts']:
        proxy = host.get('proxy', 'main')
        for way in ('tx', 'rx', 'tx-high'):
            if way in host:
                users[proxy, int(host[way])] = (
                    f'{host_name(int(host["host"]))} {way}')
    lines = ['The interconnect hangs: no processor executes', ''
             ] if seen['bus-hung'] else []
    lines += ['Cores', *_cores(seen, host_name), '', 'Held in the system '
             'firmware']
    lines += table(('host', 'kind', 'id', 'name', 'state'),
                   [(host_name(int(r['host'])), r['kind'], r['id'],
                     r.get('name', ''), r.get('state', ''))
                    for r in sorted(seen['owned'],
                                    key=lambda r: int(r['host']))])
    counts = ('waiting', 'written', 'read', 'lost')
    lines += ['', 'Mailbox FIFOs (those that were used)']
    lines += table(('cluster', 'FIFO', *counts), [
        (_short(box['path']), row['number'], *_counts(row))
        for box in seen['mailboxes'] for row in box['fifos']])
    lines += ['', 'Secure proxy threads (those that were used)']
    lines += table(('proxy', 'thread', 'host', *counts), [
        (row['proxy'], row['number'],
         users.get((row['proxy'], row['number']), '-'), *_counts(row))
        for row in seen['threads']])
    lines += ['', 'Faults']
    lines += table(('id', 'where', 'hits'), [
        (f['id'], f['where'], f['hits']) for f in seen['faults']])
    return '\n'.join(lines)
