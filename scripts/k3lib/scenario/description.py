# SPDX-License-Identifier: GPL-2.0-or-later
"""Read scenario files: what goes wrong, and what is expected.

docs/devel/k3/scenarios.rst describes the format.  Whatever causes the fault is
under [provoke], so that a scenario can be run without it; that run must not
match the record.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
import re
import tomllib
from typing import Any, Self, get_args, get_origin

from ..base import Failure
from ..kernel.kernels import Kernel
from ..machine import catalogue, cores
from ..machine.catalogue import Board
from ..machine.cores import Soc

DRIVERS = ('stock', 'handshake')
# Steps whose results are compared; all others must succeed
TELLING = ('start', 'stop', 'detach', 'suspend', 'unload', 'on_bus', 'peek',
           'boots', 'at_once', 'unbind', 'dumped', 'service',
           'read_rpmsg', 'unread', 'over', 'close_device', 'interrupted',
           'starved')
# Steps that end Linux and do not return
LEAVING = ('power_off', 'reboot_machine')
KEXEC = 'kexec'         # the steps that follow run in another kernel
# Of cores or options: {name: ...}
Words, Texts, Tables = list[str], dict[str, str], dict[str, dict[str, Any]]
TOP_KEYS = {'row': int, 'title': str, 'soc': str, 'board': str, 'core': str,
            'firmware': Tables, 'steps': Words, 'provoke': dict,
            'expect': dict, 'machine': Words, 'finding': str, 'append': str,
            'early': Tables, 'aftermath': Words, 'needs': Texts, 'like': str}
PROVOKE_KEYS = {'firmware': Tables, 'faults': Texts, 'machine': Words,
                'steps': Words, 'early': Tables, 'may_miss': Words,
                'at': Texts}
EXPECT_KEYS = {'results': Words, 'log': Words, 'never': Words,
               'states': Texts, 'cores': Texts, 'held': Words,
               'hits': dict[str, int], 'hangs': bool}
NAMES = {str: 'string', int: 'number', bool: 'boolean', dict: 'table',
         list: 'list'}
STEPS = ['load', 'running CORE', 'ready CORE', 'stop CORE']
# Faults that are states: they hold, and have no hits
STATE = re.compile(r'\baction=(?:full|stuck)(?:,|$)')
# Steps after the cause has been removed, if Linux may stop the core
AFTERMATH = ['good_firmware', 'stop_running CORE', 'stop_running CORE',
             'restart CORE', 'unload']

# Of a row that is like another one: what readers see before the other's title
KINDS = {'r5f': 'an R5F', 'm4f': 'an M4F', 'c66': 'a C66x', 'c71': 'a C71x'}
# In fault rules: properties that select something of the row's core
OF_THE_CORE = re.compile(r'\b(?:TO_CORE|TO_LINUX|PROCESSOR|DEVICE)\b')
# In patterns for the log: Linux's name of the row's core, or of another one
NODE = re.compile(r'\bNODE\b(?::(\w+))?')

# core -> {'app': ..., options}
CoreOptions = dict[str, dict[str, Any]]


@dataclass
class Scenario:
    path: Path
    title: str
    core: str
    soc: str = 'am64x'
    board: str = ''         # instead of soc, which its tree defines
    row: int = 0            # of the table of faults; 0: no fault
    firmware: CoreOptions = field(default_factory=dict)
    machine: list[str] = field(default_factory=list)
    steps: list[str] = field(default_factory=lambda: list(STEPS))
    provoke: dict[str, Any] = field(default_factory=dict)
    expect: dict[str, Any] = field(default_factory=dict)
    finding: str = ''
    append: str = ''        # kernel command line
    # Cores that run before Linux
    early: CoreOptions = field(default_factory=dict)
    aftermath: list[str] = field(default_factory=lambda: list(AFTERMATH))
    # Optional CONFIG option -> a function that it adds to the kernel
    needs: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.path.stem

    def lacks(self, kernel: Kernel) -> str:
        """What KERNEL needs for the scenario and does not have, or ''."""
        options = [option for option, function in self.needs.items()
                   if not kernel.has_function(function)]
        if options:
            return f'{kernel.release} is built without {", ".join(options)}'
        try:
            board = self.tree(kernel)
            where = board.known_soc() if board else self.where()
        except Failure as err:
            return str(err)
        driven = [core.name for core in board.cores()] if board else []
        for name in self.named_cores():
            if board and name not in driven:
                return (f'Linux {kernel.release} does not drive {name} on '
                        f'{board.name}; it drives {", ".join(driven) or "no core"}')
            driver, compatible = where.driver_of(name)
            if not kernel.has_driver(driver, compatible):
                return (f'{kernel.release} is built without {driver}, the '
                        f'driver of {name}')
        return ''

    def tree(self, kernel: Kernel) -> Board | None:
        """The board, whose tree comes with KERNEL; None: the generated tree."""
        return catalogue.find(self.board, kernel) if self.board else None

    def placed(self, kernel: Kernel) -> Self:
        """The scenario with the SoC of its board."""
        board = self.tree(kernel)
        if not board:
            return self
        found = replace(self, soc=board.known_soc().name)
        found.check_cores()
        return found

    def named_cores(self) -> list[str]:
        return list(dict.fromkeys((self.core, *self.all_firmware(True),
                                   *self.all_early(True))))

    def check_cores(self) -> None:
        """Failure if the SoC has no such cores."""
        known = self.where().cores
        for core in self.named_cores():
            if core not in known:
                raise Failure(f'{self.path}: {self.soc} has no core {core}; '
                              f'it has {", ".join(known)}')

    def where(self) -> Soc:
        return cores.soc(self.soc)

    def all_firmware(self, faulty: bool) -> CoreOptions:
        """core -> {'app': ..., options}"""
        wanted: CoreOptions = {self.core: {}}
        parts = [self.firmware, self.provoke.get('firmware', {})]
        for part in parts if faulty else parts[:1]:
            for core, options in part.items():
                wanted[core] = {**wanted.get(core, {}), **options}
        return wanted

    def all_early(self, faulty: bool) -> CoreOptions:
        """core -> {'app': ..., options} of cores that a boot loader started"""
        wrong = self.provoke.get('early', {}) if faulty else {}
        return {core: {**self.early.get(core, {}), **wrong.get(core, {})}
                for core in (*self.early, *wrong)}

    def all_steps(self, faulty: bool) -> list[str]:
        steps = faulty and self.provoke.get('steps') or self.steps
        return [step.replace('CORE', self.core) for step in steps]

    def leaves(self, faulty: bool) -> bool:
        """Whether a step switches the machine off or resets it."""
        return any(step.split()[0] in LEAVING
                   for step in self.all_steps(faulty))

    def all_aftermath(self) -> list[str]:
        """The aftermath; core 1 of a cluster must be stopped before core 0."""
        second = re.sub('_0$', '_1', self.core)
        first = ([f'stop_running {second}'] if self.aftermath and
                 second != self.core and second in self.all_firmware(True)
                 else [])
        return first + [step.replace('CORE', self.core)
                        for step in self.aftermath]

    def machine_arguments(self, faulty: bool) -> list[str]:
        """Options of QEMU for faults that exist from power-on."""
        return [*self.machine,
                *(self.provoke.get('machine', []) if faulty else ())]

    def expected(self, driver: str, release: str) -> dict[str, Any]:
        """What is expected of the driver with Linux RELEASE."""
        wanted = dict(self.expect[driver])
        for key, other in self.expect.items():
            name, at, version = key.partition('@')
            if at and name == driver and f'{release}.'.startswith(
                    f'{version}.'):
                wanted.update(other)
        return wanted

    def faults(self) -> dict[str, str]:
        """{id: rule of k3-fault}"""
        return self.provoke.get('faults', {})

    def counted_faults(self) -> dict[str, str]:
        """The same without states, which have no hits."""
        return {name: rule for name, rule in self.faults().items()
                if not STATE.search(rule)}

    def sure_faults(self) -> dict[str, str]:
        """The same without rules that need not act with a good driver."""
        return {name: rule for name, rule in self.counted_faults().items()
                if name not in self.provoke.get('may_miss', ())}

    def name_rules(self) -> None:
        """Replace what stands for properties of the core in fault rules."""
        core = self.where().model.cores[self.core]
        box = core.mailbox
        known = {'TO_CORE': f'cluster={box.cluster},fifo={box.to_core}',
                 'TO_LINUX': f'cluster={box.cluster},fifo={box.to_linux}',
                 'PROCESSOR': f'processor={core.processor}',
                 'DEVICE': f'device={core.device}'}
        rules = self.faults()
        for name, rule in rules.items():
            rules[name] = OF_THE_CORE.sub(lambda m: known[m[0]], rule)

    def name_nodes(self) -> None:
        """Replace what stands for names of cores in patterns for the log."""
        known = self.where().model.cores

        def node(match: re.Match[str]) -> str:
            name = match[1] or self.core
            if name not in known:
                raise Failure(f'{self.path}: NODE:{name}: no such core')
            return known[name].node

        for record in self.expect.values():
            for key in ('log', 'never'):
                if key in record:
                    record[key] = [NODE.sub(node, each)
                                   for each in record[key]]


def _fits(value: Any, kind: Any) -> bool:
    """Whether VALUE is of a type such as list[str]."""
    outer, inner = get_origin(kind) or kind, get_args(kind)
    if not isinstance(value, outer) or isinstance(value, bool) and \
            outer is not bool:
        return False
    items = value.values() if outer is dict else value if inner else ()
    return not inner or all(inner[-1] is Any or _fits(item, inner[-1])
                            for item in items)


def _name(kind: Any) -> str:
    outer, inner = get_origin(kind) or kind, get_args(kind)
    of = f' of {_name(inner[-1])}s' if inner and inner[-1] is not Any else ''
    return NAMES[outer] + of


def _check(path: Path, what: str, found: dict[str, Any],
           known: Mapping[str, Any]) -> None:
    for key, value in found.items():
        if key not in known:
            raise Failure(f'{path}: {what}: no such key "{key}"; known: '
                          f'{", ".join(known)}')
        if not _fits(value, known[key]):
            raise Failure(f'{path}: {what}: {key} must be a '
                          f'{_name(known[key])}')


def _check_patterns(path: Path, expected: dict[str, Any]) -> None:
    for key in ('log', 'never'):
        for pattern in expected.get(key, []):
            try:
                re.compile(pattern)
            except re.error as err:
                raise Failure(f'{path}: {key}: "{pattern}": {err}') from None


def _check_records(path: Path, expect: dict[str, Any]) -> None:
    _check(path, 'expect', {key: value for key, value in expect.items()
                            if key in EXPECT_KEYS or
                            not isinstance(value, dict)}, EXPECT_KEYS)
    for driver, record in expect.items():
        if driver in EXPECT_KEYS:
            continue
        name, at, version = driver.partition('@')
        if name not in (*DRIVERS, *([''] if at else [])):
            raise Failure(f'{path}: expect.{driver}: no such driver; known: '
                          f'{", ".join(DRIVERS)}, also as DRIVER@VERSION')
        if at and not re.fullmatch(r'\d+(\.\d+)*', version):
            raise Failure(f'{path}: expect.{driver}: "{version}" is not a '
                          'version of Linux')
        _check(path, f'expect.{driver}', record, EXPECT_KEYS)


def _records(expect: dict[str, Any]) -> dict[str, Any]:
    """driver or driver@version -> its record, including common entries"""
    common = {'': {key: value for key, value in expect.items()
                   if key in EXPECT_KEYS}}
    for key in expect:
        _, at, version = key.partition('@')
        if at:
            common[at + version] = expect.get(at + version, {})
    found = {}
    for suffix, shared in common.items():
        for driver in DRIVERS:
            own = expect.get(driver + suffix)
            if shared or own is not None:
                found[driver + suffix] = {**shared, **(own or {})}
    return found


def _read(path: Path) -> dict[str, Any]:
    try:
        data = tomllib.loads(path.read_text())
    except OSError as err:
        raise Failure(f'{path}: {err.strerror}') from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as err:
        raise Failure(f'{path}: not a scenario: {err}') from None
    _check(path, 'scenario', data, TOP_KEYS)
    return data


def _renamed(found: Any, old: str, new: str) -> Any:
    """FOUND, an entry of a file, with the core NEW instead of OLD."""
    if isinstance(found, str):
        return re.sub(rf'\b{old}\b', new, found)
    if isinstance(found, list):
        return [_renamed(each, old, new) for each in found]
    if isinstance(found, dict):
        return {_renamed(key, old, new): _renamed(value, old, new)
                for key, value in found.items()}
    return found


def _merged(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Records where entries of OWN replace those of BASE, in all versions."""
    found = {}
    for name in (*base, *(name for name in own if name not in base)):
        driver, at, _version = name.partition('@')
        mine = own.get(driver, {}) if at else {}
        found[name] = {key: value for key, value in base.get(name, {}).items()
                       if key not in mine} | own.get(name, {})
    return {name: record for name, record in found.items() if record}


def _like(path: Path, data: dict[str, Any]) -> dict[str, Any]:
    """DATA with the entries of the scenario that it is like."""
    other = path.with_name(f'{data.pop("like")}.toml')
    base = _read(other)
    if 'like' in base or 'core' not in base or 'core' not in data:
        raise Failure(f'{path}: a scenario with a core can be like another '
                      'one that is complete')
    base.pop('finding', None)
    soc = base.get('soc', 'am64x')
    try:
        was = cores.core_of(soc, base['core'])
        core = cores.core_of(data.get('soc', soc), data['core'])
    except Failure as err:
        raise Failure(f'{path}: {err}') from None
    base['title'] = f'{KINDS[core.kind]}: {base["title"]}'
    base = _renamed(base, was.name, core.name)
    expect = data.get('expect', {})
    _check_records(path, expect)
    return {**base, **data, 'expect': _merged(_records(base.get('expect', {})),
                                              _records(expect))}


def _parse(path: Path) -> dict[str, Any]:
    data = _read(path)
    if 'like' in data:
        data = _like(path, data)
    for key in ('title', 'core', 'expect'):
        if key not in data:
            raise Failure(f'{path}: "{key}" is missing')
    _check(path, 'provoke', data.get('provoke', {}), PROVOKE_KEYS)
    provoke = data.get('provoke', {})
    for key in ('may_miss', 'at'):
        for name in provoke.get(key, ()):
            if name not in provoke.get('faults', {}):
                raise Failure(f'{path}: provoke: {key}: no fault "{name}"')
    _check_records(path, data['expect'])
    data['expect'] = _records(data['expect'])
    for driver, expected in data['expect'].items():
        if driver.partition('@')[0] not in data['expect']:
            raise Failure(f'{path}: expect.{driver}: no such driver, as there '
                          'is no record without the version')
        _check_patterns(path, expected)
    return data


def load(path: Path) -> Scenario:
    """Read a scenario file; Failure describes what is wrong with it."""
    path = Path(path)
    data = _parse(path)
    if 'soc' in data and 'board' in data:
        raise Failure(f'{path}: has both soc and board; the tree of the board '
                      'says which SoC it has')
    scenario = Scenario(path=path, **data)
    if not scenario.board:
        scenario.check_cores()
        scenario.name_rules()
        scenario.name_nodes()
    return scenario


def load_all(paths: list[Path | str]) -> list[Scenario]:
    """The scenarios in files and directories, by row and name."""
    files = []
    for path in map(Path, paths):
        found = sorted(path.glob('*.toml')) if path.is_dir() else [path]
        if not found:
            raise Failure(f'{path}: contains no scenario (*.toml)')
        files += found
    return [load(path) for path in files]
