# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of k3-inspect: reading the object model, finding machines."""

import os
from pathlib import Path
import tempfile
from typing import Any
import unittest
from unittest import mock

from k3lib.base import Failure
from k3lib.machine import inspect, running
from k3lib.machine.qmp import Qmp, Qom

CORE = {'power': True, 'local-reset': False, 'halt': False, 'state': 'wfi',
        'pc': 0x1234, 'core-name': 'r5f0_0', 'boot-vector': 0x80, 'resident': False}
OBJECTS: dict[str, Any] = {
    '/machine/peripheral': {},
    '/machine/k3': {'core': CORE, 'proc': {
        'proc-id': 6, 'status': 2, 'core': '/machine/k3/core'},
        'ti-sci': {'bus-hung': False,
                   'ownership': 'host=12 kind=processor id=0x06 state=wfi\n',
                   'hosts': 'host=12 name=A53_2 tx=13 rx=12 secure=no\n'},
        'box': {'window[0]': {'addr': 0x29020000},
                'fifo-level[0]': 1, 'fifo-pushed[0]': 3, 'fifo-popped[0]': 2,
                'fifo-dropped[0]': 0, 'fifo-level[1]': 0,
                'fifo-pushed[1]': 0, 'fifo-popped[1]': 0,
                'fifo-dropped[1]': 0}},
}


class FakeQom(Qom):
    def _find(self, path: str) -> Any:
        for top, value in OBJECTS.items():
            if path == top:
                return value
            if path.startswith(top + '/'):
                for name in path[len(top) + 1:].split('/'):
                    value = value[name]
                return value
        raise KeyError(path)

    def cmd(self, name: str, **arguments: Any) -> Any:
        found = self._find(arguments['path'])
        if name == 'qom-get':
            return found[arguments['property']]
        return [{'name': key, 'type': self._type(key, value)}
                for key, value in found.items()]

    @staticmethod
    def _type(name: str, value: object) -> str:
        if name.startswith('window'):
            return 'child<memory-region>'
        return 'child<x>' if isinstance(value, dict) else 'y'


class Look(unittest.TestCase):
    def test_parts_are_brought_together(self) -> None:
        seen = inspect.look(FakeQom())
        core, = seen['cores']
        self.assertEqual((core['processor'], core['owner'], core['state']),
                         (6, 12, 'wfi'))
        box, = seen['mailboxes']
        self.assertEqual(box['fifos'], [{'number': 0, 'level': 1,
                                         'pushed': 3, 'popped': 2,
                                         'dropped': 0}])

    def test_resident_core(self) -> None:
        with mock.patch.dict(CORE, pc=0, resident=True):
            text = inspect.text(inspect.look(FakeQom()))
        self.assertRegex(text, r'core .* wfi +resident +0x00000080')

    def test_where_mailboxes_are(self) -> None:
        self.assertEqual(inspect.look(FakeQom(), counters=False)['mailbox-at'],
                         {'/machine/k3/box': 0x29020000})

    def test_table(self) -> None:
        text = inspect.text(inspect.look(FakeQom()))
        self.assertRegex(text, r'core +0x06 +12 A53_2 +yes +- +- +wfi +'
                         r'0x00001234 +0x00000080')
        self.assertRegex(text, r'box +0 +1 +3 +2 +0\n')
        self.assertRegex(text, r'Faults\n  none')
        self.assertNotIn('interconnect', text)

    def test_hung(self) -> None:
        with mock.patch.dict(OBJECTS['/machine/k3']['ti-sci'],
                             {'bus-hung': True}):
            text = inspect.text(inspect.look(FakeQom()))
        self.assertRegex(text, 'The interconnect hangs: .*\n\nCores\n')


class Find(unittest.TestCase):
    def setUp(self) -> None:
        tmp = tempfile.TemporaryDirectory()
        self.addCleanup(tmp.cleanup)
        patch = mock.patch.dict(os.environ, K3_CACHE=tmp.name)
        patch.start()
        self.addCleanup(patch.stop)

    def test_the_only_machine(self) -> None:
        with self.assertRaisesRegex(Failure, 'no machine'):
            running.find()
        with running.announced(os.getpid(), '/x/qmp'):
            self.assertEqual(running.find(), Path('/x/qmp'))
            self.assertEqual(running.find(str(os.getpid())), Path('/x/qmp'))
            with running.announced(os.getppid(), '/y/qmp'):
                with self.assertRaisesRegex(Failure, 'choose one of'):
                    running.find()
        self.assertEqual(running.machines(), {})

    def test_wrong_number(self) -> None:
        with self.assertRaisesRegex(Failure, '99.*none'):
            running.find('99')

    def test_left_behind(self) -> None:
        with running.announced(2 ** 22 + 1, '/x/qmp'):
            self.assertEqual(running.machines(), {})

    def test_no_socket(self) -> None:
        with self.assertRaisesRegex(Failure, '/no/such'):
            Qmp('/no/such')


if __name__ == '__main__':
    unittest.main()
