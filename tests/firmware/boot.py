#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Run a firmware on machine k3-virt without Linux, and print its trace.

This script plays Linux's part: it asks the system firmware to power and
release the core, copies the segments, and sends mailbox messages, all by
memory accesses through QEMU's qtest socket while the core executes.

Exit status: 0 when --until was seen (or is not given) and every --expect
message arrived, 125 for wrong options or files, 1 otherwise.

Source of the sequence: TISCI User Guide, "Processor boot management"; Linux
drivers/remoteproc/ti_k3_r5_remoteproc.c and ti_k3_m4_remoteproc.c.
"""

from collections import Counter
from collections.abc import Callable, Sequence
import os
from pathlib import Path
import shutil
import socket
import struct
import subprocess
import sys
import time
from typing import NamedTuple

import paths                        # pylint: disable=unused-import
from k3lib.base import Failure, run_tool, scratch
from k3lib.ending import tied
from k3lib.formats.elf import Elf, check_firmware
from k3lib.machine.boot_flags import FLAGS, TCM_FLAGS, tcm_config
from k3lib.options import Parser
from remote import socs


class Core(NamedTuple):
    """What this script needs to know of a core."""
    kind: str
    cluster: int | None
    device: int
    proc: int
    memories: list[tuple[int, int, int]]
    config: int                     # flags of the TCMs
    carveout: int
    mailbox: int
    to_core: int
    from_core: int
    soc: str


def cores() -> dict[str, Core]:
    """As "SOC/CORE"; CORE alone is the default SoC's, or the only one."""
    found: dict[str, Core] = {}
    names = Counter(name for soc in socs().values() for name in soc.cores)
    for number, soc in enumerate(socs().values()):
        for core in soc.cores.values():
            if core.kind not in ('r5f', 'm4f'):
                continue
            fact = Core(
                core.kind, core.cluster_device, core.device, core.processor,
                [(memory.local, memory.size, memory.base)
                 for memory in core.enabled_memories],
                tcm_config(core.tcms),
                core.code_memory.base, core.mailbox.base, core.mailbox.to_core,
                core.mailbox.to_linux, soc.name)
            found[f'{soc.name}/{core.name}'] = fact
            if number == 0 or names[core.name] == 1:
                found[core.name] = fact
    return found


CORES = cores()

TRACE_OFFSET, TRACE_SIZE = 0x10000, 0x4000

ACK = 1 << 1

SET_DEVICE_STATE, GET_DEVICE_STATE, SET_DEVICE_RESETS = 0x0200, 0x0201, 0x0202
PROC_REQUEST, SET_CONFIG = 0xc000, 0xc100
SET_CTRL, GET_STATUS = 0xc101, 0xc400
DEVICE_OFF, DEVICE_ON = 0, 2
CORE_HALT = FLAGS['R5F_CTRL_CORE_HALT']
STATUS_NAMES = {FLAGS[f'STAT_{name}']: name for name in ('WFE', 'WFI')}

# Where the application core's program is: in DDR, between device tree and carveouts
PROGRAM = 0x88000000
# An application core that sleeps: wfi; b .-4
IDLE = struct.pack('<II', 0xd503207f, 0x17ffffff)


class Machine:
    """A running QEMU with PROGRAM on its application core."""

    def __init__(self, qemu: Path | str, extra: Sequence[str], directory: str,
                 soc: str = 'am64x', program: bytes = IDLE) -> None:
        image = os.path.join(directory, 'program')
        path = os.path.join(directory, 'qtest')
        with open(image, 'wb') as f:
            f.write(program)
        self.process = subprocess.Popen(tied(
            [str(qemu), '-machine', 'k3-virt,soc=' + soc, '-accel', 'tcg',
             '-m', '2G', '-smp', '1', '-display', 'none', '-serial', 'none',
             '-monitor', 'none', '-qtest-log', 'none', '-device',
             f'loader,file={image},addr={PROGRAM:#x},cpu-num=0,force-raw=on',
             '-qtest', f'unix:{path},server=on,wait=off', *extra]))
        self.soc = socs()[soc]
        self.socket = socket.socket(socket.AF_UNIX)
        for _ in range(100):
            try:
                self.socket.connect(path)
                break
            except OSError:
                if self.process.poll() is not None:
                    sys.exit('QEMU ended')
                time.sleep(0.1)
        self.file = self.socket.makefile('rw')

    def command(self, text: str) -> list[str]:
        self.file.write(text + '\n')
        self.file.flush()
        while True:
            words = self.file.readline().split()
            if not words:
                sys.exit('QEMU ended')
            if words[0] == 'OK':
                return words[1:]
            if words[0] != 'IRQ':
                sys.exit(f'{text}: {" ".join(words)}')

    def read32(self, address: int) -> int:
        return int(self.command(f'readl {address:#x}')[0], 16)

    def write32(self, address: int, value: int) -> None:
        self.command(f'writel {address:#x} {value:#x}')

    def read(self, address: int, size: int) -> bytes:
        answer = self.command(f'read {address:#x} {size:#x}')[0]
        return bytes.fromhex(answer[2:])

    def write(self, address: int, data: bytes) -> None:
        if data:
            self.command(f'write {address:#x} {len(data):#x} 0x{data.hex()}')

    def close(self) -> None:
        self.process.terminate()
        self.process.wait()


def ti_sci(machine: Machine, message_type: int, body: bytes) -> bytes:
    soc = machine.soc
    to, answers = (soc.proxy_data + 0x1000 * thread
                   for thread in (soc.linux_tx, soc.linux_rx))
    message = struct.pack('<HBBI', message_type, soc.linux_host, 0, ACK) + body
    words = struct.unpack('<15I', message.ljust(60, b'\0'))
    for i, word in enumerate(words):
        machine.write32(to + 4 + 4 * i, word)
    for _ in range(100):
        if machine.read32(soc.proxy_rt + soc.linux_rx * 0x1000) & 0xff:
            break
        time.sleep(0.01)
    else:
        sys.exit(f'TI-SCI {message_type:#06x}: no answer')
    answer = struct.pack('<15I', *[machine.read32(answers + 4 + 4 * i)
                                   for i in range(15)])
    if not struct.unpack_from('<I', answer, 4)[0] & ACK:
        sys.exit(f'TI-SCI {message_type:#06x}: refused')
    return answer


def set_device(machine: Machine, device: int, state: int) -> None:
    ti_sci(machine, SET_DEVICE_STATE, struct.pack('<IIB', device, 0, state))


def device_is_on(machine: Machine, device: int) -> bool:
    answer = ti_sci(machine, GET_DEVICE_STATE, struct.pack('<I', device))
    return answer[17] == 1


def set_config(machine: Machine, core: Core, vector: int, set_bits: int,
               clear_bits: int) -> None:
    ti_sci(machine, SET_CONFIG, struct.pack('<BIIII', core.proc, vector, 0,
                                            set_bits, clear_bits))


def set_control(machine: Machine, core: Core, set_bits: int,
                clear_bits: int) -> None:
    ti_sci(machine, SET_CTRL, struct.pack('<BII', core.proc, set_bits,
                                          clear_bits))


def status(machine: Machine, core: Core) -> str:
    answer = ti_sci(machine, GET_STATUS, struct.pack('<B', core.proc))
    bits = struct.unpack_from('<I', answer, 25)[0]
    return ' '.join(n for b, n in STATUS_NAMES.items() if bits & b) or 'none'


def to_soc(core: Core, address: int) -> int:
    """Convert an address of the core to one of the SoC."""
    for local, size, soc in core.memories:
        if local <= address < local + size:
            return soc + address - local
    return address


def take(machine: Machine, core: Core) -> None:
    """Prepare a core as Linux does when its driver probes."""
    if core.cluster:
        set_device(machine, core.cluster, DEVICE_ON)
    ti_sci(machine, PROC_REQUEST, struct.pack('<B', core.proc))


def set_reset(machine: Machine, core: Core, asserted: int) -> None:
    ti_sci(machine, SET_DEVICE_RESETS,
           struct.pack('<II', core.device, asserted))


def load(machine: Machine, core: Core, elf: Elf) -> None:
    for i in elf.loads():
        p = elf.phdr(i)
        data = bytes(elf.data[p.offset:p.offset + p.filesz])
        machine.write(to_soc(core, p.paddr), data.ljust(p.memsz, b'\0'))


def boot(machine: Machine, core: Core, elf: Elf) -> None:
    if core.kind == 'm4f':
        set_reset(machine, core, 1)
        set_device(machine, core.device, DEVICE_ON)
        load(machine, core, elf)
        set_reset(machine, core, 0)
        return
    set_control(machine, core, CORE_HALT, 0)
    # loczrama is set at power-on
    set_config(machine, core, 0, core.config,
               sum(TCM_FLAGS.values()) & ~core.config)
    set_reset(machine, core, 1)
    set_device(machine, core.device, DEVICE_ON)
    set_reset(machine, core, 0)
    load(machine, core, elf)
    set_config(machine, core, elf.ehdr.entry, 0, 0)
    set_control(machine, core, 0, CORE_HALT)


def stop(machine: Machine, core: Core) -> None:
    if core.kind == 'm4f':
        set_reset(machine, core, 1)
    else:
        set_control(machine, core, CORE_HALT, 0)
    set_device(machine, core.device, DEVICE_OFF)


def trace(machine: Machine, core: Core) -> str:
    text = machine.read(core.carveout + TRACE_OFFSET, TRACE_SIZE)
    return text.split(b'\0')[0].decode('ascii', 'replace')


def wait_for(machine: Machine, core: Core, text: str, timeout: float) -> bool:
    end = time.monotonic() + timeout
    while text not in trace(machine, core):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def wait_for_message(machine: Machine, core: Core, expected: int,
                     timeout: float,
                     show: Callable[[str], None] | None = None) -> bool:
    end = time.monotonic() + timeout
    while True:
        if machine.read32(core.mailbox + 0xc0 + 4 * core.from_core):
            message = machine.read32(core.mailbox + 0x40 + 4 * core.from_core)
            if show:
                show(f'received {message:#010x}')
            if message == expected:
                return True
        elif time.monotonic() > end:
            return False
        else:
            time.sleep(0.05)


def number(text: str) -> int:
    return int(text, 0)


def main() -> int:
    parser = Parser(description=__doc__)
    parser.add_argument('--qemu', metavar='PROGRAM',
                        default='qemu-system-aarch64',
                        help='the QEMU to run (default: %(default)s)')
    parser.add_argument('--core', choices=CORES, metavar='CORE',
                        default='r5f0_0',
                        help='SOC/CORE; CORE alone is that of AM64x, or the '
                             'only one of this name (default: %(default)s)'
                             '\n\n' + '\n\n'.join(
                                 f'{soc.name}: ' + ' '.join(
                                     core for core in soc.cores
                                     if f'{soc.name}/{core}' in CORES)
                                 for soc in socs().values()))
    parser.add_argument('--until', metavar='TEXT',
                        help='wait for TEXT in the trace')
    parser.add_argument('--send', metavar='MESSAGE', type=number, default=[],
                        action='append',
                        help='then send MESSAGE to the mailbox; may repeat')
    parser.add_argument('--expect', metavar='MESSAGE', type=number,
                        default=[], action='append',
                        help='finally wait for MESSAGE; may repeat')
    parser.add_argument('--timeout', metavar='SECONDS', type=float,
                        default=20,
                        help='limit for --until, and for each --expect '
                             '(default: %(default)s)')
    parser.add_argument('elf', metavar='ELF', help='the firmware')
    parser.add_argument('qemu_args', nargs='*',
                        help='additional arguments for QEMU, after --')
    args = parser.parse_args()
    core = CORES[args.core]
    elf = Elf(check_firmware(Path(args.elf)))
    if not shutil.which(args.qemu):
        raise Failure(f'--qemu {args.qemu}: no such program')

    ok = True
    with scratch('k3-boot') as directory:
        machine = Machine(args.qemu, args.qemu_args, str(directory), core.soc)
        try:
            take(machine, core)
            boot(machine, core, elf)
            if args.until:
                ok = wait_for(machine, core, args.until, args.timeout)
            for message in args.send:
                machine.write32(core.mailbox + 0x40 + 4 * core.to_core,
                                message)
            for message in args.expect:
                ok &= wait_for_message(machine, core, message, args.timeout,
                                       print)
            if not args.until and not args.expect:
                time.sleep(1)
            print(trace(machine, core), end='')
            print(f'status: {status(machine, core)}')
        finally:
            machine.close()
    return 0 if ok else 1


if __name__ == '__main__':
    run_tool(main)
