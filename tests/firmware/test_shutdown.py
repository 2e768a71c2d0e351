#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Test answers to RP_MBOX_SHUTDOWN in all variants of options.py.

usage: test_shutdown.py ELF CORE [QEMU]; prints TAP. Without QEMU, the one that
scripts/k3-qemu built.
"""

import boot
import options
import tap

SHUTDOWN, ACK = 0xffffff14, 0xffffff15
ECHO_REQUEST, ECHO_REPLY = 0xffffff03, 0xffffff04


class Shutdown(tap.Tests):
    def variant(self, **settings: int | str) -> None:
        self.boot(options.change(self.data, **settings))

    def status(self) -> str:
        return boot.status(self.machine, self.core)

    def wait_status(self, name: str) -> None:
        self.wait_until(lambda: self.status() == name)

    def check_serves(self) -> None:
        """The core ignores the message."""
        self.send(ECHO_REQUEST)
        self.wait_for(ECHO_REPLY)

    def check_rests(self) -> None:
        """The core stays in WFI, whatever happens."""
        self.wait_status('WFI')
        for _ in range(3):
            self.send(ECHO_REQUEST)
            assert self.status() == 'WFI'
        assert not self.received()

    def check_took(self, first: str, last: str, microseconds: int) -> None:
        """Check a duration by the time stamps in the trace."""
        unit = {'r5f': 64, 'm4f': 40}[self.core.kind]
        trace = boot.trace(self.machine, self.core).splitlines()
        start, end = (int(line[1:].split(']')[0]) for text in (first, last)
                      for line in trace if text in line)
        assert (end - start) * unit >= microseconds * 1000, end - start

    def test_well_behaved(self) -> None:
        self.variant(shutdown='well-behaved')
        self.check_serves()
        self.send(SHUTDOWN)
        self.wait_for(ACK)
        self.check_rests()

    def test_well_behaved_with_tick(self) -> None:
        """The tick must stop, since it would end the WFI."""
        self.variant(shutdown='well-behaved', tick_hz=1000)
        self.send(SHUTDOWN)
        self.wait_for(ACK)
        self.check_rests()

    def test_sdk(self) -> None:
        """The tick ends the only WFI; then the core continues."""
        self.variant(shutdown='sdk')
        self.send(SHUTDOWN)
        self.wait_for(ACK)
        self.wait_trace('back from WFI')
        self.check_serves()
        self.send(SHUTDOWN)
        self.wait_for(ACK)

    def test_slow(self) -> None:
        """The core sleeps before the answer; its trace shows how long."""
        self.variant(shutdown_ack_delay=300000)
        self.send(SHUTDOWN)
        self.wait_for(ACK)
        self.check_rests()
        self.check_took('shutdown: asked', 'shutdown: ACK', 300000)

    def test_slow_wfi(self) -> None:
        """No WFI before the delay is over."""
        self.variant(shutdown_wfi_delay=50000)
        self.send(SHUTDOWN)
        self.wait_for(ACK)
        self.check_rests()
        self.check_took('shutdown: ACK', 'shutdown: at rest', 50000)

    def test_short_wfi(self) -> None:
        """A millisecond of WFI, and none after it."""
        self.variant(shutdown='short-wfi')
        self.send(SHUTDOWN)
        self.wait_for(ACK)
        self.wait_trace('shutdown: rested')
        for _ in range(3):
            assert self.status() != 'WFI'
        self.check_took('shutdown: at rest', 'shutdown: rested', 1000)

    def test_silent(self) -> None:
        self.variant(shutdown='silent')
        self.send(SHUTDOWN)
        self.wait_trace('shutdown: ignored')
        self.check_serves()

    def test_twice(self) -> None:
        self.variant(shutdown='twice')
        self.send(SHUTDOWN)
        self.wait_for(ACK, ACK)
        self.check_rests()

    def test_stale(self) -> None:
        self.variant(shutdown='stale')
        self.wait_for(ACK)
        self.send(SHUTDOWN)
        self.wait_trace('shutdown: ignored')
        self.check_serves()

    def test_never_wfi(self) -> None:
        self.variant(shutdown='never-wfi')
        self.send(SHUTDOWN)
        self.wait_for(ACK)
        assert self.status() == 'none'
        self.send(ECHO_REQUEST)
        assert not self.received()

    def test_device_is_given_back(self) -> None:
        device = self.machine.soc.spare_device
        for variant, left in (('well-behaved', False), ('leak', True)):
            self.variant(shutdown=variant, hold_device=device)
            self.wait_trace(f'device {device} taken: ok')
            assert self.device_on(device)
            self.send(SHUTDOWN)
            self.wait_for(ACK)
            self.check_rests()
            assert self.device_on(device) == left
            # It stays held: only the host that took the device can return it
        boot.set_device(self.machine, device, boot.DEVICE_OFF)
        assert self.device_on(device)

    def device_on(self, device: int) -> bool:
        return boot.device_is_on(self.machine, device)


if __name__ == '__main__':
    tap.run(Shutdown)
