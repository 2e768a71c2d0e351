#!/usr/bin/env python3
#
# Functional tests of the C7x DSPs of the AM62 families
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""Test that the simulated DSPs start, talk and stop.

scripts/k3-functional --file runs this file.  Those of the J7 families are tested
with the other cores of their SoCs.
"""

from pathlib import Path
import sys

sys.path.insert(0, str(Path(__file__).resolve().parent))

from k3_guest import DRIVER                             # noqa: E402
from k3_resident import ResidentGuest                   # noqa: E402
from k3lib.machine.cores import DSP_DRIVER, SOCS        # noqa: E402
from qemu_test import QemuSystemTest                    # noqa: E402


class Am62a(ResidentGuest):
    soc = SOCS['am62a']
    others: tuple[str, ...] = ()    # R5Fs that talk at the same time

    def test_rpmsg(self) -> None:
        cores = *self.others, *self.soc.dsps
        self.boot_quad(apps=dict.fromkeys(cores, 'rpmsg'))
        self.sh(f'modprobe virtio_rpmsg_bus && modprobe {DRIVER} && '
                f'modprobe {DSP_DRIVER}')
        for boot in (1, 2):
            self.wait_running(*cores)
            # The name services of all of them announce the channel
            self.sh(f'wait_count {boot * len(cores)} '
                    '"creating channel rpmsg-raw"')
            for core in cores:
                self.stop(core)
                self.assertEqual(self.core_state(core), 'off')
            for core in cores:
                self.start(core)
        self.assertEqual(self.nacks(), 0)


class Am62d(Am62a):
    soc = SOCS['am62d']


class J722s(Am62a):
    soc = SOCS['j722s']
    others = ('main-r5f0_0',)


if __name__ == '__main__':
    QemuSystemTest.main()
