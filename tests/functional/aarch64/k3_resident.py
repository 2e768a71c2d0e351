# SPDX-License-Identifier: GPL-2.0-or-later
"""Guests on the SoCs on which an R5F runs the device manager before Linux."""

from k3_guest import DRIVER, K3Guest

WKUP = 'wkup-r5f0_0'


class ResidentGuest(K3Guest):
    """The core of the device manager runs before Linux."""

    device_manager = WKUP

    def boot_quad(self, *extra: str,
                  apps: dict[str, str] | None = None) -> None:
        """With the four application cores of these SoCs."""
        self.boot(apps=apps or {}, extra=extra)
        self.assertEqual(self.sh('grep -c ^processor /proc/cpuinfo'), '4')

    def resident(self) -> str:
        return self.qom(self.core_path(self.device_manager), 'resident')

    def attach(self) -> None:
        """Load the driver and check how it handles that core."""
        node = self.facts[self.device_manager][0]
        self.sh(f'modprobe {DRIVER}')
        self.sh(f'wait_state $(core {node}) attached')
        self.sh(f'wait_dmesg "" "{node}: configured R5F for IPC-only mode"')
        self.sh(f'wait_dmesg "" "remote processor {node} is now attached"')
        self.wait_core_state(self.device_manager, 'wfi')
