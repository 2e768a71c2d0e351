# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of repeated builds of kernels with different changes."""

from collections.abc import Callable
import contextlib
import os
from pathlib import Path
import shutil
import subprocess
from typing import Any
from unittest import mock

from k3lib.base import Failure
from k3lib.kernel import (build_warnings, debian_modules, kbuild, kept,
                          patchfiles, provenance, trees, whole)
from k3lib.kernel.changes import Changes
from test_kernels import (DRIVER, DSP, MESSAGES, SOURCE, InTree, WithSpatch,
                          change, diff, mail)

# Like kbuild, this compiles files that are newer than their objects.
MAKEFILE = '''all: $(patsubst $(src)/%.c,%.o,$(wildcard $(src)/*.c))
%.o: $(src)/%.c
	sed s/line/object/ $< > $@
	echo $@ >> compiled
'''


class Follow(InTree):
    def setUp(self) -> None:
        super().setUp()
        self.copy = self.dir / 'copy'

    def files(self) -> dict[str, str]:
        return {name: (self.copy / name).read_text()
                for name in trees.listing(self.copy)}

    def test_becomes_the_same(self) -> None:
        self.put(self.tree / 'gone', 'x')
        self.put(self.tree / 'dir/a', 'x')
        self.put(self.tree / 'b', 'x')
        trees.follow(self.tree, self.copy)
        (self.tree / 'gone').unlink()
        shutil.rmtree(self.tree / 'dir')
        self.put(self.tree / 'dir', 'now a file')
        (self.tree / 'b').unlink()
        self.put(self.tree / 'b/c', 'now a directory')
        self.put(self.tree / DRIVER, 'longer' + SOURCE)
        trees.follow(self.tree, self.copy)
        self.assertEqual(self.files(), {
            'dir': 'now a file', 'b/c': 'now a directory',
            DRIVER: 'longer' + SOURCE})

    def test_a_write_of_the_same_size_is_seen(self) -> None:
        digest = trees.follow(self.tree, self.copy)
        text = SOURCE.replace('line', 'LINE')
        self.put(self.copy / DRIVER, text)
        self.assertEqual(trees.follow(self.tree, self.copy), digest)
        self.assertEqual(self.files(), {DRIVER: SOURCE})
        self.put(self.tree / DRIVER, text)
        self.assertNotEqual(trees.follow(self.tree, self.copy), digest)
        self.assertEqual(self.files(), {DRIVER: text})

    def test_keeps_times_and_what_is_the_same(self) -> None:
        os.utime(self.tree / DRIVER, ns=(1, 1234567891))
        trees.follow(self.tree, self.copy)
        before = (self.copy / DRIVER).stat()
        self.assertEqual(before.st_mtime_ns, 1234567891)
        trees.follow(self.tree, self.copy)
        self.assertEqual((self.copy / DRIVER).stat().st_ino, before.st_ino)

    def test_links_and_never_writes_through_them(self) -> None:
        trees.follow(self.tree, self.copy, link=True)
        self.assertTrue((self.copy / DRIVER).samefile(self.tree / DRIVER))
        patchfiles.apply(patchfiles.collect([self.put(
            'a.patch', diff(DRIVER, SOURCE, change(20)))]), self.copy)
        self.assertEqual(self.text(), SOURCE)
        trees.follow(self.tree, self.copy, link=True)
        self.assertEqual(self.text(), SOURCE)
        self.assertEqual(self.files(), {DRIVER: SOURCE})

    def test_copies_where_links_cannot_be(self) -> None:
        with mock.patch.object(os, 'link', side_effect=OSError):
            trees.follow(self.tree, self.copy, link=True)
        self.assertEqual(self.files(), {DRIVER: SOURCE})

    def test_restore(self) -> None:
        self.put(self.tree / 'gone', 'x')
        trees.follow(self.tree, self.copy, link=True)
        (self.copy / DRIVER).unlink()
        self.put(self.copy / DRIVER, 'changed')
        self.put(self.copy / 'made', 'x')
        (self.copy / 'gone').unlink()
        trees.restore(self.tree, self.copy, [DRIVER, 'made', 'gone', 'no', ''])
        self.assertEqual(self.files(), {DRIVER: SOURCE, 'gone': 'x'})

    def test_nothing_of_git(self) -> None:
        self.put(self.tree / '.git/objects/x', 'x')
        self.put(self.tree / 'd/.gitignore', 'x')
        trees.follow(self.tree, self.copy)
        self.assertEqual(set(self.files()), {DRIVER, 'd/.gitignore'})

    def test_names_and_links(self) -> None:
        self.put(self.tree / 'not.this', 'x')
        (self.tree / 'link').symlink_to('nowhere')
        (self.tree / 'd').mkdir()
        trees.follow(self.tree, self.copy,
                     names=[DRIVER, 'link', 'absent', 'd', ''])
        self.assertEqual(set(trees.listing(self.copy)), {DRIVER, 'link'})
        self.assertEqual(os.readlink(self.copy / 'link'), 'nowhere')

    def test_equal_files_are_stored_once(self) -> None:
        self.put(self.copy / DRIVER, SOURCE)
        self.put(self.tree / 'b', 'one')
        self.put(self.copy / 'b', 'two')
        trees.same_files(self.tree, self.copy)
        self.assertTrue((self.copy / DRIVER).samefile(self.tree / DRIVER))
        self.assertEqual((self.copy / 'b').read_text(), 'two')


class KeptBuild(InTree):
    """Uses make with a script in place of the compiler."""

    def setUp(self) -> None:
        super().setUp()
        quiet = mock.patch.object(kept, 'Step', contextlib.nullcontext)
        quiet.start()
        self.addCleanup(quiet.stop)
        self.src = self.dir / 'src'
        for name in 'abc':
            self.put(self.tree / f'{name}.c', f'line {name}\n')
        self.put('Makefile', MAKEFILE)
        self.kept = kept.Kept(self.dir / 'out', 'key')

    def make(self, out: Path) -> list[str]:
        with contextlib.suppress(FileNotFoundError):
            (out / 'compiled').unlink()
        subprocess.run(['make', '-s', '-C', out, '-f', self.dir / 'Makefile',
                        f'src={self.src}'], check=True)
        self.put(out / 'k3-build.log', '')
        compiled = out / 'compiled'
        return (compiled.read_text().split() if compiled.exists() else [])

    def unchanged(self) -> bool:
        known = self.kept.restore()
        trees.follow(self.tree, self.src, link=True)
        self.make(self.kept.out)
        self.kept.done(self.src)
        return known

    def changed(self, name: str, text: str) -> list[str]:
        self.kept.restore()
        trees.follow(self.tree, self.src, link=True)
        self.kept.change()
        path = self.src / name
        path.unlink(missing_ok=True)
        path.write_text(text)
        return self.make(self.kept.out)

    def objects(self, out: Path) -> dict[str, str]:
        return {p.name: p.read_text() for p in out.glob('*.o')}

    def test_only_what_changed_is_compiled(self) -> None:
        self.assertFalse(self.unchanged())
        self.assertEqual(self.changed('a.c', 'line changed\n'), ['a.o'])
        self.assertEqual(self.changed('b.c', 'line other\n'), ['b.o'])
        # The earlier change has left nothing behind, as in a new build.
        fresh = self.dir / 'fresh'
        fresh.mkdir()
        self.make(fresh)
        self.assertEqual(self.objects(self.kept.out), self.objects(fresh))

    def test_a_build_that_was_cut_short(self) -> None:
        self.unchanged()
        self.changed('a.c', 'line changed\n')
        # The next build was killed when half of a file was written
        self.kept.restore()
        self.kept.change()
        self.put(self.kept.out / 'b.o', 'half')
        self.put(self.src / 'new.c', 'line new\n')
        self.assertEqual(self.changed('c.c', 'line c2\n'), ['c.o'])
        self.assertEqual(self.objects(self.kept.out), {
            'a.o': 'object a\n', 'b.o': 'object b\n', 'c.o': 'object c2\n'})

    def test_sources_that_move_on(self) -> None:
        self.unchanged()
        self.changed('a.c', 'line changed\n')
        self.put(self.tree / 'b.c', 'line b, newer\n')
        self.assertTrue(self.unchanged())
        self.assertEqual(self.changed('c.c', 'line c2\n'), ['c.o'])
        self.assertEqual(self.objects(self.kept.out)['b.o'],
                         'object b, newer\n')

    def test_another_key(self) -> None:
        self.unchanged()
        self.changed('a.c', 'line changed\n')
        self.kept = kept.Kept(self.kept.out, 'other compiler')
        self.assertFalse(self.unchanged())
        self.assertFalse(self.kept.saved.exists())

    def test_only_new_warnings(self) -> None:
        old = 'drivers/x.c:{}:5: warning: unused variable \'a\'\n'
        new = '{}/drivers/x.c:9:1: warning: \'f\' defined but not used\n'
        self.unchanged()
        self.put(self.kept.out / 'k3-build.log', old.format(3))
        self.kept.done(self.src)
        self.kept.change()
        self.put(self.kept.out / 'k3-build.log',
                 old.format(4) + new.format(self.src))
        self.assertEqual(self.kept.new_warnings(self.src), [
            'drivers/x.c:9: warning: \'f\' defined but not used'])


class Warnings(InTree):
    def test_what_is_one(self) -> None:
        text = ('  CC [M]  drivers/a.o\n../drivers/a.c: In function f:\n'
                '../drivers/a.c:7:3: warning: x [-Wx]\n    7 |  x\n'
                '/src/include/b.h:1: warning: y\n'
                '/src/include/b.h:1: warning: y\n'
                'drivers/a.c:8:1: error: z\n'
                'WARNING: modpost: missing MODULE_DESCRIPTION() in a.o\n')
        self.assertEqual(build_warnings.found(text, Path('/src')), [
            ['drivers/a.c', 7, 'warning: x [-Wx]'],
            ['include/b.h', 1, 'warning: y'],
            ['modpost', 0, 'missing MODULE_DESCRIPTION() in a.o']])

    def test_files_that_were_compiled_again(self) -> None:
        known = [['a.c', 1, 'warning: old'], ['b.c', 2, 'warning: stays']]
        self.assertEqual(
            build_warnings.merge(
                known, '  CC [M]  a.o\na.c:5:1: warning: now\n', '/s'),
            [known[1], ['a.c', 5, 'warning: now']])

    def test_a_second_one_of_the_same_words_is_new(self) -> None:
        before = [['a.c', 1, 'warning: w']]
        after = [['a.c', 5, 'warning: w'], ['a.c', 9, 'warning: w']]
        self.assertEqual(build_warnings.added(before, after),
                         ['a.c:9: warning: w'])


class Semantic(WithSpatch):
    RULE = '@@\n@@\n-k3_dsp_rproc_reset\n+k3_dsp_rproc_halt\n (...)\n'

    def setUp(self) -> None:
        super().setUp()
        self.dsp = 'drivers/remoteproc/ti_k3_dsp_remoteproc.c'
        self.put(self.tree / self.dsp, DSP)
        self.put(self.tree / 'drivers/remoteproc/omap_remoteproc.h', MESSAGES)

    def test_after_the_graceful_shutdown(self) -> None:
        rule = self.put('x.cocci', '@@\n@@\n-reinit_completion(...);\n')
        Changes(graceful=True, semantic=(rule,)).apply(self.tree)
        text = self.text(self.dsp)
        self.assertIn('ask_to_stop', text)
        self.assertNotIn('reinit_completion', text)

    def test_original_is_untouched(self) -> None:
        copy = self.dir / 'copy'
        trees.follow(self.tree, copy, link=True)
        Changes(semantic=(self.put('x.cocci', self.RULE),)).apply(copy)
        self.assertIn('halt', (copy / self.dsp).read_text())
        self.assertEqual(self.text(self.dsp), DSP)

    def test_one_that_changes_nothing(self) -> None:
        rule = self.put('x.cocci', '@@\n@@\n-no_such_function();\n')
        with self.assertRaisesRegex(Failure, 'x.cocci: changes none'):
            Changes(semantic=(rule,)).apply(self.tree)

    def test_no_semantic_patch(self) -> None:
        rule = self.put('x.cocci', 'rubbish @ {\n')
        with self.assertRaisesRegex(Failure, 'x.cocci: spatch failed'):
            Changes(semantic=(rule,)).apply(self.tree)
        with self.assertRaisesRegex(Failure, 'nowhere: No such file'):
            Changes(semantic=(self.dir / 'nowhere',)).key()

    def test_key(self) -> None:
        rule = self.put('x.cocci', self.RULE)
        changes = Changes(semantic=(rule,))
        self.assertTrue(changes)
        before = changes.key()
        self.put(rule, self.RULE + '\n')
        self.assertNotEqual(before, changes.key())


class WhatItIsMadeOf(InTree):
    def test_comes_back(self) -> None:
        patch = self.put('v1.mbox', mail('[PATCH] x: y', diff(
            DRIVER, SOURCE, change(3))))
        rule = self.put('r.cocci', '@@\n@@\n-a\n')
        changes = Changes(tuple(patchfiles.collect([patch])), True, (rule,))
        parts = whole.fragments([self.put('my.config', 'CONFIG_A=y\n')])
        made = provenance.Made('source:1', changes, tuple(parts[1:]), 'd',
                               ('w',))
        provenance.write(self.dir, {'release': '1'}, made)
        again = provenance.read(self.dir)
        self.assertEqual(again.changes.patches, changes.patches)
        self.assertEqual(again.changes.key(), changes.key())
        self.assertEqual([p.text for p in whole.fragments(again.configs)],
                         [p.text for p in parts])
        self.assertEqual((again.spec, again.digest, again.warnings),
                         ('source:1', 'd', ('w',)))
        self.assertEqual(again.changes.patches[0].author,
                         'A Developer <a@example.org>')

    def test_one_that_does_not_tell(self) -> None:
        self.put('kernel.json', '{"release": "1"}')
        with self.assertRaisesRegex(Failure, 'build it again'):
            provenance.read(self.dir)
        self.assertEqual(provenance.digest_of(self.dir), '')


class Whole(InTree):
    """The order of steps in whole.py, without kbuild."""

    def setUp(self) -> None:
        super().setUp()
        for module in (kept, whole):
            quiet = mock.patch.object(module, 'Step', contextlib.nullcontext)
            quiet.start()
            self.addCleanup(quiet.stop)
        for place in (whole, kbuild):
            patcher = mock.patch.object(place, 'cache_dir',
                                        lambda: self.dir / 'cache')
            patcher.start()
            self.addCleanup(patcher.stop)
        self.put(self.tree / 'arch/arm64/Kconfig', '')
        self.put(self.tree / 'Makefile', '')
        self.runs: list[bool] = []
        replaced: tuple[tuple[str, Callable[..., Any]], ...] = (
            ('configure', self.configure), ('run', self.run_make),
            ('install', self.install))
        for name, function in replaced:
            patcher = mock.patch.object(whole.Build, name, function)
            patcher.start()
            self.addCleanup(patcher.stop)

    def configure(self, again: bool = False) -> None:
        self.runs.append(again)

    def run_make(self, _title: str) -> None:
        out = next(self.dir.glob('cache/linux/build-*/out'))
        text = (out.parent / 'src' / DRIVER).read_text()
        self.put(out / 'k3-build.log', '')
        self.put(out / 'Image', text)

    def install(self, target: Path, what: str) -> dict[str, str]:
        out = next(self.dir.glob('cache/linux/build-*/out'))
        shutil.copy(out / 'Image', target)
        return {'what': what}

    def image(self, changes: Changes = Changes()) -> str:
        with mock.patch.object(whole, 'lock', contextlib.nullcontext):
            where = whole.tree(self.tree, changes)
        return (where / 'Image').read_text()

    def test_stock_and_changed_in_turn(self) -> None:
        one, two = (Changes(tuple(patchfiles.collect([self.put(
            f'{n}.patch', diff(DRIVER, SOURCE, change(n)))])))
            for n in (5, 9))
        self.assertEqual(self.image(one), change(5))
        self.assertEqual(self.image(two), change(9))
        self.assertEqual(self.image(), SOURCE)
        # Stock, one, two; nothing more for stock
        self.assertEqual(len(self.runs), 3)
        self.put(self.tree / DRIVER, change(20))
        self.assertEqual(self.image(), change(20))
        self.assertEqual(self.image(one), change(20, 5))
        self.assertEqual(self.text(), change(20))
        self.assertEqual(len(self.runs), 5)

    def test_debians_sources_are_what_they_were(self) -> None:
        """Whatever a series changes, creates or removes."""
        self.put(self.tree / 'gone.c', 'old\n')
        removal = diff('gone.c', 'old\n', '').replace('+++ b/gone.c',
                                                      '+++ /dev/null')
        creation = diff('new.c', '', 'new\n').replace('--- a/new.c',
                                                      '--- /dev/null')
        patch = self.put('x.patch', removal + creation
                         + diff(DRIVER, SOURCE, change(5)))
        changes = Changes(tuple(patchfiles.collect([patch])))
        site = whole.Debian('7.1-1', whole.fragments([]))
        with (mock.patch.object(whole, 'lock', contextlib.nullcontext),
              mock.patch.object(kbuild, 'debian_source',
                                return_value=self.tree)):
            where = site.kernel(changes)
            self.assertEqual((where / 'Image').read_text(), change(5))
            self.assertTrue((site.src / 'new.c').exists())
            # The tool was killed while it applied the next change
            site.sources()
            site.changing([DRIVER, 'other.c'])
            self.put(site.src / 'other.c', 'x')
            site.sources()
            self.assertFalse((site.src / 'other.c').exists())
            site.changing(changes.touches(site.src))
            changes.apply(site.src)
            site.sources()
            # An interrupted build, or one without information
            (site.src / DRIVER).unlink()
            self.put(site.src / DRIVER, 'x')
            self.put(site.kept.log, '')
            os.utime(site.kept.log, (2 ** 31, 2 ** 31))
            site.before()
            site.sources()
        self.assertEqual(trees.listing(site.src).keys(),
                         trees.listing(self.tree).keys())
        self.assertEqual((site.src / DRIVER).read_text(), SOURCE)
        self.assertEqual((site.src / 'gone.c').read_text(), 'old\n')

    def test_kconfig_is_asked_again(self) -> None:
        changes = Changes(tuple(patchfiles.collect([self.put(
            'k.patch', diff('arch/arm64/Kconfig', '', 'config A\n'))])))
        self.image(changes)
        self.assertEqual(self.runs, [False, True])


class DriversOnly(InTree):
    """Builds of one directory, without the rest of the kernel."""

    def patches(self, *parts: str) -> Changes:
        text = ''.join(diff(p, 'a\n', 'b\n') if '/' in p else p
                       for p in parts)
        return Changes(tuple(patchfiles.collect([self.put('x.patch', text)])))

    def test_which_changes(self) -> None:
        where = 'drivers/remoteproc'
        created = diff(f'{where}/ti_k3_new.c', '', 'a\n').replace(
            f'--- a/{where}/ti_k3_new.c', '--- /dev/null')
        for changes, wanted in (
                (self.patches(DRIVER, f'{where}/omap_remoteproc.h',
                              f'{where}/ti_sci_proc.h', 'Documentation/a.rst',
                              f'{where}/ti_k3_common.c'), True),
                (Changes(graceful=True), True),
                (self.patches(DRIVER, f'{where}/Makefile'), False),
                (self.patches(DRIVER, f'{where}/Kconfig'), False),
                (self.patches(DRIVER, 'Documentation/Kconfig'), False),
                (self.patches(f'{where}/remoteproc_core.c'), False),
                (self.patches('include/linux/remoteproc.h'), False),
                (Changes((patchfiles.Patch('x', patchfiles.parse(created)),)),
                 False)):
            with self.subTest(changes):
                self.assertEqual(changes.only_drivers(), wanted)

    def run_drivers(self, effect: Any = None,
                    makefile: str = 'build-dir\t:= .\n') -> Any:
        self.put(self.tree / 'Makefile', makefile)
        archive = 'drivers/remoteproc/built-in.a'
        self.put('out/modules.order', '')
        os.utime(self.dir / 'out/modules.order', (1, 1))
        self.put(f'out/{archive}', 'x')
        shutil.rmtree(self.dir / 'saved', ignore_errors=True)
        trees.follow(self.dir / 'out', self.dir / 'saved')
        build = whole.Build(self.tree, self.dir / 'out', [])
        with mock.patch.object(kbuild, 'make', side_effect=effect) as make:
            done = build.run_drivers('Linux', self.dir / 'saved')
        return done, make

    def test_is_enough(self) -> None:
        done, make = self.run_drivers()
        self.assertTrue(done)
        self.assertIn('build-dir=drivers/remoteproc', make.call_args[0])
        self.assertNotEqual(
            (self.dir / 'out/modules.order').stat().st_mtime, 1)

    def test_is_not(self) -> None:
        def built_in(*_args: object) -> None:
            self.put('out/drivers/remoteproc/built-in.a', 'y')
        self.assertFalse(self.run_drivers(built_in)[0])
        self.assertFalse(self.run_drivers(Failure('error'))[0])
        done, make = self.run_drivers(makefile='build-dirs := $(a)\n')
        self.assertFalse(done)
        make.assert_not_called()


class ChangedModules(InTree):
    def test_built_from_what_is_kept(self) -> None:
        """Unchanged modules are built once, for any later change."""
        where, words = self.dir / 'm/out', []

        class Build:
            chosen = {'drivers/remoteproc': {'X': 'ti_k3_r5_remoteproc'}}

            def __init__(self, *_args: object, again: bool) -> None:
                assert again

            def sources(self) -> None:
                words.append('sources')
                (where / DRIVER).parent.mkdir(parents=True)
                (where / DRIVER).write_text(SOURCE)

            def run(self) -> list[Path]:
                words.append((where / DRIVER).read_text())
                (where / 'k3-build.log').write_text('')
                return [where / DRIVER]

        with (mock.patch.object(debian_modules, 'Build', Build),
              mock.patch.object(kept, 'Step', contextlib.nullcontext)):
            for number in (5, 9):
                patch = self.put('a.patch',
                                 diff(DRIVER, SOURCE, change(number)))
                debian_modules._changed(mock.Mock(), '1', where, Changes(
                    tuple(patchfiles.collect([patch]))), 'key')
        self.assertEqual(words, ['sources', SOURCE, change(5), change(9)])

    def test_linker_script(self) -> None:
        """Debian's one is used, if its headers have one; 6.1 needs it."""
        headers, out = self.dir / 'headers', self.dir / 'out'
        script = out / 'scripts/module.lds'
        (headers / 'arch/arm64').mkdir(parents=True)
        script.parent.mkdir(parents=True)
        script.write_text('ours')
        debian_modules.linker_script(headers, out)
        self.assertEqual(script.read_text(), 'ours')
        (headers / 'arch/arm64/module.lds').write_text('.plt')
        debian_modules.linker_script(headers, out)
        self.assertEqual(script.read_text(), '.plt')
