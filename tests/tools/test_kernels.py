# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of building kernels: patches, configuration, modules."""

import contextlib
import gzip
from pathlib import Path
import re
import shutil
import subprocess
import tempfile
from typing import Any
import unittest
from unittest import mock

from k3lib.base import TOP, Failure
from k3lib.kernel import (bases, coccinelle, debian_modules, kbuild, kernels,
                          patchfiles, whole)
from k3lib.kernel.changes import Changes

DRIVER = 'drivers/remoteproc/ti_k3_r5_remoteproc.c'
SOURCE = ''.join(f'line {n}\n' for n in range(1, 41))


def diff(path: str, old: str, new: str, context: int = 3) -> str:
    """A unified diff as git writes it, made by diff(1)."""
    with tempfile.TemporaryDirectory() as tmp:
        for name, text in (('old', old), ('new', new)):
            (Path(tmp) / name).write_text(text)
        res = subprocess.run(
            ['diff', f'-U{context}', '--label', f'a/{path}', '--label',
             f'b/{path}', 'old', 'new'], cwd=tmp, capture_output=True,
            text=True, check=False)
    return f'diff --git a/{path} b/{path}\n' + res.stdout


def change(*numbers: int, base: str = SOURCE) -> str:
    text = base
    for number in numbers:
        text = text.replace(f'line {number}\n', f'changed {number}\n')
    return text


def mail(subject: str, body: str,
         when: str = 'Mon Sep 17 00:00:00 2001') -> str:
    return (f'From 0123456789abcdef {when}\n'
            f'From: A Developer <a@example.org>\nSubject: {subject}\n'
            'Content-Type: text/plain; charset=utf-8\n\n'
            f'Why it is needed.\n---\n 1 file changed\n\n{body}-- \n2.40\n\n')


class InTree(unittest.TestCase):
    def setUp(self) -> None:
        self.dir = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.dir)
        self.tree = self.dir / 'linux'
        self.put(self.tree / DRIVER, SOURCE)

    def put(self, path: Path | str, data: bytes | str) -> Path:
        path = self.dir / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    def text(self, path: str = DRIVER) -> str:
        return (self.tree / path).read_text()

    def apply(self, *places: Path | str) -> None:
        patchfiles.apply(patchfiles.collect(places), self.tree)


class Patches(InTree):
    def test_one_file(self) -> None:
        self.apply(self.put('a.patch', diff(DRIVER, SOURCE, change(20))))
        self.assertEqual(self.text(), change(20))

    def test_in_the_order_given(self) -> None:
        one = self.put('z.patch', diff(DRIVER, SOURCE, change(20)))
        two = self.put('a.patch', diff(DRIVER, change(20), change(20, 21)))
        self.apply(one, two)
        self.assertEqual(self.text(), change(20, 21))

    def test_directory_by_name_and_by_series(self) -> None:
        self.put('d/0000-cover-letter.patch', 'Subject: [PATCH 0/2] x\n\nhi\n')
        self.put('d/0001-a.patch', diff(DRIVER, SOURCE, change(5)))
        self.put('d/0002-b.patch', diff(DRIVER, change(5), change(5, 6)))
        self.put('d/notes.txt', 'no patch')
        self.apply(self.dir / 'd')
        self.assertEqual(self.text(), change(5, 6))
        self.put('q/b.patch', diff(DRIVER, change(5, 6), change(5, 6, 30)))
        self.put('q/a.patch',
                 diff(DRIVER, change(5, 6, 30), change(5, 6, 30, 31)))
        self.put('q/series', '# ours\nb.patch -p1\n\na.patch # last\n')
        self.apply(self.dir / 'q')
        self.assertEqual(self.text(), change(5, 6, 30, 31))

    def test_mailbox_of_a_whole_thread(self) -> None:
        first = diff(DRIVER, SOURCE, change(3))
        second = diff(DRIVER, change(3), change(3, 4))
        text = (mail('[PATCH v2 2/2] rproc: second', second)
                + mail('[PATCH 1/1] rproc: an old version',
                       diff(DRIVER, SOURCE, change(9)))
                + mail('[PATCH v2 0/2] rproc: cover', '')
                + mail('Re: [PATCH v2 1/2] rproc: first', '> ' + first
                       + diff(DRIVER, SOURCE, change(8)))
                + mail('[PATCH v2 1/2] rproc: first', first))
        path = self.put('t.mbox.gz', gzip.compress(text.encode()))
        with mock.patch.object(patchfiles, 'say') as say:
            patches = patchfiles.collect([path])
        self.assertEqual([p.name for p in patches],
                         ['rproc: first', 'rproc: second'])
        self.assertIn('version 2', say.call_args[0][0])
        patchfiles.apply(patches, self.tree)
        self.assertEqual(self.text(), change(3, 4))

    def test_encoded_mail(self) -> None:
        import base64
        body = base64.encodebytes(diff(DRIVER, SOURCE, change(7)).encode())
        self.apply(self.put('m.eml', b'From: a@example.org\n'
                            b'Subject: [PATCH] x\nMIME-Version: 1.0\n'
                            b'Content-Type: text/plain; charset=utf-8\n'
                            b'Content-Transfer-Encoding: base64\n\n' + body))
        self.assertEqual(self.text(), change(7))

    def test_signature_is_no_part_of_the_last_hunk(self) -> None:
        patch, = patchfiles.collect([self.put(
            'm.patch', mail('[PATCH] x', diff(DRIVER, SOURCE, change(39))))])
        self.assertNotIn('2.40', patch.text())

    def test_new_and_removed_files(self) -> None:
        self.put(self.tree / 'gone.c', 'old\n')
        self.put('n.patch',
                 'diff --git a/new.c b/new.c\nnew file mode 100644\n'
                 '--- /dev/null\n+++ b/new.c\n@@ -0,0 +1,1 @@\n+made\n'
                 'diff --git a/gone.c b/gone.c\ndeleted file mode 100644\n'
                 '--- a/gone.c\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-old\n')
        self.apply(self.dir / 'n.patch')
        self.assertEqual(self.text('new.c'), 'made\n')
        self.assertFalse((self.tree / 'gone.c').exists())
        with self.assertRaisesRegex(Failure, 'new.c is to be created but'):
            self.apply(self.dir / 'n.patch')

    def test_the_hunk_that_fails_is_named(self) -> None:
        # Hunk 2 of 3 does not fit, 1 and 3 do.
        path = self.put('bad.patch', mail('[PATCH] r5: change much', diff(
            DRIVER, change(20), change(5, 20, 35)
            .replace('changed 20', 'other'))))
        with self.assertRaises(Failure) as caught:
            self.apply(path)
        words = str(caught.exception)
        self.assertIn('"r5: change much"', words)
        self.assertIn(DRIVER, words)
        self.assertRegex(words, r'hunk 2 of 3: @@ -17,7 \+17,7 @@')
        self.assertNotIn('hunk 1', words)
        self.assertNotIn('hunk 3', words)

    def test_no_fuzz(self) -> None:
        path = self.put('f.patch', diff(DRIVER, change(18), change(18, 20)))
        with self.assertRaisesRegex(Failure, 'hunk 1 of 1'):
            self.apply(path)

    def test_moved_lines_are_found(self) -> None:
        self.put(self.tree / DRIVER, 'a\nb\n' + SOURCE)
        self.apply(self.put('o.patch', diff(DRIVER, SOURCE, change(20))))
        self.assertIn('changed 20', self.text())

    def test_twice(self) -> None:
        path = self.put('a.patch', diff(DRIVER, SOURCE, change(20)))
        with self.assertRaisesRegex(Failure, 'already applied'):
            self.apply(path, path)

    def test_what_cannot_be_a_patch(self) -> None:
        cases: tuple[tuple[str, str | bytes, str], ...] = (
            ('nothing.patch', 'hello\n', 'no patch in it'),
            ('cover.mbox', mail('[PATCH 0/1] x', ''), 'no patch in it'),
            ('out.patch', '--- a/../x\n+++ b/../x\n@@ -1,1 +1,1 @@\n-a\n+b\n',
             'not a path inside'),
            ('gone.patch', diff('no/such.c', 'a\n', 'b\n'), 'no such file'),
            ('cut.mbox.gz', gzip.compress(b'From ' * 99)[:20], 'patch'))
        for name, data, words in cases:
            with self.subTest(name), self.assertRaisesRegex(Failure, words):
                self.apply(self.put(name, data))
        with self.assertRaisesRegex(Failure, 'No such file'):
            patchfiles.collect([self.dir / 'nowhere.patch'])
        (self.dir / 'empty').mkdir()
        with self.assertRaisesRegex(Failure, 'no .patch'):
            patchfiles.collect([self.dir / 'empty'])

    def test_binary_parts_are_left_out_and_told(self) -> None:
        path = self.put('b.patch', 'diff --git a/logo.ppm b/logo.ppm\n'
                        'index 1..2 100644\nGIT binary patch\nliteral 3\n'
                        'KcmZ\n\nliteral 0\nHcmV\n\n'
                        + diff(DRIVER, SOURCE, change(20))
                        + 'diff --git a/x.gz b/x.gz\nindex 1..2 100644\n'
                        'Binary files a/x.gz and b/x.gz differ\n')
        patches = patchfiles.collect([path])
        told = patchfiles.apply(patches, self.tree)
        self.assertEqual(self.text(), change(20))
        self.assertEqual(len(told), 2)
        self.assertIn('logo.ppm: left out, as it is binary', told[0])
        self.assertIn('x.gz: left out', told[1])

    def test_what_is_not_compiled_need_not_apply(self) -> None:
        page = 'Documentation/a.rst'
        self.put(self.tree / page, SOURCE)
        fits = diff(page, SOURCE, change(9))
        # Its first hunk fits, its second does not.
        other = diff('MAINTAINERS', change(20), change(5, 20, 35)
                     .replace('changed 35', 'x'))
        self.put(self.tree / 'MAINTAINERS', SOURCE.replace('line 34\n', ''))
        path = self.put('d.patch', fits + other
                        + diff('a/Kconfig', 'config A\n', 'config B\n')
                        + diff(DRIVER, SOURCE, change(20)))
        told = patchfiles.apply(patchfiles.collect([path]), self.tree)
        self.assertEqual(self.text(page), change(9))
        self.assertEqual(self.text(), change(20))
        self.assertEqual(self.text('MAINTAINERS'),
                         SOURCE.replace('line 34\n', ''))
        self.assertEqual(len(told), 2)
        self.assertRegex(told[0], 'MAINTAINERS: left out.*does not apply')
        self.assertRegex(told[1], 'a/Kconfig: left out')

    def test_what_the_file_has_instead(self) -> None:
        function = ('static int stop(struct rproc *rproc)\n{\n\tint ret;\n\n'
                    '\thalt(rproc);\n\treturn 0;\n}\n')
        start = function.replace('stop', 'start').replace('halt', 'run')
        theirs = function.replace('\thalt', '\tprepare(rproc);\n\thalt')
        self.put(self.tree / DRIVER, start + SOURCE + function)
        patch = diff(DRIVER, SOURCE * 3 + theirs, SOURCE * 3
                     + theirs.replace('\treturn', '\tdone();\n\treturn'))
        patch = patch.replace(' @@\n', ' @@ static int stop(struct x *r)\n')
        with self.assertRaises(Failure) as caught:
            self.apply(self.put('p.patch', patch))
        words = str(caught.exception)
        self.assertIn('    - \tprepare(rproc);\n      \thalt(rproc);', words)
        self.assertRegex(words, 'the file at line 48 ')

    def test_code_that_is_not_there_at_all(self) -> None:
        self.put(self.tree / DRIVER, 'int other;\n')
        with self.assertRaisesRegex(Failure, 'nothing in the file looks like'
                                    r' this hunk, which expects\n'
                                    '      line 17'):
            self.apply(self.put('p.patch', diff(DRIVER, SOURCE, change(20))))

    def test_all_files_of_a_patch_that_do_not_fit_are_named(self) -> None:
        other = 'drivers/remoteproc/other.c'
        self.put(self.tree / other, change(20))
        path = self.put('a.patch', diff('no/such.c', 'a\n', 'b\n')
                        + diff(other, SOURCE, change(21)))
        with self.assertRaises(Failure) as caught:
            self.apply(path)
        self.assertRegex(str(caught.exception), '(?s)no/such.c: there is no '
                         'such file.*other.c: does not apply')

    def test_renamed_files(self) -> None:
        other = 'drivers/remoteproc/renamed.c'
        text = diff(DRIVER, SOURCE, change(20))
        text = text.replace(f'b/{DRIVER}', f'b/{other}').replace(
            '--- ', f'similarity index 90%\nrename from {DRIVER}\n'
            f'rename to {other}\n--- ', 1)
        path = self.put('r.patch', text)
        patches = patchfiles.collect([path])
        self.assertEqual(bases.misfit(patches, self.tree), '')
        self.put(self.tree / DRIVER, change(21))
        with self.assertRaisesRegex(Failure, r'(?s)renamed.c: does not apply'
                                    r'.*\+ changed 21'):
            self.apply(path)
        self.put(self.tree / DRIVER, SOURCE)
        self.apply(path)
        self.assertEqual(self.text(other), change(20))
        self.assertFalse((self.tree / DRIVER).exists())

    def test_author(self) -> None:
        sent = mail('[PATCH] x', diff(DRIVER, SOURCE, change(3)))
        one, = patchfiles.collect([self.put('a.mbox', sent)])
        self.assertEqual(one.author, 'A Developer <a@example.org>')
        two, = patchfiles.collect([self.put('b.mbox', sent.replace(
            '\n\nWhy', '\n\nFrom: Another <b@example.org>\n\nWhy'))])
        self.assertEqual(two.author, 'Another <b@example.org>')
        self.assertEqual((two.file, two.name), ('b.mbox', 'x'))

    def test_hard_linked_original_is_untouched(self) -> None:
        kbuild.hard_linked(self.tree, self.dir / 'copy')
        patchfiles.apply(patchfiles.collect([self.put(
            'a.patch', diff(DRIVER, SOURCE, change(20)))]),
            self.dir / 'copy')
        self.assertEqual(self.text(), SOURCE)


MESSAGES = '''enum omap_rp_mbox_messages {
	RP_MBOX_READY		= 0xFFFFFF00,
	RP_MBOX_CRASH		= 0xFFFFFF02,
	RP_MBOX_END_MSG		= 0xFFFFFF14,
};
'''
# The shape that all of these drivers have.
DSP = '''#include <linux/remoteproc.h>

struct k3_dsp_rproc {
	struct ti_sci_proc *tsp;
	struct mbox_client client;
};

static void k3_dsp_rproc_mbox_callback(struct mbox_client *client, void *data)
{
	struct k3_dsp_rproc *kproc = container_of(client, struct k3_dsp_rproc,
						  client);
	struct device *dev = kproc->rproc->dev.parent;
	u32 msg = (u32)(uintptr_t)(data);

	dev_dbg(dev, "mbox msg: 0x%x\\n", msg);

	switch (msg) {
	case RP_MBOX_CRASH:
		break;
	}
}

static int k3_dsp_rproc_request_mbox(struct rproc *rproc)
{
	struct k3_dsp_rproc *kproc = rproc->priv;
	struct mbox_client *client = &kproc->client;

	client->rx_callback = k3_dsp_rproc_mbox_callback;
	return 0;
}

static int k3_dsp_rproc_stop(struct rproc *rproc)
{
	struct k3_dsp_rproc *kproc = rproc->priv;

	k3_dsp_rproc_reset(kproc);

	return 0;
}
'''


class WithSpatch(InTree):
    """A tree without a driver, for semantic patches."""

    def setUp(self) -> None:
        super().setUp()
        if not shutil.which('spatch'):
            self.skipTest('coccinelle is not installed')
        quiet = mock.patch.object(coccinelle, 'Step', contextlib.nullcontext)
        quiet.start()
        self.addCleanup(quiet.stop)
        (self.tree / DRIVER).unlink()


class Graceful(WithSpatch):
    def setUp(self) -> None:
        super().setUp()
        self.place('omap_remoteproc.h', MESSAGES)
        self.place('ti_k3_dsp_remoteproc.c', DSP)

    def place(self, name: str, text: str) -> None:
        self.put(self.tree / 'drivers/remoteproc' / name, text)

    def change(self) -> str:
        Changes(graceful=True).apply(self.tree)
        return self.text('drivers/remoteproc/ti_k3_dsp_remoteproc.c')

    def test_stop_asks_first(self) -> None:
        text = self.change()
        stop = text[text.index('int k3_dsp_rproc_stop'):]
        self.assertLess(stop.index('k3_rproc_ask_to_stop(kproc, kproc->tsp)'),
                        stop.index('k3_dsp_rproc_reset'))
        self.assertIn('return asked;', stop)
        self.assertIn('msecs_to_jiffies(5000)', text)
        self.assertIn('wfi, wfi, 200, 2000)', text)

    def test_messages(self) -> None:
        self.change()
        text = self.text('drivers/remoteproc/omap_remoteproc.h')
        self.assertRegex(text, r'RP_MBOX_SHUTDOWN\s*= 0xFFFFFF14')
        self.assertRegex(text, r'RP_MBOX_SHUTDOWN_ACK\s*= 0xFFFFFF15')
        self.assertRegex(text, r'RP_MBOX_END_MSG\s*= 0xFFFFFF16')

    def test_twice(self) -> None:
        self.change()
        with self.assertRaisesRegex(Failure, 'already have one'):
            self.change()

    def test_a_driver_of_another_shape_is_refused(self) -> None:
        for old, new, words in (
                ('k3_dsp_rproc_reset(kproc);', 'other(kproc);',
                 '1 stop functions, 0 of them ask'),
                ('rx_callback = k3_dsp_rproc_mbox_callback',
                 'rx_callback = k3_other', 'initialisation'),
                ('dev_dbg(dev, "mbox', 'pr_debug("mbox', 'mailbox callback')):
            with self.subTest(new):
                self.place('omap_remoteproc.h', MESSAGES)
                self.place('ti_k3_dsp_remoteproc.c', DSP.replace(old, new))
                with self.assertRaisesRegex(Failure, words):
                    self.change()

    def test_hard_linked_original_is_untouched(self) -> None:
        kbuild.hard_linked(self.tree, self.dir / 'copy')
        Changes(graceful=True).apply(self.dir / 'copy')
        self.assertEqual(
            self.text('drivers/remoteproc/ti_k3_dsp_remoteproc.c'), DSP)

    def test_no_drivers(self) -> None:
        with self.assertRaisesRegex(Failure, 'no K3 drivers'):
            Changes(graceful=True).apply(self.dir)


class Modules(InTree):
    CONFIG = ('CONFIG_RPMSG=m\nCONFIG_TI_K3_R5_REMOTEPROC=m\n'
              '# CONFIG_RPMSG_CHAR is not set\n')

    def choose(self, **kwargs: Any) -> Any:
        for name in ('rpmsg_core', 'rpmsg_char'):
            self.put(self.tree / f'drivers/rpmsg/{name}.c', '')
        return debian_modules.choose(debian_modules.read_config(self.CONFIG),
                                     self.tree, **kwargs)

    def test_only_what_is_missing(self) -> None:
        self.assertEqual(self.choose(),
                         {'drivers/rpmsg': {'RPMSG_CHAR': 'rpmsg_char'}})

    def test_patched_ones_are_built_again(self) -> None:
        chosen = self.choose(again=True)
        self.assertEqual(chosen['drivers/remoteproc'],
                         {'TI_K3_R5_REMOTEPROC': 'ti_k3_r5_remoteproc'})
        self.assertIn('RPMSG', chosen['drivers/rpmsg'])

    def kept(self, *paths: str) -> list[str]:
        text = ''.join(diff(p, 'a\n', 'b\n') for p in paths)
        patches = patchfiles.collect([self.put('x.patch', text)])
        return [c.path for p in debian_modules.for_modules(
            patches, self.choose(again=True)) for c in p.changes]

    def test_what_is_not_compiled_is_left_out(self) -> None:
        self.assertEqual(self.kept(DRIVER, 'Documentation/a.rst',
                                   'drivers/remoteproc/Kconfig'), [DRIVER])
        self.assertEqual(debian_modules.left_out(patchfiles.collect(
            [self.dir / 'x.patch'])), [
                f'patch "x.patch": {path}: left out, as no module is built '
                'from it' for path in ('Documentation/a.rst',
                                       'drivers/remoteproc/Kconfig')])
        with self.assertRaisesRegex(Failure, 'none of the modules'):
            self.kept('MAINTAINERS')

    def test_shared_and_new_files_of_the_drivers(self) -> None:
        for name in ('ti_k3_common.c', 'ti_k3_common.h', 'omap_remoteproc.h',
                     'Makefile'):
            self.assertEqual(self.kept(f'drivers/remoteproc/{name}'),
                             [f'drivers/remoteproc/{name}'])

    def test_the_image_cannot_be_changed(self) -> None:
        for path in ('drivers/remoteproc/remoteproc_core.c',
                     'drivers/firmware/ti_sci.c',
                     'include/linux/remoteproc.h'):
            with self.assertRaisesRegex(Failure, f'{path} .*"x.patch"'):
                self.kept(DRIVER, path)

    def test_capabilities(self) -> None:
        text = ('CONFIG_CC_HAS_A=y\nCONFIG_CC_HAS_AB=y\nCONFIG_X=y\n'
                '#define CONFIG_CC_HAS_A 1\n')
        self.assertEqual(
            debian_modules.without_capabilities(text, {'CC_HAS_A'}),
            'CONFIG_CC_HAS_AB=y\nCONFIG_X=y\n')


class Configuration(InTree):
    def test_later_fragments_win(self) -> None:
        parts = [whole.Fragment('k3.config', 'CONFIG_A=y\nCONFIG_B=m\n'),
                 whole.Fragment('mine', '# CONFIG_A is not set\n')]
        self.assertEqual(whole.merge(parts), {'A': ('n', 'mine'),
                                              'B': ('m', 'k3.config')})

    def test_rubbish(self) -> None:
        with self.assertRaisesRegex(Failure, 'mine: line 2: "B=y"'):
            whole.merge([whole.Fragment('mine', 'CONFIG_A=y\nB=y\n')])

    def test_unmet_settings_are_told(self) -> None:
        asked = {'A': ('y', 'k3.config'), 'B': ('m', 'mine'),
                 'OLD': ('y', 'k3.config'), 'TYPO': ('y', 'mine'),
                 'OFF': ('n', 'mine')}
        words = whole.refused(asked, 'CONFIG_A=y\nCONFIG_B=y\n',
                              {'A', 'B', 'OFF'})
        self.assertEqual(len(words), 2)
        self.assertRegex(words[0], 'CONFIG_B=m .mine.: is y; its depend')
        self.assertRegex(words[1], 'CONFIG_TYPO=y .* no such option')

    def test_symbols_of_a_tree(self) -> None:
        self.put(self.tree / 'drivers/Kconfig.sub',
                 'menuconfig A\n\tbool\nconfig B_2\n\tbool\n')
        self.put(self.tree / 'arch/x86/Kconfig', 'config X86\n')
        self.assertEqual(whole.known_symbols(self.tree), {'A', 'B_2'})

    def test_fragments_by_name(self) -> None:
        names = [p.name for p in whole.fragments(['debug'])]
        self.assertEqual(names, ['k3.config', 'debug.config'])
        with self.assertRaisesRegex(Failure, 'none of .*kasan'):
            whole.fragments(['nowhere'])

    def test_documents_name_all_fragments(self) -> None:
        text = (TOP / 'docs/devel/k3/kernels.rst').read_text()
        table = text.partition('``scripts/kernel/``:')[2].partition('A setting')
        self.assertEqual(set(re.findall(r'^``(\w+)`` ', table[0], re.M)),
                         set(whole.ours()))

    def test_own_fragments_are_well_formed(self) -> None:
        for path in whole.FRAGMENTS.glob('*.config'):
            self.assertTrue(whole.settings(path.read_text()), path)


class Specs(InTree):
    def test_not_a_version(self) -> None:
        for spec in ('source:', 'source:x', 'debian:+k3', 'debian:x+k3'):
            with self.subTest(spec), self.assertRaisesRegex(Failure,
                                                            'not a version'):
                kernels.find(spec)

    def test_graceful(self) -> None:
        # What would be built, and with which changes
        wanted = {'source:7': (whole, 'source', '7', False),
                  'source:7+graceful': (whole, 'source', '7', True),
                  'debian:6.12+k3': (debian_modules, 'debian', '6.12', False),
                  'debian:6.12+graceful': (debian_modules, 'debian', '6.12',
                                           True),
                  'debian:6.12+k3+graceful': (debian_modules, 'debian', '6.12',
                                              True)}
        for spec, (module, name, version, graceful) in wanted.items():
            with (self.subTest(spec), mock.patch.object(kernels, 'load'),
                  mock.patch.object(module, name) as build):
                kernels.find(spec)
                build.assert_called_once_with(version,
                                              Changes((), graceful))

    def test_nothing_of_that_name(self) -> None:
        with self.assertRaisesRegex(Failure, r'debian:VERSION\+k3 or source'):
            kernels.find(str(self.dir / 'nowhere'))

    def test_tree_must_be_linux(self) -> None:
        with self.assertRaisesRegex(Failure, 'arch/arm64/Kconfig'):
            whole.tree(self.dir)

    def test_copy_of_a_tree_is_its_sources(self) -> None:
        tree = self.tree
        self.put(tree / '.gitignore', '*.o\n.config\n')
        self.put(tree / 'built.o', 'x')
        self.put(tree / '.config', 'x')
        subprocess.run('git init -q && git add -A', shell=True, cwd=tree,
                       check=True)
        self.put(tree / 'untracked.c', 'new')
        self.assertTrue(whole._is_built(tree))
        whole._copy_tree(tree, self.dir / 'copy')
        found = {str(p.relative_to(self.dir / 'copy'))
                 for p in (self.dir / 'copy').rglob('*') if p.is_file()}
        self.assertEqual(found, {'.gitignore', DRIVER, 'untracked.c'})


if __name__ == '__main__':
    unittest.main()
