/*
 * Test of writing a firmware image to memory that does not accept it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All machines check their images before they start, so none can test this.
 * This program links k3-image.c with its own memory functions.
 */

#include "qemu/osdep.h"
#include "hw/remoteproc/k3-image.h"
#include "qapi/error.h"
#include "system/memory.h"

/* The address of the only byte that is not memory */
static hwaddr refuses;
static unsigned writes;

static MemTxResult answer(hwaddr addr, hwaddr len)
{
    writes += len != 0;
    return refuses >= addr && refuses - addr < len ? MEMTX_DECODE_ERROR
                                                   : MEMTX_OK;
}

MemTxResult address_space_write(AddressSpace *as, hwaddr addr,
                                MemTxAttrs attrs, const void *buf, hwaddr len)
{
    return answer(addr, len);
}

MemTxResult address_space_set(AddressSpace *as, hwaddr addr, uint8_t c,
                              hwaddr len, MemTxAttrs attrs)
{
    g_assert_cmpuint(c, ==, 0);
    return answer(addr, len);
}

/* Only k3_image_check() would call this */
MemoryRegion *flatview_translate(FlatView *fv, hwaddr addr, hwaddr *xlat,
                                 hwaddr *len, bool is_write, MemTxAttrs attrs)
{
    g_assert_not_reached();
}

static const uint8_t contents[0x100];
static K3ImageSegment segments[] = {
    { .index = 1, .addr = 0x1000, .size = 0x80, .file_size = 0x80,
      .data = contents },
    { .index = 4, .addr = 0x41010000, .size = 0x200, .file_size = 0x100,
      .data = contents },
};
static char name[] = "some.elf";
static const K3Image image = {
    .file = name,
    .num_segments = ARRAY_SIZE(segments),
    .segments = segments,
};

static void test_complete(void)
{
    refuses = 0;
    writes = 0;
    g_assert_true(k3_image_write(&image, NULL, &error_abort));
    g_assert_cmpuint(writes, ==, 3);
}

static void assert_refused(hwaddr byte, const char *words, unsigned after)
{
    Error *err = NULL;

    refuses = byte;
    writes = 0;
    g_assert_false(k3_image_write(&image, NULL, &err));
    g_assert_cmpstr(error_get_pretty(err), ==, words);
    g_assert_cmpuint(writes, ==, after);
    error_free(err);
}

static void test_refused(void)
{
    assert_refused(0x107f, "some.elf: segment 1: cannot write 0x80 bytes at "
                   "0x1000", 1);
    assert_refused(0x41010000, "some.elf: segment 4: cannot write 0x200 bytes "
                   "at 0x41010000", 2);
    /* In the part of the segment that is cleared */
    assert_refused(0x410101ff, "some.elf: segment 4: cannot write 0x200 bytes "
                   "at 0x41010000", 3);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    g_test_add_func("/k3/image/complete", test_complete);
    g_test_add_func("/k3/image/refused", test_refused);

    return g_test_run();
}
