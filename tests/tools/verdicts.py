# SPDX-License-Identifier: GPL-2.0-or-later
"""Invented verdicts with everything that a page can show."""

from collections.abc import Sequence
from typing import Any

from k3lib.base import TOP
from k3lib.judge.model import (REQUIREMENTS, Finding, Grade, Series, Skipped,
                               Verdict)
from k3lib.report.run import Run
from k3lib.scenario.description import Scenario
from k3lib.scenario.outcome import Outcome, read_console

# Virtual time is 0.25 s ahead of the kernel's clock
CONSOLE = '''[    1.100000] ti-sci 44043000.system-controller: ABI: 4.0
[    2.000000] k3-scenario: begin
[    2.000100] k3-scenario: clock 450020000 200000000
[    2.100000] k3-scenario: step 0: load
[    2.150200] remoteproc remoteproc0: remote processor x is now up
[    2.200000] k3-scenario: result 0: 0
[    2.300000] k3-scenario: step 1: stop r5f0_0
[    2.310000] ------------[ cut here ]------------
[    2.310000] WARNING: CPU: 0 PID: 81 at drivers/remoteproc/x.c:251 x_stop+0x58/0x1a0
[    2.310000] Modules linked in: x
[    2.310000] Call trace:
[    2.310000]  x_stop+0x58/0x1a0 <{__schedule}>
[    2.310000] ---[ end trace 0000000000000000 ]---
[    7.300000] remoteproc remoteproc0: can't stop rproc: -16 <script>alert(1)</script>
[    7.400000] k3-scenario: result 1: 1 sh: write error: Device or resource busy
[    7.500000] k3-scenario: state r5f0_0 running
[    7.600000] k3-scenario: end
[    7.700000] k3-scenario: aftermath
[    7.800000] k3-scenario: step 100: stop_running r5f0_0
[    7.900000] remoteproc remoteproc0: stopped remote processor x
[    8.000000] k3-scenario: result 100: 0
[    8.100000] k3-scenario: state r5f0_0 offline
[    8.200000] k3-scenario: end
'''
STATUS = 'processor 0x01 config 0x0 control 0x1 status 0x2'
ASKED = 'request 0xc400 seq 0 flags 0x2 about 0x1'
PROXY, FIRMWARE = '/machine/k3/secure-proxy', '/machine/k3/ti-sci'
BOOT_TRACE = (f'k3_ti_sci_response 1250000000 ns: {FIRMWARE}: host 12: '
              'response to 0x0002 seq 0 flags 0x2\n')
MAILBOX, CORE = '/machine/k3/mailbox[2]', '/machine/k3/r5fss[0]/core[0]'
TRACE = f'''k3_core_start 2350000000 ns: {CORE}: starts at 0x0 config 0x0
k3_mailbox_push 2400000000 ns: {MAILBOX}: FIFO 1 message 0xffffff03 written, 1 waiting
k3_mailbox_push 2560000000 ns: {MAILBOX}: FIFO 1 message 0xffffff14 written, 1 waiting
k3_fault_hit 2560000000 ns: {MAILBOX}: lost: drop, hit 1
k3_mailbox_pop 2560020000 ns: {MAILBOX}: FIFO 1 message 0xffffff03 read, 1 waiting
k3_mailbox_pop 2560030000 ns: {MAILBOX}: FIFO 1 message 0xffffff14 read, 0 waiting
k3_mailbox_push 2560040000 ns: {MAILBOX}: FIFO 0 message 0xffffff15 written, 1 waiting
k3_mailbox_pop 2562040000 ns: {MAILBOX}: FIFO 0 message 0xffffff15 read, 0 waiting
k3_secure_proxy_push 2570000000 ns: {PROXY}: thread 13 message written, 1 waiting
k3_secure_proxy_pop 2570010000 ns: {PROXY}: thread 13 message read, 0 waiting
k3_ti_sci_request 2570010000 ns: {FIRMWARE}: host 12: {ASKED}
k3_ti_sci_proc_status 2570010000 ns: {FIRMWARE}: host 12: {STATUS}
k3_secure_proxy_push 2570010000 ns: {PROXY}: thread 12 message written, 1 waiting
k3_ti_sci_response 2570010000 ns: {FIRMWARE}: host 12: response to 0xc400 seq 0 flags 0x2
k3_secure_proxy_pop 2570012000 ns: {PROXY}: thread 12 message read, 0 waiting
k3_secure_proxy_push 2580000000 ns: {PROXY}: thread 13 message written, 1 waiting
k3_secure_proxy_pop 2580010000 ns: {PROXY}: thread 13 message read, 0 waiting
k3_ti_sci_request 2580010000 ns: {FIRMWARE}: host 12: request 0x0202 seq 1 flags 0x2 about 0x79
k3_core_stop 2580010000 ns: {CORE}: stops, was running
k3_ti_sci_response 2590010000 ns: {FIRMWARE}: host 12: response to 0x0202 seq 1 flags 0x0
k3_secure_proxy_push 8100000000 ns: {PROXY}: thread 13 message written, 1 waiting
k3_mailbox_drop 8110000000 ns: /machine/k3/mailbox[9]: FIFO 3 message 0x1 lost
'''
HOSTS = [{'host': '12', 'name': 'A53_2', 'tx': '13', 'rx': '12'},
         {'host': '35', 'name': 'MAIN_0_R5_0', 'tx': '1', 'rx': '0'}]
OWNED = [{'host': '12', 'kind': 'device', 'id': '121', 'name': 'R5FSS0_CORE0',
          'state': 'on'},
         {'host': '35', 'kind': 'device', 'id': '37', 'name': 'TIMER1',
          'state': 'on'},
         {'host': '12', 'kind': 'processor', 'id': '0x01'}]
LONG = 'a-name-that-is-much-longer-than-any-table-has-columns-for-it'
SEEN = {
    Grade.GOOD: 'as it must be',
    Grade.ACCEPTABLE: 'refused with EBUSY after 5.06 s',
    Grade.BAD: 'a second stop is refused as well',
    Grade.UNSAFE: 'the core was reset at drivers/remoteproc/' + 'x' * 90}


def outcome() -> Outcome:
    found = Outcome(
        trace=TRACE, boot_trace=BOOT_TRACE, hosts=HOSTS,
        cores={'r5f0_0': 'wfi', 'm4f0_0': 'off'}, owned=OWNED,
        held=['MAIN_0_R5_0: device 37'], paths={CORE: 'r5f0_0'},
        processors={1: 'r5f0_0'}, mailboxes={
            (MAILBOX, 1): ('r5f0_0', 'to'), (MAILBOX, 0): ('r5f0_0', 'from')},
        where='sh (81), blocked:\n  mutex_lock+0x5c <b>\n')
    read_console(found, CONSOLE)
    assert found.after
    found.after.cores = {'r5f0_0': 'off', 'm4f0_0': 'off'}
    found.after.owned = OWNED[:1]
    return found


def scenario(name: str, title: str) -> Scenario:
    return Scenario(
        TOP / f'tests/scenarios/{name}.toml', title, 'r5f0_0', row=5,
        finding='what it shows & more',
        provoke={'firmware': {'r5f0_0': {'shutdown': 'slow-wfi'}},
                 'faults': {'lost': 'where=mailbox,action=drop,value=' + '9'
                            * 120}},
        expect={'stock': {'results': []}, 'handshake': {'results': []}})


SCENARIOS = [scenario('05-slow-wfi', 'WFI comes 10 ms after the answer'),
             scenario('11-x', 'a title with <tags> & ' + LONG),
             scenario(LONG, 'nothing goes wrong')]


def verdict(which: Scenario, series: Series, grades: Sequence[Grade],
            **more: Any) -> Verdict:
    """A verdict with a finding per requirement, of GRADES in turn."""
    findings = [Finding(name, grades[number % len(grades)],
                        SEEN[grades[number % len(grades)]], 2.31)
                for number, name in enumerate(REQUIREMENTS)
                if grades[number % len(grades)]]
    if grades[0] is Grade.GOOD:
        findings += [Finding('health', Grade.GOOD, f'look {number}')
                     for number in range(4)]
    return Verdict(which, series, outcome(), findings, **more)


def run(number: int = 3) -> Any:
    """A run with NUMBER series, for a page."""
    series = [Series('stock', what='Debian 6.12.117-1', known=True),
              Series('handshake', what='Debian 6.12.117-1', known=True),
              Series('v2', what='Debian 6.12.117-1',
                     files=[f'/somewhere/{LONG}/v2.mbox'],
                     subjects=['remoteproc: k3: ask first <now>'],
                     warnings=[f"drivers/{LONG}.c:1: warning: unused 'x'"],
                     options='--patch \'v2=v2 & more.mbox\'')][:number]
    grades = [Grade.GOOD, Grade.BAD, Grade.NONE, Grade.UNSAFE,
              Grade.ACCEPTABLE]
    verdicts = []
    for shift, which in enumerate(SCENARIOS):
        for each in series:
            turned = grades[shift:] + grades[:shift]
            if each.name == 'v2':
                turned = [Grade.GOOD]
            verdicts.append(verdict(
                which, each, turned,
                recorded=[] if each.known and shift else None))
    verdicts[0].recorded = ['results: expected ok, observed EBUSY']
    verdicts[-1].findings, verdicts[-1].outcome = [], None
    verdicts[-1].failed = 'the guest never came to the first step'
    # Without their fault: one that ends otherwise, and one that does not
    for which, recorded in zip(SCENARIOS, ([], ['it proves nothing'])):
        verdicts.append(verdict(which, series[0], [Grade.BAD], without=True,
                                recorded=recorded))
    skipped = Scenario(TOP / 'tests/scenarios/00-m4f.toml', 'an M4F', 'm4f0_0')
    return Run(verdicts, series, 'QEMU 10.2.2', '2026-01-01 12:00',
               skipped=[Skipped(skipped, each, '6.1 is built without its driver')
                        for each in series])
