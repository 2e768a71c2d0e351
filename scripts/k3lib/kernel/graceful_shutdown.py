# SPDX-License-Identifier: GPL-2.0-or-later
"""The graceful shutdown: a semantic patch for all K3 remoteproc drivers.

scripts/kernel/graceful-shutdown.cocci explains what it does.  Unlike a patch,
it fits drivers of different versions, so this module checks afterwards that it
has changed everything it should.
"""

from pathlib import Path
import re

from ..base import TOP, Failure
from . import coccinelle

SEMANTIC_PATCH = TOP / 'scripts/kernel/graceful-shutdown.cocci'
STOPS = re.compile(r'^(?:static )?int k3_(?:r5_|dsp_|m4_)?rproc_stop\('
                   r'[^;{]*\n?\{', re.M)
# What the result must contain, once or once per receiver, and its name
ASKS = 'asked = k3_rproc_ask_to_stop('
ONCE = {
    'RP_MBOX_SHUTDOWN = 0xFFFFFF14': 'the message in omap_remoteproc.h',
    'RP_MBOX_SHUTDOWN_ACK = 0xFFFFFF15': 'the answer in omap_remoteproc.h',
}
EACH = {
    'struct completion shutdown_ack;': 'a completion in the driver\'s state',
    ' init_completion(&kproc->shutdown_ack);': 'its initialisation',
    'if (msg == RP_MBOX_SHUTDOWN_ACK)': 'the answer in the mailbox callback',
}
CALLBACK = re.compile(r'rx_callback = k3_\w+;')


class AsksAlready(Failure):
    """The drivers have a graceful shutdown."""


def missing(texts: dict[str, str]) -> list[str]:
    """What the semantic patch failed to change in TEXTS {file: text}."""
    whole = '\n'.join(texts.values())
    plain = re.sub(r'[ \t]+', ' ', whole)
    wrong = [f'{words} ("{token}")' for token, words in ONCE.items()
             if plain.count(token) != 1]
    receivers = len(CALLBACK.findall(whole))
    wrong += [f'{words} ("{token}"): {plain.count(token)} times for '
              f'{receivers} mailbox callbacks' for token, words in EACH.items()
              if not 0 < plain.count(token) == receivers]
    for name, text in texts.items():
        stops = len(STOPS.findall(text))
        if text.count(ASKS) != stops:
            wrong.append(f'{name}: {stops} stop functions, '
                         f'{text.count(ASKS)} of them ask')
    return wrong


def apply(tree: Path) -> None:
    """Change the drivers in TREE, which is our copy."""
    try:
        paths = coccinelle.files(tree)
    except Failure as err:
        raise Failure(f'--graceful-shutdown: {err}') from err
    if any('RP_MBOX_SHUTDOWN' in p.read_text() for p in paths):
        raise AsksAlready('--graceful-shutdown: these drivers already '
                          'have one')
    coccinelle.apply(SEMANTIC_PATCH, paths, 'adding the graceful shutdown')
    wrong = missing({p.name: p.read_text() for p in paths})
    if wrong:
        raise Failure('--graceful-shutdown does not fit these drivers; '
                      'missing:\n' + '\n'.join(f'  {w}' for w in wrong))
