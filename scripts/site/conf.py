# SPDX-License-Identifier: GPL-2.0-or-later
"""Sphinx settings of the site that "make docs" renders.

QEMU's manual has settings of its own.  The pages use nothing beyond what both
know: no extension, no substitution.
"""

import importlib.util

project = 'k3-virt'
root_doc = 'index'
nitpicky = True
html_title = 'k3-virt'
html_show_copyright = False
html_copy_source = False
html_theme = 'furo' if importlib.util.find_spec('furo') else 'alabaster'
