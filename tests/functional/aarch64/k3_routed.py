# SPDX-License-Identifier: GPL-2.0-or-later
"""Guests whose mailbox interrupts pass an interrupt router."""

from collections.abc import Sequence

from k3_guest import DRIVER, K3Guest


class RoutedGuest(K3Guest):
    """Its kernel needs the router's driver for the remote cores."""

    def has_router_driver(self) -> bool:
        """Debian's 7.x has none without +k3, so mailboxes are deferred."""
        return self.kernel.has_driver('irq_ti_sci_intr', 'ti,sci-intr')

    def skip_without_router_driver(self) -> None:
        if not self.has_router_driver():
            self.skipTest(f'{self.kernel.origin} is built without '
                          'CONFIG_TI_SCI_INTR_IRQCHIP')

    def check_hello(self, core: str, boot: int,
                    *routes: tuple[int, int]) -> None:
        """Check that the firmware runs and has got its (input, output)."""
        self.wait_running(core)
        trace = self.trace(core, boot=boot)
        self.assertIn(f"'hello' on {self.soc.name} {core}", trace)
        for line, output in routes:
            self.assertIn(f'mailbox line {line} to output {output}: ok',
                          trace.partition(f'boot {boot},')[2])

    def check_runs(self, core: str, boot: int) -> None:
        """Check a core after its start number BOOT."""
        raise NotImplementedError

    def run_cores(self, cores: Sequence[str]) -> None:
        """Check that each core runs, and can be stopped and started again."""
        self.sh(f'modprobe {DRIVER}')
        for core in cores:
            self.check_runs(core, 1)
        self.assertEqual(self.sh('cat $R/*/name | grep -c r5f'),
                         str(len(cores)))
        for core in reversed(cores):
            self.stop(core)
            self.wait_core_state(core, 'off')
        for core in cores:
            self.start(core)
            self.check_runs(core, 2)
