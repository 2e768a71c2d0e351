# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of what the tools know about releases of Linux."""

import re
import unittest

from k3lib.base import TOP
from k3lib.kernel import traits

USERS = TOP / 'tests/functional'
DEBIANS = '6.1.0-44-arm64', '6.12.117+deb13-arm64', '7.3.4+deb13-arm64'


class Traits(unittest.TestCase):
    def having(self, name: str) -> list[bool]:
        return [traits.has(release, name) for release in DEBIANS]

    def test_releases(self) -> None:
        self.assertEqual(self.having('pings'), [True, True, False])
        self.assertEqual(self.having('knows-am62'), [False, True, True])
        self.assertEqual(self.having('m4f-frees-mailbox'),
                         [False, False, True])
        with self.assertRaises(KeyError):
            traits.has('6.12', 'no-such-trait')

    def test_versions(self) -> None:
        """6.12 is newer than 6.2; what says nothing is the newest."""
        self.assertEqual(traits.version('6.12.117-1'), (6, 12))
        self.assertLess(traits.version('6.2.0'), traits.version('6.12'))
        self.assertEqual(traits.version('7.0-rc1'), (7, 0))
        self.assertEqual(traits.version('unknown'), traits.NEWEST)

    def test_differences(self) -> None:
        """Each trait is one that releases do not have in common."""
        for name, trait in traits.TRAITS.items():
            with self.subTest(name):
                self.assertEqual(len(set(self.having(name))), 2)
                self.assertTrue(trait.why.endswith('.'))

    def test_users(self) -> None:
        """Functional tests ask for traits, not for releases; all are used."""
        asked = set()
        for path in sorted(USERS.rglob('*.py')):
            text = path.read_text()
            self.assertNotRegex(text, r'\.release\b', path.name)
            asked |= set(re.findall(r"\.does\('([^']+)'\)", text))
        self.assertEqual(asked, set(traits.TRAITS))


if __name__ == '__main__':
    unittest.main()
