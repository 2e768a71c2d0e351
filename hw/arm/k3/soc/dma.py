# SPDX-License-Identifier: GPL-2.0-or-later
"""Make the tables of DMA engines, and of what is connected to them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import Any

from c_tables import Array, Struct, Symbol


class DmaTables:
    """Makes the tables of one family; the functions are those of its Builder."""

    def __init__(self, silicon: dict[str, Any],
                 device: Callable[[dict[str, Any]], int],
                 get: Callable[[dict[str, Any], str, str], Any]):
        self.silicon, self._device, self._get = silicon, device, get

    def _numbers(self, table: str) -> dict[str, int]:
        return {row['name']: number for number, row
                in enumerate(self.silicon.get(table, ()))}

    def _bcdmas(self) -> Array:
        aggregators = self._numbers('interrupt-aggregator')
        return Array('K3BCDMAInfo', [
            {'name': row['name'], 'compatible': row['compatible'],
             **{key: row[key] for key in ('gcfg', 'bchanrt', 'rchanrt',
                                          'tchanrt', 'ringrt')},
             'dev': self._device(row),
             'subsystem': self._device({'tisci': row['subsystem']}),
             'inta': self._get(aggregators, row['aggregator'], 'aggregator'),
             'num_block_copy': row['channels']['block-copy'],
             'num_tx': row['channels']['tx'], 'num_rx': row['channels']['rx'],
             **{f'{key}_event': row['events'][key]
                for key in ('error', 'data', 'ring')}}
            for row in self.silicon.get('bcdma', ())])

    def _pktdmas(self) -> Array:
        aggregators = self._numbers('interrupt-aggregator')
        return Array('K3PKTDMAInfo', [
            {'name': row['name'],
             **{key: row[key] for key in ('gcfg', 'rchanrt', 'tchanrt',
                                          'ringrt')},
             'dev': self._device(row),
             'subsystem': self._device({'tisci': row['subsystem']}),
             'inta': self._get(aggregators, row['aggregator'], 'aggregator'),
             **{f'num_{key}': row['channels'][key] for key in ('tx', 'rx')},
             **{f'num_{key}_flows': row['flows'][key]
                for key in ('tx', 'rx')},
             'psil_base': row['psil-base'],
             **{f'{way}_{key}_event': row['events'][f'{way}-{key}']
                for way in ('tx', 'rx') for key in ('error', 'ring')}}
            for row in self.silicon.get('pktdma', ())])

    def _cpsws(self) -> Array:
        engines = self._numbers('pktdma')
        return Array('K3CPSWInfo', [
            {'name': row['name'], 'base': row['base'],
             'dev': self._device(row),
             'dma': self._get(engines, row['dma'], 'packet DMA'),
             'wires': {
                 'tx_channel': row['tx']['channel'],
                 'num_tx': row['tx']['channels'],
                 'tx_flow': row['tx']['flow'],
                 'flows_per_tx': row['tx']['flows'],
                 'tx_thread': row['tx']['thread'],
                 'rx_channel': row['rx']['channel'],
                 'rx_flow': row['rx']['flow'],
                 'num_rx_flows': row['rx']['flows'],
                 'rx_thread': row['rx']['thread']}}
            for row in self.silicon.get('cpsw', ())])

    def info(self) -> Struct:
        """Return members of K3SocInfo."""
        return {'bcdmas': self._bcdmas(), 'pktdmas': self._pktdmas(),
                'cpsws': self._cpsws()}

    def ti_sci_resources(self) -> Array:
        """Return the resource types of the DMA engines."""
        kinds = {'ring': 'RING', 'block-copy': 'BLOCK_COPY', 'tx': 'TX',
                 'rx': 'RX', 'flow': 'FLOW'}
        return Array('TISCIDMAResource', [
            {'dev': self._device(row), 'subtype': subtype,
             'kind': Symbol(f'TI_SCI_DMA_{kinds[key]}')}
            for row in chain(self.silicon.get('bcdma', ()),
                             self.silicon.get('pktdma', ()))
            for key, subtypes in row['resources'].items()
            for subtype in subtypes])
