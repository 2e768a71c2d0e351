# SPDX-License-Identifier: GPL-2.0-or-later
"""A class whose parent is ours, or has heirs, chains its reset phases.

No parent has a phase today, so that a machine behaves the same without the
chain: no register test can show that it is there.
"""

from pathlib import Path
import re
import unittest

TOP = Path(__file__).resolve().parents[2]
OWN = re.compile(r'rc->phases\.\w+ = ')
CHAINED = re.compile(r'resettable_class_set_parent_phases\(\s*rc,'
                     r'\s*(\w+),\s*(\w+),\s*(\w+),'
                     r'\s*&[\w()]+->parent_phases\)')
TYPE = re.compile(r'\.(name|parent) = (TYPE_\w+)')
PHASES = 'enter', 'hold', 'exit'


def body(text: str, function: str) -> str:
    """The definition of a function at the top level of a file."""
    found = re.search(rf'^static void {function}\(.*?^}}', text, re.M | re.S)
    return found[0] if found else ''


def flaws(files: dict[str, str]) -> list[str]:
    """What is wrong with the phases in files: name -> text."""
    names = {name for text in files.values()
             for kind, name in TYPE.findall(text) if kind == 'name'}
    parents = {name for text in files.values()
               for kind, name in TYPE.findall(text) if kind == 'parent'}
    found = []
    for path, text in files.items():
        types = TYPE.findall(text)
        if OWN.search(text) and any(
                name in (names if kind == 'parent' else parents)
                for kind, name in types):
            found.append(f'{path} does not chain')
        for call in CHAINED.finditer(text):
            for phase, function in zip(PHASES, call.groups()):
                called = f'parent_phases.{phase}(obj, type)'
                if function != 'NULL' and called not in body(text, function):
                    found.append(f'{function} does not call {called}')
    return found


class Reset(unittest.TestCase):
    def setUp(self) -> None:
        self.files = {str(path.relative_to(TOP)): path.read_text()
                      for path in (TOP / 'hw').rglob('*.c')}

    def test_found(self) -> None:
        chained = {path for path, text in self.files.items()
                   if CHAINED.search(text)}
        self.assertEqual(chained, {'hw/remoteproc/core/k3-core.c',
                                   'hw/remoteproc/sim/k3-sim-fw.c',
                                   'hw/rtc/bcd-rtc.c'})
        # The pattern misses no call
        self.assertEqual(len(chained), sum(
            text.count('resettable_class_set_parent_phases')
            for text in self.files.values()))

    def test_chained(self) -> None:
        self.assertEqual(flaws(self.files), [])

    def test_sees_an_offence(self) -> None:
        path = 'hw/remoteproc/sim/k3-sim-fw.c'
        text = self.files[path]
        self.files[path] = text.replace('sc->parent_phases.hold(obj, type);',
                                        '')
        self.assertEqual(flaws(self.files),
                         ['k3_sim_fw_reset_hold does not call '
                          'parent_phases.hold(obj, type)'])
        self.files[path] = CHAINED.sub(
            'rc->phases.hold = k3_sim_fw_reset_hold', text)
        self.assertEqual(flaws(self.files), [f'{path} does not chain'])


if __name__ == '__main__':
    unittest.main()
