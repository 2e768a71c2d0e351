#!/usr/bin/env python3
#
# Functional tests of the Ethernet switch of k3-virt with Linux
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""Get an address, reach QEMU's user network, copy a file, pull the cable.

scripts/k3-functional --file runs this file.
"""

import functools
import hashlib
import http.server
from pathlib import Path
import random
import sys
import threading

sys.path.insert(0, str(Path(__file__).resolve().parent))

from k3_guest import K3Guest, SOC                       # noqa: E402
from k3lib.machine.cores import SOCS                    # noqa: E402
from qemu_test import QemuSystemTest                    # noqa: E402

SIZE = 3_000_000
NIC = 'ti_am65_cpsw_nuss'
WORDS = f'''
modprobe -a af_packet davinci_mdio dp83867 phy_gmii_sel {NIC} 2>/dev/null
until_link() {{     # 0 or 1
    tries=0
    until [ "$(cat /sys/class/net/eth0/carrier 2>/dev/null)" = $1 ]; do
        tries=$((tries + 1))
        [ $tries -gt 100 ] && dmesg | tail -n 40 && exit 1
        usleep 200000
    done
}}
'''
# What udhcpc calls
BOUND = '''#!/bin/sh
[ "$1" = bound ] || exit 0
ip addr flush dev $interface scope global
ip addr add $ip/24 dev $interface
'''


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A server that does not write to standard error."""

    def log_message(self, *args: object) -> None:
        pass


class NetGuest(K3Guest):
    """Linux on a board with a cable at its first Ethernet port."""

    def boot_net(self, board: str, *extra: str) -> None:
        if not self.kernel.has_driver(NIC):
            self.skipTest(f'{self.kernel.origin} is built without '
                          'CONFIG_TI_K3_AM65_CPSW_NUSS')
        self.boot(apps={}, drivers=(), extra=(
            '-dtb', self.board_tree(board), *(extra or ('-nic', 'user,id=net0'))))

    def check_quiet(self) -> None:
        """The drivers have nothing to complain about."""
        self.assertEqual(self.sh(
            'dmesg -r | grep -E "^<[0-4]>" | grep -E "8000000.ethernet|'
            '8000f00.mdio|485c0000|timeout|Call trace" || true'), '')

    def up(self) -> None:
        self.sh(WORDS + f'''ip link set eth0 up
until_link 1
cat > /tmp/bound <<'END'
{BOUND}END
chmod +x /tmp/bound
udhcpc -i eth0 -n -q -t 10 -T 1 -s /tmp/bound
ping -c 3 -w 20 10.0.2.2''')
        self.assertEqual(self.sh('cat /sys/class/net/eth0/address'),
                         '52:54:00:12:34:56')

    def check_copy(self) -> None:
        """A file comes in one piece; the checksums are right."""
        root = Path(self.workdir) / 'served'
        root.mkdir()
        data = random.Random(1).randbytes(SIZE)
        (root / 'file').write_bytes(data)
        handler = functools.partial(Quiet, directory=str(root))
        with http.server.ThreadingHTTPServer(('127.0.0.1', 0),
                                             handler) as server:
            threading.Thread(target=server.serve_forever,
                             daemon=True).start()
            got = self.sh('wget -q -O - http://10.0.2.2:'
                          f'{server.server_port}/file | sha256sum')
            server.shutdown()
        self.assertEqual(got.split()[0], hashlib.sha256(data).hexdigest())

    def check_board(self, board: str) -> None:
        self.boot_net(board)
        self.up()
        self.check_copy()
        self.check_quiet()


class Am64(NetGuest):
    def test_board(self) -> None:
        """Also: the cable, a restart of the interface, and of the driver."""
        self.check_board('k3-am642-evm.dtb')
        self.vm.cmd('set_link', name='net0', up=False)
        self.sh(WORDS + 'until_link 0')
        self.vm.cmd('set_link', name='net0', up=True)
        self.sh(WORDS + 'until_link 1\nping -c 2 -w 20 10.0.2.2')
        self.sh(WORDS + 'ip link set eth0 down\nip link set eth0 up\n'
                'until_link 1\nping -c 2 -w 20 10.0.2.2')
        self.check_quiet()
        self.sh(f'ip link set eth0 down\nrmmod {NIC}')
        self.assertEqual(self.qom(f'{SOC}/pktdma[0]', 'channels'), '')
        self.up()
        self.check_quiet()

    def test_no_cable(self) -> None:
        self.boot_net('k3-am642-evm.dtb', '-nic', 'none')
        self.sh(WORDS + 'ip link set eth0 up\nuntil_link 0\nsleep 3\n'
                'until_link 0\nip link set eth0 down')
        self.check_quiet()

    def test_virtio(self) -> None:
        """A back end with another model is not the switch's."""
        self.boot_net('k3-am642-evm.dtb', '-nic', 'user,model=virtio')
        self.sh(WORDS + 'modprobe -a virtio_pci virtio_net\nsleep 1\n'
                'for i in /sys/class/net/eth*; do readlink $i/device/driver; '
                'done | grep virtio_net')


class Am62x(NetGuest):
    soc = SOCS['am62x']

    def test_board(self) -> None:
        self.check_board('k3-am625-sk.dtb')


class Am62a(NetGuest):
    soc = SOCS['am62a']

    def test_board(self) -> None:
        self.check_board('k3-am62a7-sk.dtb')


class Am62p(NetGuest):
    soc = SOCS['am62p']

    def test_board(self) -> None:
        self.check_board('k3-am62p5-sk.dtb')


class J722s(NetGuest):
    soc = SOCS['j722s']

    def test_board(self) -> None:
        self.check_board('k3-j722s-evm.dtb')


if __name__ == '__main__':
    QemuSystemTest.main()
