#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Make C tables of the folders of SoC data beside this file.

usage: generate.py FILE.c FILE.d

FILE.c defines k3_soc_infos, the K3SocInfo of each family (hw/arm/k3-soc.h), and
k3_num_soc_infos.  FILE.d becomes a rule for make that names everything that
FILE.c is made of, with the directory in which a new family may appear.
"""

from __future__ import annotations

from pathlib import Path
import sys
from typing import Any

from check import check
from info import Array, Builder, Struct, Symbol
from tables import DataError, Family, HERE, families

HEAD = '''/*
 * TI K3 SoCs. Made by hw/arm/k3/soc/generate.py of the folders beside it: do
 * not edit.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/arm/k3-soc.h"
'''


class Writer:
    """C text; tables come before what points to them."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def value(self, value: Any, prefix: str) -> str:
        """An initializer; PREFIX names the tables in it."""
        if value is None:
            return 'NULL'
        if isinstance(value, Symbol):
            return value.text
        if isinstance(value, bool):
            return 'true' if value else 'false'
        if isinstance(value, int):
            return f'{value:#x}' if value > 0xffff else str(value)
        if isinstance(value, str):
            return '"{}"'.format(value.replace('\\', r'\\')
                                 .replace('"', r'\"'))
        if isinstance(value, list):
            return '{ ' + ', '.join(
                self.value(item, f'{prefix}_{number}')
                for number, item in enumerate(value)) + ' }'
        return self._struct(value, prefix)

    def _struct(self, struct: Struct, prefix: str) -> str:
        members = []
        for name, value in struct.items():
            if isinstance(value, Array):
                if not value.rows:
                    continue
                members.append(f'.{name} = '
                               + self._table(value, f'{prefix}_{name}'))
                if name not in ('ti_sci', 'config'):
                    members.append(f'.num_{name} = {len(value.rows)}')
            elif value is not None:
                members.append(f'.{name} = ' + self.value(
                    value, f'{prefix}_{name}'))
        return '{ ' + ', '.join(members) + ' }'

    def _table(self, array: Array, name: str) -> str:
        rows = [self.value(row, f'{name}_{number}')
                for number, row in enumerate(array.rows)]
        self.parts.append(f'static const {array.type} {name}[] = {{\n'
                          + ''.join(f'    {row},\n' for row in rows) + '};\n')
        return name

    def infos(self, infos: dict[str, Struct]) -> None:
        """All families."""
        rows = []
        for family, info in infos.items():
            text = self.value(info, f'{family}')
            self.parts.append(f'static const K3SocInfo {family}_info = '
                              f'{text};\n')
            rows.append(f'    &{family}_info,\n')
        self.parts.append('const K3SocInfo *const k3_soc_infos[] = {\n'
                          + ''.join(rows) + '};\n')
        self.parts.append(f'const unsigned k3_num_soc_infos = {len(rows)};\n')


def rule(target: str, every: list[Family]) -> str:
    """What TARGET is made of."""
    return f'{target}: ' + ' '.join(map(str, (
        HERE, *sorted(HERE.glob('*.py')),
        *(path for family in every
          for path in (family.directory, *family.inputs()))))) + '\n'


def main() -> int:
    if len(sys.argv) != 3:
        print(__doc__.split('\n\n')[1], file=sys.stderr)
        return 2
    try:
        every = [Family(name) for name in families()]
        for family in every:
            check(family)
        writer = Writer()
        writer.infos({family.name: Builder(family).info()
                      for family in every})
    except DataError as err:
        print(f'{Path(sys.argv[0]).name}: {err}', file=sys.stderr)
        return 1
    Path(sys.argv[1]).write_text('\n'.join([HEAD, *writer.parts]))
    Path(sys.argv[2]).write_text(rule(sys.argv[1], every))
    return 0


if __name__ == '__main__':
    sys.exit(main())
