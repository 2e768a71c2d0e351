# SPDX-License-Identifier: GPL-2.0-or-later
"""The flags of a processor's configuration, control and status words.

They are read from the model's header, which names their source.
"""

from collections.abc import Mapping
import re

from ..base import TOP

HEADER = TOP / 'include/hw/remoteproc/k3-boot-flags.h'
FLAGS = {name: int(value, 0) for name, value in re.findall(
    r'^#define K3_PROC_(\w+)\s+(0x[0-9a-f]+)$', HEADER.read_text(), re.M)}

# Properties of an R5F in the device tree, without "ti,"
TCM_FLAGS = {'atcm-enable': FLAGS['R5F_CFG_ATCM_EN'],
             'btcm-enable': FLAGS['R5F_CFG_BTCM_EN'],
             'loczrama': FLAGS['R5F_CFG_TCM_RSTBASE']}


def tcm_config(tcms: Mapping[str, bool]) -> int:
    """Return the flags for the properties that are true."""
    return sum(TCM_FLAGS[name] for name, value in tcms.items() if value)
