/*
 * Test of the TI K3 Region-based Address Translation, through R5F core 0
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/bitops.h"

#define RAT_PATH        "/machine/k3/r5fss[0]/core[0]/rat"
#define VIEW            K3_R5F_VIEW(0)
#define RAT             (VIEW + 0x2ffe0000)

#define REGS            RAT
#include "k3-reg-utils.h"

#define NUM_REGIONS     16

#define PID             0x000
#define CONFIG          0x004
#define CTRL(k)         (0x020 + 0x10 * (k))
#define BASE(k)         (0x024 + 0x10 * (k))
#define TRANS_L(k)      (0x028 + 0x10 * (k))
#define TRANS_U(k)      (0x02c + 0x10 * (k))
#define DEST_ID         0x804
#define LOG_CONTROL     0x820
#define LOG_HEADER0     0x824
#define LOG_DATA2       0x834
#define LOG_DATA3       0x838
#define PEND_SET        0x840
#define PEND_CLEAR      0x844
#define ENABLE_SET      0x848
#define ENABLE_CLEAR    0x84c
#define EOI             0x850

#define EN              0x80000000u

/* Interconnect addresses */
#define SRAM            0x70000000ull
#define DRAM            0x80000000ull
#define CTRL_MMR        0x43000000ull
#define JTAGID          0x1bb3802f
/* An unused address in all SoCs, and the debug view of core 0 */
#define HOLE            0xff00000000ull
#define OWN_VIEW        VIEW

static void map(QTestState *qts, unsigned k, uint32_t base, unsigned log2,
                uint64_t target)
{
    wr(qts, CTRL(k), 0);
    wr(qts, BASE(k), base);
    wr(qts, TRANS_L(k), target);
    wr(qts, TRANS_U(k), target >> 32);
    wr(qts, CTRL(k), EN | log2);
}

static void unmap(QTestState *qts, unsigned k)
{
    wr(qts, CTRL(k), rd(qts, CTRL(k)) & ~EN);
}

/* Read a word as the core sees it at a local address */
static uint32_t see(QTestState *qts, uint32_t addr)
{
    return qtest_readl(qts, VIEW + addr);
}

/* Fill memory: each word contains its own address */
static void mark(QTestState *qts, uint64_t addr, size_t size)
{
    for (uint64_t a = addr; a < addr + size; a += 4) {
        qtest_writel(qts, a, a);
    }
}

static void assert_reset_values(QTestState *qts)
{
    static const K3Reg regs[] = {
        { PID, 0x66802900 }, { DEST_ID }, { LOG_CONTROL },
        { PEND_SET }, { PEND_CLEAR }, { ENABLE_SET }, { ENABLE_CLEAR }, { EOI },
        { .offset = LOG_HEADER0, .count = (LOG_DATA3 - LOG_HEADER0) / 4 + 1,
          .stride = 4 },
        { .offset = CTRL(0), .count = (CTRL(NUM_REGIONS) - CTRL(0)) / 4,
          .stride = 4 },
    };

    k3_assert_reset_values(qts, REGS, regs, ARRAY_SIZE(regs));
    /* Ignore the number of address bits, which depends on the SoC */
    g_assert_cmphex(rd(qts, CONFIG) & 0xff00ffff, ==, 0x0100 + NUM_REGIONS);
}

static void test_bits(void)
{
    static const struct {
        unsigned offset;
        uint32_t mask;
    } rw[] = {
        { CTRL(0), 0x8000003f }, { BASE(0), ~0u }, { TRANS_L(0), ~0u },
        { TRANS_U(0), 0xffff },
        { CTRL(15), 0x8000003f }, { BASE(15), ~0u }, { TRANS_L(15), ~0u },
        { TRANS_U(15), 0xffff },
        { DEST_ID, 0xff }, { LOG_CONTROL, 0x3 },
    };
    /* Read only, or reserved and zero: past the last region, and gaps */
    static const unsigned ro[] = {
        PID, CONFIG, LOG_HEADER0, LOG_DATA2, LOG_DATA3, EOI, 0x008, 0x01c,
        CTRL(16), BASE(16), TRANS_L(16), TRANS_U(16), CTRL(126), 0x800, 0x808,
        0x81c, 0x83c, 0x854, 0xffc,
    };
    QTestState *qts = qtest_init(K3_MACHINE_VIEWS);

    assert_reset_values(qts);
    for (unsigned i = 0; i < ARRAY_SIZE(rw); i++) {
        wr(qts, rw[i].offset, ~0u);
        g_assert_cmphex(rd(qts, rw[i].offset), ==, rw[i].mask);
        wr(qts, rw[i].offset, 0x5a5a5a5a);
        g_assert_cmphex(rd(qts, rw[i].offset), ==, 0x5a5a5a5a & rw[i].mask);
        qtest_writeb(qts, RAT + rw[i].offset + 3, 0xff);
        g_assert_cmphex(rd(qts, rw[i].offset), ==, 0xff5a5a5a & rw[i].mask);
        qtest_writew(qts, RAT + rw[i].offset, 0x1234);
        g_assert_cmphex(rd(qts, rw[i].offset), ==, 0xff5a1234 & rw[i].mask);
        g_assert_cmphex(qtest_readw(qts, RAT + rw[i].offset + 2), ==,
                        (0xff5a1234 & rw[i].mask) >> 16);
        wr(qts, rw[i].offset, 0);
    }
    for (unsigned i = 0; i < ARRAY_SIZE(ro); i++) {
        uint32_t old = rd(qts, ro[i]);

        g_assert_true(old == 0 || ro[i] <= CONFIG);
        wr(qts, ro[i], ~old);
        g_assert_cmphex(rd(qts, ro[i]), ==, old);
    }
    qtest_quit(qts);
}

/* Loads and stores through windows on DRAM and on-chip memory */
static void test_window(void)
{
    static const unsigned regions[] = { 0, 7, 15 };
    QTestState *qts = qtest_init(K3_MACHINE_VIEWS);

    mark(qts, DRAM, 0x3000);
    mark(qts, SRAM, 0x1000);
    for (unsigned i = 0; i < ARRAY_SIZE(regions); i++) {
        unsigned k = regions[i];

        g_assert_cmphex(see(qts, DRAM + 0x1008), ==, DRAM + 0x1008);
        map(qts, k, DRAM + 0x1000, 12, SRAM);
        g_assert_cmphex(see(qts, DRAM + 0x0ffc), ==, DRAM + 0x0ffc);
        g_assert_cmphex(see(qts, DRAM + 0x1000), ==, SRAM);
        g_assert_cmphex(see(qts, DRAM + 0x1ffc), ==, SRAM + 0xffc);
        g_assert_cmphex(see(qts, DRAM + 0x2000), ==, DRAM + 0x2000);

        qtest_writel(qts, VIEW + DRAM + 0x1010, 0xcafe0000 + k);
        g_assert_cmphex(qtest_readl(qts, SRAM + 0x10), ==, 0xcafe0000 + k);
        g_assert_cmphex(qtest_readl(qts, DRAM + 0x1010), ==, DRAM + 0x1010);
        qtest_writeb(qts, VIEW + DRAM + 0x1013, 0x12);
        g_assert_cmphex(qtest_readl(qts, SRAM + 0x10), ==, 0x12fe0000 + k);

        /* While the region is enabled, register writes take effect at once */
        wr(qts, TRANS_L(k), DRAM + 0x2000);
        g_assert_cmphex(see(qts, DRAM + 0x1004), ==, DRAM + 0x2004);
        wr(qts, BASE(k), DRAM + 0x0000);
        g_assert_cmphex(see(qts, DRAM + 0x1004), ==, DRAM + 0x1004);
        g_assert_cmphex(see(qts, DRAM + 0x0004), ==, DRAM + 0x2004);
        wr(qts, CTRL(k), EN | 3);
        g_assert_cmphex(see(qts, DRAM + 0x0004), ==, DRAM + 0x2004);
        g_assert_cmphex(see(qts, DRAM + 0x0008), ==, DRAM + 0x0008);

        unmap(qts, k);
        g_assert_cmphex(see(qts, DRAM + 0x0004), ==, DRAM + 0x0004);
    }

    /* The SoC's view is not translated */
    map(qts, 0, DRAM, 12, SRAM);
    g_assert_cmphex(qtest_readl(qts, DRAM), ==, DRAM);
    qtest_quit(qts);
}

/* A window on device registers, accessed in all widths */
static void test_registers(void)
{
    const uint32_t local = 0xb0000000;
    QTestState *qts = qtest_init(K3_MACHINE_VIEWS);

    map(qts, 0, local, 20, CTRL_MMR);
    g_assert_cmphex(see(qts, local + 0x14), ==, JTAGID);
    g_assert_cmphex(qtest_readq(qts, VIEW + local + 0x10) >> 32, ==, JTAGID);
    /* The same value without translation, and on the interconnect */
    g_assert_cmphex(see(qts, CTRL_MMR + 0x14), ==, JTAGID);
    for (unsigned i = 0; i < 4; i++) {
        g_assert_cmphex(qtest_readb(qts, VIEW + local + 0x14 + i), ==,
                        qtest_readb(qts, CTRL_MMR + 0x14 + i));
    }
    qtest_quit(qts);
}

/*
 * Map the same peripherals in all regions.  QEMU aborts when an address space
 * has more sections than a page offset can number.
 */
static void test_crowd(void)
{
    QTestState *qts = qtest_init(K3_MACHINE_VIEWS);

    for (unsigned log2 = 24; log2 <= 30; log2 += 2) {
        for (unsigned k = 0; k < NUM_REGIONS; k++) {
            map(qts, k, k << (32 - 4), log2, 0);
        }
        map(qts, 0, 0xb0000000, log2, 0x40000000);
        see(qts, 0xb0000000);
    }
    /* Small regions at unaligned addresses, some of which overlap */
    for (unsigned k = 0; k < NUM_REGIONS; k++) {
        map(qts, k, 0x40000000 + k * 0x111, k, 0x02800000 + k * 0x1357);
        see(qts, 0x40000000 + k * 0x111);
    }
    g_assert_cmphex(rd(qts, PID), ==, 0x66802900);
    qtest_quit(qts);
}

static void test_overlap(void)
{
    QTestState *qts = qtest_init(K3_MACHINE_VIEWS);

    mark(qts, DRAM, 0x8000);

    /* Three regions at the same address */
    map(qts, 9, DRAM, 12, DRAM + 0x3000);
    map(qts, 2, DRAM, 12, DRAM + 0x1000);
    map(qts, 5, DRAM, 12, DRAM + 0x2000);
    g_assert_cmphex(see(qts, DRAM), ==, DRAM + 0x1000);
    unmap(qts, 2);
    g_assert_cmphex(see(qts, DRAM), ==, DRAM + 0x2000);
    unmap(qts, 5);
    g_assert_cmphex(see(qts, DRAM), ==, DRAM + 0x3000);
    map(qts, 0, DRAM, 12, DRAM + 0x4000);
    g_assert_cmphex(see(qts, DRAM), ==, DRAM + 0x4000);
    unmap(qts, 0);
    unmap(qts, 9);
    g_assert_cmphex(see(qts, DRAM), ==, DRAM);

    /* Small regions in a large one: the number decides, not the size */
    map(qts, 4, DRAM, 14, DRAM + 0x4000);
    map(qts, 3, DRAM + 0x1000, 8, DRAM);
    map(qts, 6, DRAM + 0x2000, 8, DRAM);
    g_assert_cmphex(see(qts, DRAM + 0x0ffc), ==, DRAM + 0x4ffc);
    g_assert_cmphex(see(qts, DRAM + 0x1000), ==, DRAM);
    g_assert_cmphex(see(qts, DRAM + 0x10fc), ==, DRAM + 0x00fc);
    g_assert_cmphex(see(qts, DRAM + 0x1100), ==, DRAM + 0x5100);
    g_assert_cmphex(see(qts, DRAM + 0x2000), ==, DRAM + 0x6000);
    qtest_quit(qts);
}

/* An access translated to an unused address fails: nothing shows through */
static void test_nowhere(void)
{
    static const uint64_t targets[] = {
        HOLE, OWN_VIEW + DRAM, OWN_VIEW, 0xffff00000000ull, 0xfffffffff000ull,
    };
    QTestState *qts = qtest_init(K3_MACHINE_VIEWS);

    mark(qts, DRAM, 0x1000);
    mark(qts, SRAM, 0x1000);
    map(qts, 8, DRAM, 12, SRAM);
    for (unsigned i = 0; i < ARRAY_SIZE(targets); i++) {
        map(qts, 1, DRAM, 12, targets[i]);
        g_assert_cmphex(see(qts, DRAM), ==, 0);
        qtest_writel(qts, VIEW + DRAM + 4, ~0u);
        g_assert_cmphex(qtest_readq(qts, VIEW + DRAM + 8), ==, 0);
        g_assert_cmphex(qtest_readb(qts, VIEW + DRAM + 0xfff), ==, 0);
        unmap(qts, 1);
        g_assert_cmphex(see(qts, DRAM + 4), ==, SRAM + 4);
        g_assert_cmphex(qtest_readl(qts, DRAM + 4), ==, DRAM + 4);
    }
    qtest_quit(qts);
}

static void test_sizes(void)
{
    QTestState *qts = qtest_init(K3_MACHINE_VIEWS);

    mark(qts, DRAM, 0x2000);
    mark(qts, SRAM, 0x2000);

    /* One byte to one page: check addresses inside and outside the region */
    for (unsigned log2 = 0; log2 <= 12; log2++) {
        uint32_t size = 1u << log2;

        map(qts, 0, DRAM + 0x1000, log2, SRAM + 0x1000);
        for (uint32_t offset = 0; offset < 0x1000; offset++) {
            uint64_t bus = (offset < size ? SRAM : DRAM) + 0x1000 + offset;

            if (offset < 16 || (offset ^ size) < 16 || !(offset & 0xff)) {
                g_assert_cmphex(qtest_readb(qts, VIEW + DRAM + 0x1000 + offset),
                                ==, qtest_readb(qts, bus));
            }
        }
        g_assert_cmphex(see(qts, DRAM + 0x0ffc), ==, DRAM + 0x0ffc);
    }

    /* An access across a boundary is split: one byte comes from SRAM */
    map(qts, 0, DRAM + 0x1003, 0, SRAM + 0x1003);
    g_assert_cmphex(see(qts, DRAM + 0x1000), ==,
                    (SRAM & 0xff000000) | ((DRAM + 0x1000) & 0xffffff));
    qtest_writel(qts, VIEW + DRAM + 0x1000, 0x55667788);
    g_assert_cmphex(qtest_readl(qts, DRAM + 0x1000), ==, 0x80667788);
    g_assert_cmphex(qtest_readl(qts, SRAM + 0x1000), ==, 0x55001000);
    mark(qts, DRAM + 0x1000, 4);
    mark(qts, SRAM + 0x1000, 4);

    /* Half of the address space, and all of it: base bits are ignored */
    map(qts, 0, 0xffffffff, 31, 0x7fffffff);
    g_assert_cmphex(see(qts, 0xf0001000), ==, SRAM + 0x1000);
    g_assert_cmphex(see(qts, SRAM + 0x1000), ==, SRAM + 0x1000);
    map(qts, 0, 0x12345678, 32, 0x87654321);
    g_assert_cmphex(see(qts, DRAM + 0x1000), ==, DRAM + 0x1000);
    map(qts, 0, 0, 32, HOLE);
    g_assert_cmphex(see(qts, DRAM + 0x1000), ==, 0);
    /* The core must still reach its RAT, to be able to undo this */
    g_assert_cmphex(rd(qts, PID), ==, 0x66802900);
    /* Larger size values mean the whole address space as well */
    map(qts, 0, DRAM, 33, 0);
    g_assert_cmphex(see(qts, DRAM + 0x1000), ==, DRAM + 0x1000);
    map(qts, 0, DRAM, 63, HOLE);
    g_assert_cmphex(see(qts, SRAM + 0x1000), ==, 0);
    g_assert_cmphex(rd(qts, CTRL(0)), ==, EN | 63);

    /* All regions map the whole address space */
    for (unsigned k = 0; k < NUM_REGIONS; k++) {
        map(qts, k, 0xdeadbeef + k, 32, 0x1234567u + k);
    }
    g_assert_cmphex(see(qts, DRAM + 0x1000), ==, DRAM + 0x1000);
    qtest_quit(qts);
}

static void test_misaligned(void)
{
    QTestState *qts = qtest_init(K3_MACHINE_VIEWS);

    mark(qts, DRAM, 0x1000);
    mark(qts, SRAM, 0x1000);
    map(qts, 0, DRAM + 0xabc, 12, SRAM + 0xdef);
    g_assert_cmphex(see(qts, DRAM), ==, SRAM);
    g_assert_cmphex(see(qts, DRAM + 0xabc), ==, SRAM + 0xabc);
    /* Software reads back what it wrote */
    g_assert_cmphex(rd(qts, BASE(0)), ==, DRAM + 0xabc);
    g_assert_cmphex(rd(qts, TRANS_L(0)), ==, SRAM + 0xdef);
    /* The low bits take effect once the region is small enough */
    wr(qts, CTRL(0), EN | 2);
    g_assert_cmphex(see(qts, DRAM + 0xab8), ==, DRAM + 0xab8);
    g_assert_cmphex(see(qts, DRAM + 0xabc), ==, SRAM + 0xdec);
    qtest_quit(qts);
}

static void test_exception(void)
{
    QTestState *qts = qtest_init(K3_MACHINE_VIEWS);

    k3_intercept_irqs(qts, RAT_PATH);
    wr(qts, PEND_SET, ~0u);
    g_assert_cmphex(rd(qts, PEND_SET), ==, 1);
    g_assert_cmphex(rd(qts, PEND_CLEAR), ==, 1);
    g_assert_false(qtest_get_irq(qts, 0));
    wr(qts, ENABLE_SET, ~0u);
    g_assert_cmphex(rd(qts, ENABLE_SET), ==, 1);
    g_assert_cmphex(rd(qts, ENABLE_CLEAR), ==, 1);
    g_assert_true(qtest_get_irq(qts, 0));

    /* Disabling only the log does not disable the interrupt */
    wr(qts, LOG_CONTROL, 1);
    g_assert_true(qtest_get_irq(qts, 0));
    wr(qts, LOG_CONTROL, 2);
    g_assert_false(qtest_get_irq(qts, 0));
    wr(qts, LOG_CONTROL, 0);
    g_assert_true(qtest_get_irq(qts, 0));

    wr(qts, ENABLE_CLEAR, 2);
    g_assert_true(qtest_get_irq(qts, 0));
    wr(qts, ENABLE_CLEAR, 1);
    g_assert_false(qtest_get_irq(qts, 0));
    wr(qts, ENABLE_SET, 1);
    g_assert_true(qtest_get_irq(qts, 0));

    /* End of interrupt does not acknowledge the exception */
    wr(qts, EOI, 0);
    g_assert_true(qtest_get_irq(qts, 0));
    wr(qts, PEND_CLEAR, 1);
    g_assert_false(qtest_get_irq(qts, 0));

    /* Reading the last word of the log does */
    wr(qts, PEND_SET, 1);
    rd(qts, LOG_HEADER0);
    rd(qts, LOG_DATA2);
    g_assert_true(qtest_get_irq(qts, 0));
    rd(qts, LOG_DATA3);
    g_assert_false(qtest_get_irq(qts, 0));
    g_assert_cmphex(rd(qts, PEND_SET), ==, 0);

    wr(qts, PEND_SET, 1);
    qtest_system_reset(qts);
    g_assert_false(qtest_get_irq(qts, 0));
    qtest_quit(qts);
}

static void test_reset(void)
{
    QTestState *qts = qtest_init(K3_MACHINE_VIEWS);

    mark(qts, SRAM, 0x1000);
    for (unsigned k = 0; k < NUM_REGIONS; k++) {
        map(qts, k, 0xa0000000 + k * 0x1000, 12, SRAM);
        g_assert_cmphex(see(qts, 0xa0000004 + k * 0x1000), ==, SRAM + 4);
    }
    wr(qts, DEST_ID, 0x77);
    wr(qts, LOG_CONTROL, 3);
    wr(qts, ENABLE_SET, 1);
    wr(qts, PEND_SET, 1);
    qtest_system_reset(qts);
    assert_reset_values(qts);
    mark(qts, DRAM, 0x1000);
    g_assert_cmphex(see(qts, DRAM + 0x10), ==, DRAM + 0x10);
    for (unsigned k = 0; k < NUM_REGIONS; k++) {
        g_assert_cmphex(see(qts, 0xa0000004 + k * 0x1000), !=, SRAM + 4);
    }
    qtest_quit(qts);
}

static void test_migration(void)
{
    QTestState *qts = qtest_init(K3_MACHINE_VIEWS);

    mark(qts, DRAM, 0x2000);
    map(qts, 3, 0xa0000000, 12, DRAM);
    map(qts, 15, 0xa0000000, 13, DRAM);
    map(qts, 4, DRAM, 8, HOLE);
    wr(qts, DEST_ID, 0x42);
    wr(qts, ENABLE_SET, 1);

    qts = k3_migrate(qts, K3_MACHINE_VIEWS, RAT_PATH);
    g_assert_cmphex(rd(qts, DEST_ID), ==, 0x42);
    g_assert_cmphex(rd(qts, ENABLE_SET), ==, 1);
    g_assert_cmphex(see(qts, 0xa0000ffc), ==, DRAM + 0xffc);
    g_assert_cmphex(see(qts, 0xa0001ffc), ==, DRAM + 0x1ffc);
    g_assert_cmphex(see(qts, DRAM + 0xfc), ==, 0);
    g_assert_cmphex(see(qts, DRAM + 0x100), ==, DRAM + 0x100);
    unmap(qts, 15);
    g_assert_cmphex(see(qts, 0xa0000ffc), ==, DRAM + 0xffc);
    qtest_quit(qts);
}

/* Reference implementation, written from the manual */
typedef struct ModelRegion {
    uint32_t ctrl, base, trans;
} ModelRegion;

static uint64_t model_translate(const ModelRegion *r, uint32_t addr)
{
    for (unsigned k = 0; k < NUM_REGIONS; k++) {
        uint64_t mask = (1ull << (r[k].ctrl & 0x3f)) - 1;

        if ((r[k].ctrl & EN) && (addr & ~mask) == (r[k].base & ~mask)) {
            return (r[k].trans & ~mask) | (addr & mask);
        }
    }
    return addr;
}

static void test_random_model(void)
{
    const uint32_t area = 0x10000;
    QTestState *qts = qtest_init(K3_MACHINE_VIEWS);
    GRand *rand = g_rand_new_with_seed(20240229);
    g_autofree uint16_t *image = g_new(uint16_t, area / 2);
    ModelRegion r[NUM_REGIONS] = { 0 };

    /* Fill memory in one access: each halfword contains its index */
    for (uint32_t i = 0; i < area / 2; i++) {
        image[i] = cpu_to_le16(i);
    }
    qtest_memwrite(qts, DRAM, image, area);

    for (unsigned i = 0; i < 400; i++) {
        unsigned k = g_rand_int_range(rand, 0, NUM_REGIONS);
        ModelRegion *m = &r[k];

        switch (g_rand_int_range(rand, 0, 4)) {
        case 0:
            m->base = DRAM + g_rand_int_range(rand, 0, area);
            wr(qts, BASE(k), m->base);
            break;
        case 1:
            m->trans = DRAM + g_rand_int_range(rand, 0, area);
            wr(qts, TRANS_L(k), m->trans);
            break;
        default:
            m->ctrl = g_rand_int_range(rand, 0, 17);
            m->ctrl |= g_rand_boolean(rand) ? EN : 0;
            wr(qts, CTRL(k), m->ctrl);
            break;
        }
        for (unsigned probe = 0; probe < 30; probe++) {
            uint32_t addr = DRAM + (g_rand_int_range(rand, 0, area));
            uint64_t bus = model_translate(r, addr);

            /* Regions that are not set up yet lead outside the area */
            if (bus >= DRAM && bus < DRAM + area) {
                g_assert_cmphex(qtest_readb(qts, VIEW + addr), ==,
                                ((uint8_t *)image)[bus - DRAM]);
            }
        }
    }
    g_rand_free(rand);
    qtest_quit(qts);
}

/* Random accesses: QEMU must survive, and a reset must restore the device */
static void test_random_pokes(void)
{
    QTestState *qts = qtest_init(K3_MACHINE_VIEWS);
    GRand *rand = g_rand_new_with_seed(42);

    for (unsigned i = 0; i < 1500; i++) {
        unsigned offset = g_rand_int_range(rand, 0, i % 8 ? 0x130 : 0x1000);
        uint64_t value = (uint64_t)g_rand_int(rand) << 32 | g_rand_int(rand);

        switch (g_rand_int_range(rand, 0, 6)) {
        case 0:
            qtest_writeb(qts, RAT + offset, value);
            break;
        case 1:
            qtest_writew(qts, RAT + offset, value);
            break;
        case 2:
            wr(qts, offset & ~3u, value);
            break;
        case 3:
            /* Enable a region of any size; its addresses are random */
            wr(qts, CTRL(value >> 32 & 0xf), EN | (value & 0x3f));
            break;
        case 4:
            qtest_readq(qts, RAT + offset);
            break;
        case 5:
            see(qts, value);
            break;
        }
    }
    qtest_system_reset(qts);
    assert_reset_values(qts);
    mark(qts, DRAM, 0x100);
    g_assert_cmphex(see(qts, DRAM + 0x10), ==, DRAM + 0x10);
    g_rand_free(rand);
    qtest_quit(qts);
}

static void test_bad_properties(void)
{
    const char *const rat = "ti-k3-rat";

    k3_assert_property_refused(rat, "num-regions", "0", "must be 1 to 16");
    k3_assert_property_refused(rat, "num-regions", "17", "must be 1 to 16");
    k3_assert_property_refused(rat, "address-width", "31", "must be 32 to 48");
    k3_assert_property_refused(rat, "address-width", "49", "must be 32 to 48");
    k3_assert_refused("-machine k3-virt -global driver=ti-k3-rat,"
                      "property=window-base,value=0x1000",
                      "ti-k3-rat: window-base=0x1000,window-size=0x100000000: "
                      "ends beyond 4 GiB");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    qtest_add_func("/k3-rat/bits", test_bits);
    qtest_add_func("/k3-rat/window", test_window);
    qtest_add_func("/k3-rat/registers", test_registers);
    qtest_add_func("/k3-rat/crowd", test_crowd);
    qtest_add_func("/k3-rat/overlap", test_overlap);
    qtest_add_func("/k3-rat/nowhere", test_nowhere);
    qtest_add_func("/k3-rat/sizes", test_sizes);
    qtest_add_func("/k3-rat/misaligned", test_misaligned);
    qtest_add_func("/k3-rat/exception", test_exception);
    qtest_add_func("/k3-rat/reset", test_reset);
    qtest_add_func("/k3-rat/migration", test_migration);
    qtest_add_func("/k3-rat/random-model", test_random_model);
    qtest_add_func("/k3-rat/bad-properties", test_bad_properties);
    qtest_add_func("/k3-rat/random-pokes", test_random_pokes);

    return g_test_run();
}
