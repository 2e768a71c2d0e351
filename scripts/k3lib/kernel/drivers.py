# SPDX-License-Identifier: GPL-2.0-or-later
"""Linux's drivers of remote cores (drivers/remoteproc/Kconfig, Makefile)."""

# Kind of core -> module
DRIVERS = {'r5f': 'ti_k3_r5_remoteproc', 'c66': 'ti_k3_dsp_remoteproc',
           'c71': 'ti_k3_dsp_remoteproc', 'm4f': 'ti_k3_m4_remoteproc'}
# Each module -> its CONFIG_ symbol
SYMBOLS = {module: module.upper() for module in DRIVERS.values()}
