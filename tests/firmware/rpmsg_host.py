# SPDX-License-Identifier: GPL-2.0-or-later
"""Linux's side of rpmsg over virtio, by memory accesses from outside.

This is the driver side of two split rings, as drivers/rpmsg/virtio_rpmsg_bus.c
sets them up; it can also do what Linux would never do.  The rings are in the
DMA pool below the core's carveout.

Source: Virtual I/O Device (VIRTIO) 1.2, "Split Virtqueues".
"""

import struct
import time

import boot

RSC_VDEV = 3
DRIVER_OK = 4
F_NS = 1
NS_ADDRESS = 53
BUFFER = 512
HEADER = struct.Struct('<IIIHH')
DESC = struct.Struct('<QIHH')
DESC_NEXT, DESC_WRITE, DESC_INDIRECT = 1, 2, 4
NO_INTERRUPT = NO_NOTIFY = 1
LIMIT = 60

Message = tuple[int, int, bytes]        # source, destination, data


class Ring:
    """The driver's side of one ring in the machine's memory."""

    def __init__(self, machine: boot.Machine, base: int, num: int, align: int,
                 writable: bool) -> None:
        self.machine, self.base, self.num = machine, base, num
        self.flags = DESC_WRITE if writable else 0
        self.avail = base + 16 * num
        end = self.avail + 4 + 2 * num + 2
        self.used = (end + align - 1) // align * align
        self.size = self.used + 6 + 8 * num - base
        self.added = self.seen = 0
        machine.write(base, bytes(self.size))

    def set_desc(self, index: int, address: int, length: int,
                 flags: int | None = None) -> None:
        flags = self.flags if flags is None else flags
        self.machine.write(self.base + 16 * index,
                           DESC.pack(address, length, flags, 0))

    def offer(self, index: int) -> None:
        self.machine.write(self.avail + 4 + 2 * (self.added % self.num),
                           struct.pack('<H', index))
        self.added += 1
        self.set_index(self.added)

    def set_index(self, index: int) -> None:
        self.machine.write(self.avail + 2,
                           struct.pack('<H', index & 0xffff))

    def set_interrupts(self, on: bool) -> None:
        self.machine.write(self.avail,
                           struct.pack('<H', 0 if on else NO_INTERRUPT))

    def wants_kick(self) -> bool:
        flags, = struct.unpack('<H', self.machine.read(self.used, 2))
        return not flags & NO_NOTIFY

    def used_index(self) -> int:
        return struct.unpack('<H', self.machine.read(self.used + 2, 2))[0]

    def take(self) -> tuple[int, int] | None:
        """(descriptor, length) of a returned buffer, or None."""
        if self.used_index() == self.seen & 0xffff:
            return None
        at = self.used + 4 + 8 * (self.seen % self.num)
        self.seen += 1
        descriptor, length = struct.unpack('<II', self.machine.read(at, 8))
        return descriptor, length


class Host:
    """One virtio-rpmsg driver that talks to one core."""

    def __init__(self, machine: boot.Machine, core: boot.Core) -> None:
        self.machine, self.core = machine, core
        self.vdev = self.find_vdev()
        self.kicks: list[int] = []
        self.pool = core.carveout - 0x100000

    def find_vdev(self) -> int:
        table = self.core.carveout
        num = self.machine.read32(table + 4)
        for i in range(num):
            entry = table + self.machine.read32(table + 16 + 4 * i)
            if self.machine.read32(entry) == RSC_VDEV:
                return entry
        raise AssertionError('no vdev in the resource table')

    def vring(self, index: int) -> int:
        """Address of a ring's entry: da, align, num, notifyid."""
        return self.vdev + 28 + 20 * index

    def set_status(self, status: int) -> None:
        self.machine.write(self.vdev + 24, bytes([status]))

    def start(self, rx_buffers: int | None = None) -> None:
        """Set up both rings as Linux does, then DRIVER_OK and a kick."""
        self.set_status(0)
        _, align, num, _ = struct.unpack(
            '<IIII', self.machine.read(self.vring(0), 16))
        self.rings = [Ring(self.machine, self.pool + 0x8000 * i, num, align,
                           writable=i == 0) for i in range(2)]
        self.rx, self.tx = self.rings
        self.buffers = self.pool + 0x20000
        self.tx.set_interrupts(False)
        self.free = list(range(num))
        for i, ring in enumerate(self.rings):
            self.machine.write32(self.vring(i), ring.base)
        for i in range(num if rx_buffers is None else rx_buffers):
            self.give_rx(i)
        self.machine.write32(self.vdev + 16, F_NS)
        self.set_status(DRIVER_OK)
        self.kick(0)

    def give_rx(self, index: int) -> None:
        self.rx.set_desc(index, self.buffers + BUFFER * index, BUFFER)
        self.rx.offer(index)

    def kick(self, index: int) -> None:
        """Kick through the mailbox; wait for room."""
        end = time.monotonic() + LIMIT
        fifo = self.core.to_core
        while self.machine.read32(self.core.mailbox + 0x80 + 4 * fifo) & 1:
            assert time.monotonic() < end, 'the core reads no message'
        self.machine.write32(self.core.mailbox + 0x40 + 4 * fifo, index)

    def collect_kicks(self) -> None:
        fifo = self.core.from_core
        while self.machine.read32(self.core.mailbox + 0xc0 + 4 * fifo):
            self.kicks.append(self.machine.read32(
                self.core.mailbox + 0x40 + 4 * fifo))

    def send(self, src: int, dst: int, data: bytes, kick: bool = True) -> bool:
        """Send a message; False if there is no free buffer."""
        while back := self.tx.take():
            self.free.append(back[0])
        if not self.free:
            return False
        index = self.free.pop(0)
        address = self.buffers + BUFFER * (self.tx.num + index)
        self.machine.write(address,
                           HEADER.pack(src, dst, 0, len(data), 0) + data)
        self.tx.set_desc(index, address, HEADER.size + len(data))
        self.tx.offer(index)
        if kick and self.tx.wants_kick():
            self.kick(1)
        return True

    def receive(self, recycle: bool = True) -> Message | None:
        """(source, destination, data) of the next message, or None."""
        self.collect_kicks()
        back = self.rx.take()
        if back is None:
            return None
        index, length = back
        message = self.machine.read(self.buffers + BUFFER * index, length)
        src, dst, _, size, _ = HEADER.unpack_from(message)
        assert size == length - HEADER.size, 'used length and header differ'
        if recycle:
            self.give_rx(index)
            if self.rx.wants_kick():
                self.kick(0)
        return src, dst, message[HEADER.size:]

    def wait(self, recycle: bool = True, limit: float = LIMIT) -> Message:
        end = time.monotonic() + limit
        while (message := self.receive(recycle)) is None:
            assert time.monotonic() < end, 'no message from the core'
        return message

    def services(self, recycle: bool = True) -> dict[int, str]:
        """The services that the core announces: {address: name}."""
        found: dict[int, str] = {}
        while len(found) < 6:
            _src, dst, data = self.wait(recycle)
            assert dst == NS_ADDRESS
            name, address, flags = struct.unpack('<32sII', data)
            assert flags == 0 and address not in found
            found[address] = name.rstrip(b'\0').decode()
        return found
