/*
 * QTest for the AM65x: two clusters of A53 cores, and two routers in a row
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "k3-navss-utils.h"

#define MACHINE         "-machine k3-virt,soc=am65x,debug-views=on " \
                        "-m 640M -nodefaults -display none"

#define GICR_TYPER(cpu) (0x01880008 + 0x20000 * (cpu))
#define NAVSS0_ROUTER   182
#define LVL_ROUTER      97
#define LVL_MUX(output) (0x00a10004 + 4 * (output))
#define MCU_VIM         0x40f80000

/* Hosts and threads as the TISCI User Guide has them */
static const struct {
    uint8_t id;
    bool secure;
    bool mcu;                   /* secure proxy */
    uint8_t rx;
    uint8_t tx;                 /* low priority */
} hosts[] = {
    { 3, false, true, 1, 3 }, { 4, true, true, 6, 8 },
    { 5, false, true, 11, 13 }, { 6, true, true, 16, 18 },
    { 10, true, false, 1, 3 }, { 11, true, false, 6, 8 },
    { 12, false, false, 11, 13 }, { 13, false, false, 16, 18 },
    { 14, false, false, 21, 23 }, { 15, false, false, 26, 28 },
    { 16, false, false, 31, 33 }, { 17, false, false, 36, 38 },
    { 30, false, false, 56, 58 }, { 31, false, false, 61, 63 },
    { 50, false, false, 41, 43 }, { 51, false, false, 46, 48 },
    { 52, false, false, 51, 53 },
};

static const struct {
    uint32_t atcm;
    uint16_t dev;
    uint8_t proc;
    uint8_t host;               /* non-secure */
    unsigned navss_output;      /* first ones that are assigned to the host */
    unsigned lvl_output;
} cores[] = {
    { 0x41000000, 159, 0x01, 3, 120, 0 },
    { 0x41400000, 245, 0x02, 5, 124, 32 },
};

static SciHost host(QTestState *qts, uint8_t id)
{
    for (size_t i = 0; i < ARRAY_SIZE(hosts); i++) {
        if (hosts[i].id == id) {
            SciHost h = navss_host(qts, hosts[i].mcu, id, hosts[i].rx,
                                   hosts[i].tx);

            h.secure = hosts[i].secure;
            return h;
        }
    }
    g_assert_not_reached();
}

static bool vim_raw(QTestState *qts, int c, unsigned line)
{
    return k3_vim_raw(qts, c, MCU_VIM, line);
}

/* The A53s are on, in clusters 0 and 1; Linux boots the R5Fs */
static void test_at_boot(void)
{
    static const uint32_t affinities[] = { 0x000, 0x001, 0x100, 0x101 };
    QTestState *qts = qtest_init(MACHINE);
    SciHost h = host(qts, 12);

    g_assert_cmphex(qtest_readl(qts, 0x43000014), ==, 0x1bb5a02f);
    for (size_t i = 0; i < ARRAY_SIZE(affinities); i++) {
        g_assert_cmphex(qtest_readq(qts, GICR_TYPER(i)) >> 32, ==,
                        affinities[i]);
    }
    for (int c = 0; c < ARRAY_SIZE(cores); c++) {
        g_autofree char *path = g_strdup_printf(
            "/machine/k3/r5fss[0]/core[%d]", c);

        sci_assert_qom_string(qts, path, "state", "off");
        g_assert_cmpuint(sci_get_device(&h, cores[c].dev).current, ==, 0);
        g_assert_true(sci_proc_request(&h, cores[c].proc));
    }
    /* LOCKSTEP_PERMITTED, not SINGLECORE_ONLY */
    g_assert_cmphex(sci_proc_flags(&h, cores[0].proc) & 0x300, ==, 0x100);
    qtest_quit(qts);
}

/* The first revision of the silicon, as drivers recognize it */
static void test_revision(void)
{
    QTestState *qts = qtest_init("-machine k3-virt,soc=am65x_sr1 -nodefaults "
                                 "-display none");

    g_assert_cmphex(qtest_readl(qts, 0x43000014), ==, 0x0bb5a02f);
    qtest_quit(qts);
}

static void test_hosts(void)
{
    QTestState *qts = qtest_init(MACHINE);

    for (size_t i = 0; i < ARRAY_SIZE(hosts); i++) {
        SciHost h = host(qts, hosts[i].id), high = h;

        high.tx--;
        g_assert_true(sci_call(&h, 0x0002, NULL, ""));
        g_assert_true(sci_call(&high, 0x0002, NULL, ""));
    }
    qtest_quit(qts);
}

/* The interrupt of a message to Linux reaches the GIC through one router */
static void test_to_gic(void)
{
    static const struct {
        unsigned output;
        unsigned intid;
    } ends[] = {
        { 16, 80 }, { 63, 127 }, { 64, 448 }, { 79, 463 },
    };
    QTestState *qts = qtest_init(MACHINE);
    SciHost h = host(qts, 12);

    for (int c = 0; c < 12; c++) {
        qtest_writel(qts, IRQ_ENABLE(c, 0), NEWMSG(0));
        for (int i = 0; i < ARRAY_SIZE(ends); i++) {
            qtest_writel(qts, MESSAGE(c, 0), 1);
            g_assert_false(k3_gic_pending(qts, ends[i].intid));
            g_assert_true(sci_route(&h, SCI_SET_IRQ, NAVSS0_ROUTER,
                                    MAILBOX_INPUT(c, 0), ends[i].output));
            g_assert_true(k3_gic_pending(qts, ends[i].intid));
            qtest_readl(qts, MESSAGE(c, 0));
            g_assert_false(k3_gic_pending(qts, ends[i].intid));
            g_assert_true(sci_route(&h, SCI_RELEASE_IRQ, NAVSS0_ROUTER,
                                    MAILBOX_INPUT(c, 0), ends[i].output));
        }
    }
    qtest_quit(qts);
}

/* On its way to an R5F, it passes a second one, which its host sets, too */
static void test_to_cores(void)
{
    QTestState *qts = qtest_init(MACHINE);

    for (int c = 0; c < ARRAY_SIZE(cores); c++) {
        SciHost h = host(qts, cores[c].host);
        unsigned navss = cores[c].navss_output, lvl = cores[c].lvl_output;
        unsigned line = 160 + lvl, input = 184 + navss - 120;

        qtest_writel(qts, IRQ_ENABLE(c, 1), NEWMSG(1));
        qtest_writel(qts, MESSAGE(c, 1), 1);
        g_assert_true(sci_route(&h, SCI_SET_IRQ, NAVSS0_ROUTER,
                                MAILBOX_INPUT(c, 1), navss));
        g_assert_false(vim_raw(qts, c, line));
        g_assert_true(sci_route(&h, SCI_SET_IRQ, LVL_ROUTER, input, lvl));
        g_assert_cmphex(qtest_readl(qts, LVL_MUX(lvl)), ==, 0x10000 | input);
        g_assert_true(vim_raw(qts, c, line));
        g_assert_false(vim_raw(qts, !c, line));
        qtest_readl(qts, MESSAGE(c, 1));
        qtest_writel(qts, IRQ_ENABLE(c, 1) + 4, ~0u);
    }
    qtest_quit(qts);
}

/* A timer of the main domain interrupts an R5F through the second router */
static void test_timer(void)
{
    QTestState *qts = qtest_init(MACHINE);
    SciHost h = host(qts, 3);

    qtest_writel(qts, 0x024b0000 + 0x2c, 2);    /* TIMER11: overflow */
    qtest_writel(qts, 0x024b0000 + 0x24, 2);
    g_assert_true(k3_gic_pending(qts, 32 + 235));
    g_assert_true(sci_route(&h, SCI_SET_IRQ, LVL_ROUTER, 119, 1));
    g_assert_true(vim_raw(qts, 0, 161));
    qtest_writel(qts, 0x40430000 + 0x2c, 2);    /* MCU_TIMER3 */
    qtest_writel(qts, 0x40430000 + 0x24, 2);
    g_assert_true(vim_raw(qts, 0, 41));
    g_assert_true(vim_raw(qts, 1, 41));
    qtest_quit(qts);
}

static void test_memories(void)
{
    static const struct {
        uint32_t base;
        uint32_t size;
    } memories[] = {
        { 0x70000000, 0x200000 }, { 0x41c00000, 0x80000 },
        { 0x41000000, 0x8000 }, { 0x41010000, 0x8000 },
        { 0x41400000, 0x8000 }, { 0x41410000, 0x8000 },
    };
    QTestState *qts = qtest_init(MACHINE);
    SciHost h = host(qts, 12);

    for (int c = 0; c < ARRAY_SIZE(cores); c++) {
        g_assert_true(sci_set_device(&h, cores[c].dev, SCI_DEV_ON, 0));
    }
    for (size_t i = 0; i < ARRAY_SIZE(memories); i++) {
        uint32_t base = memories[i].base;
        uint32_t last = base + memories[i].size - 4;

        qtest_writel(qts, base, ~base);
        qtest_writel(qts, last, last);
        g_assert_cmphex(qtest_readl(qts, base), ==, ~base);
        g_assert_cmphex(qtest_readl(qts, last), ==, last);
    }
    qtest_quit(qts);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/k3-am65x/at-boot", test_at_boot);
    qtest_add_func("/k3-am65x/hosts", test_hosts);
    qtest_add_func("/k3-am65x/memories", test_memories);
    qtest_add_func("/k3-am65x/revision", test_revision);
    qtest_add_func("/k3-am65x/timer", test_timer);
    qtest_add_func("/k3-am65x/to-cores", test_to_cores);
    qtest_add_func("/k3-am65x/to-gic", test_to_gic);
    return g_test_run();
}
