# SPDX-License-Identifier: GPL-2.0-or-later
"""Remote cores per SoC: the name people use, the file the driver asks for.

The file names are the firmware-name properties of the upstream device trees
(Linux arch/arm64/boot/dts/ti/k3-am64-main.dtsi, k3-am642-evm.dts,
k3-am62-wakeup.dtsi, k3-j721e-main.dtsi, k3-j721e-mcu-wakeup.dtsi,
k3-j721e-ti-ipc-firmware.dtsi).
"""

from dataclasses import dataclass
import re

from .base import Failure

DSP_DRIVER = 'ti_k3_dsp_remoteproc'


@dataclass(frozen=True)
class Soc:
    name: str
    console: str            # what stdout-path names, for early messages
    cores: dict             # core -> firmware file
    compatible: str         # of the clusters, which the driver matches
    early: tuple = ()       # cores that run before Linux, which only attaches
    driver: str = 'ti_k3_r5_remoteproc'
    # (core, driver, compatible) where these are others
    other_drivers: tuple = ()
    dsps: tuple = ()        # cores that are no Arm

    def driver_of(self, core):
        """(driver, compatible that it matches)"""
        for name, driver, compatible in self.other_drivers:
            if name == core:
                return driver, compatible
        return self.driver, self.compatible

    def image(self, core, app):
        """File name of the project's firmware APP for that core."""
        name = self.cores[core].removesuffix('-fw')
        # The files of J721E's drivers have a prefix of their own
        return f'{re.sub("^j7-", "j721e-", name)}-{app}.elf'

    def drivers(self, known):
        """All of them, of those that are not everywhere only the KNOWN."""
        others = [driver for _core, driver, compatible in self.other_drivers
                  if known(driver, compatible)]
        return (self.driver, *dict.fromkeys(others))


AM64 = Soc(
    name='am64x',
    console='ns16550a,mmio32,0x02800000',
    cores={
        'r5f0_0': 'am64-main-r5f0_0-fw',
        'r5f0_1': 'am64-main-r5f0_1-fw',
        'r5f1_0': 'am64-main-r5f1_0-fw',
        'r5f1_1': 'am64-main-r5f1_1-fw',
        'm4f0_0': 'am64-mcu-m4f0_0-fw',
    },
    compatible='ti,am64-r5fss',
    other_drivers=(('m4f0_0', 'ti_k3_m4_remoteproc', 'ti,am64-m4fss'),))

# The WKUP R5F runs the device manager already when Linux boots.
AM62 = Soc(
    name='am62x',
    console='ns16550a,mmio32,0x02800000',
    cores={
        'wkup-r5f0_0': 'am62-wkup-r5f0_0-fw',
        'm4f0_0': 'am62-mcu-m4f0_0-fw',
    },
    compatible='ti,am62-r5fss',
    early=('wkup-r5f0_0',),
    other_drivers=(('m4f0_0', 'ti_k3_m4_remoteproc', 'ti,am64-m4fss'),))

J721E = Soc(
    name='j721e',
    console='ns16550a,mmio32,0x02800000',
    cores={
        'mcu-r5f0_0': 'j7-mcu-r5f0_0-fw',
        'mcu-r5f0_1': 'j7-mcu-r5f0_1-fw',
        'main-r5f0_0': 'j7-main-r5f0_0-fw',
        'main-r5f0_1': 'j7-main-r5f0_1-fw',
        'main-r5f1_0': 'j7-main-r5f1_0-fw',
        'main-r5f1_1': 'j7-main-r5f1_1-fw',
        'c66_0': 'j7-c66_0-fw',
        'c66_1': 'j7-c66_1-fw',
        'c71_0': 'j7-c71_0-fw',
    },
    compatible='ti,j721e-r5fss',
    other_drivers=(('c66_0', DSP_DRIVER, 'ti,j721e-c66-dsp'),
                   ('c66_1', DSP_DRIVER, 'ti,j721e-c66-dsp'),
                   ('c71_0', DSP_DRIVER, 'ti,j721e-c71-dsp')),
    dsps=('c66_0', 'c66_1', 'c71_0'))

SOCS = {soc.name: soc for soc in (AM64, AM62, J721E)}


def soc(name):
    if name not in SOCS:
        raise Failure(f'{name}: unknown SoC; known: {", ".join(SOCS)}')
    return SOCS[name]


def firmware_file(where, core):
    if core not in where.cores:
        raise Failure(f'{core}: {where.name} has no such core; it has '
                      f'{", ".join(where.cores)}')
    if core in where.early:
        raise Failure(f'{core}: Linux attaches to this core of {where.name} '
                      'and never loads it; to start it before Linux: '
                      f'-- -machine early-boot={core}:ELF')
    return where.cores[core]
