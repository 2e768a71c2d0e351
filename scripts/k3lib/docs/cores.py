# SPDX-License-Identifier: GPL-2.0-or-later
"""The tables of all remote cores in docs/specs/k3/cores.rst."""

from ..formats.rst import list_table
from ..machine.cores import SOCS, Soc

PAGE = 'specs/k3/cores.rst'
KINDS = {'r5f': 'Cortex-R5F', 'm4f': 'Cortex-M4F', 'c66': 'C66x, simulated',
         'c71': 'C7x, simulated'}
HEADS = ('Core', 'Kind', 'Node', 'TISCI', 'Mailbox', 'Firmware file')
WIDTHS = (12, 16, 14, 12, 22, 24)


def _rows(soc: Soc) -> list[tuple[str, ...]]:
    return [(f'``{core.name}``',
             KINDS[core.kind] + (', device manager' if core.device_manager
                                 else ''),
             f'``{core.node}``', f'{core.processor}, {core.device}',
             f'{core.mailbox.name}: {core.mailbox.to_core}, '
             f'{core.mailbox.to_linux}', f'``{core.firmware}``')
            for core in soc.model.cores.values()]


def tables() -> str:
    """A section for each SoC."""
    lines = []
    for name, soc in SOCS.items():
        title = f'``{name}``'
        lines += [title, '-' * len(title), '',
                  *list_table(WIDTHS, HEADS, _rows(soc)), '']
    return '\n'.join(lines)
