/*
 * QTest for the J784S4: differences from J721E
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "k3-navss-utils.h"

#define MACHINE         "-machine k3-virt,soc=j784s4,debug-views=on " \
                        "-m 704M -nodefaults -display none"

#define DEV_ROUTER      283

#define NUM_CLUSTERS    24
/* A FIFO that the device manager's core does not read */
#define FIFO            9

#define CFG_LOCKSTEP    0x100
#define STAT_LOCKSTEP_PERMITTED 0x100

#define TCM_SIZE        0x8000

static const NavssCore cores[] = {
    { 0x40f80000, 0x41000000, 346, 0x01, 3, 1, 2, true, 400, 376 },
    { 0x40f80000, 0x41400000, 347, 0x02, 5, 11, 12, true, 404, 380 },
    { 0x0ff80000, 0x05c00000, 339, 0x06, 35, 86, 87, false, 196, 228 },
    { 0x0ff80000, 0x05d00000, 340, 0x07, 37, 96, 97, false, 228, 228 },
    { 0x0ff80000, 0x05e00000, 341, 0x08, 40, 106, 107, false, 260, 228 },
    { 0x0ff80000, 0x05f00000, 342, 0x09, 42, 116, 117, false, 292, 228 },
    { 0x0ff80000, 0x05900000, 343, 0x0a, 45, 126, 127, false, 324, 228 },
    { 0x0ff80000, 0x05a00000, 344, 0x0b, 47, 136, 137, false, 356, 228 },
};

/* The DSPs: TISCI device, processor, and L2SRAM */
static const struct {
    uint16_t dev;
    uint8_t proc;
    uint32_t l2sram;
} dsps[] = {
    { 30, 0x30, 0x64800000 }, { 33, 0x31, 0x65800000 },
    { 37, 0x32, 0x66800000 }, { 40, 0x33, 0x67800000 },
};

static bool route(SciHost *h, uint16_t type, unsigned input, unsigned output)
{
    return sci_route(h, type, DEV_ROUTER, input, output);
}

static bool vim_raw(QTestState *qts, int c, unsigned line)
{
    return k3_vim_raw(qts, c, cores[c].vim, line);
}

/* Core 0 of the MCU cluster runs the device manager; the others are off */
static void test_at_boot(void)
{
    QTestState *qts = qtest_init(MACHINE);
    SciHost h = navss_linux_host(qts);

    g_assert_cmphex(qtest_readl(qts, 0x43000014), ==, 0x0bb8002f);
    for (int c = 0; c < ARRAY_SIZE(cores); c++) {
        g_autofree char *path = g_strdup_printf(
            "/machine/k3/r5fss[%d]/core[%d]", c / 2, c % 2);

        sci_assert_qom_string(qts, path, "state", c ? "off" : "wfi");
        g_assert_cmpuint(sci_get_device(&h, cores[c].dev).current, ==, !c);
        g_assert_true(sci_proc_request(&h, cores[c].proc));
        if (c % 2 == 0) {
            g_assert_cmphex(sci_proc_flags(&h, cores[c].proc) & 0x300, ==,
                            STAT_LOCKSTEP_PERMITTED);
        }
    }
    for (int d = 0; d < ARRAY_SIZE(dsps); d++) {
        g_autofree char *path = g_strdup_printf("/machine/k3/dsp[%d]", d);

        sci_assert_qom_string(qts, path, "state", "off");
        g_assert_true(sci_proc_request(&h, dsps[d].proc));
        g_assert_true(sci_set_device(&h, dsps[d].dev, SCI_DEV_ON, 0));
        k3_assert_memory(qts, dsps[d].l2sram, 0x80000);
    }
    qtest_quit(qts);
}

/* Each host gets answers on the threads that the TISCI User Guide lists */
static void test_hosts(void)
{
    static const struct {
        uint8_t id;
        bool secure;
        uint8_t rx;             /* then: high priority, low priority */
        bool mcu;
    } others[] = {
        { 10, true, 1 }, { 11, true, 6 }, { 12, false, 11 },
        { 13, false, 16 }, { 17, false, 36 }, { 21, false, 46 },
        { 23, false, 56 }, { 25, false, 66 }, { 26, true, 71 },
        { 27, false, 76 }, { 30, false, 81 }, { 48, true, 141 },
        { 250, true, 21, true }, { 251, false, 26, true },
    };
    QTestState *qts = qtest_init(MACHINE);

    for (int i = 0; i < ARRAY_SIZE(cores) + ARRAY_SIZE(others); i++) {
        int o = i - (int)ARRAY_SIZE(cores);
        SciHost h = o < 0 ? navss_core_host(qts, &cores[i]) :
                    navss_host(qts, others[o].mcu, others[o].id, others[o].rx,
                               others[o].rx + 1);
        SciHost low;

        if (o >= 0) {
            h.secure = others[o].secure;
        }
        low = h;
        low.tx = h.tx + 1;
        g_assert_true(sci_call(&h, 0x0002, NULL, ""));
        g_assert_true(sci_call(&low, 0x0002, NULL, ""));
    }
    qtest_quit(qts);
}

/* Each of the clusters can interrupt Linux, through the router */
static void test_to_gic(void)
{
    QTestState *qts = qtest_init(MACHINE);
    SciHost h = navss_linux_host(qts);

    for (int n = 0; n < NUM_CLUSTERS; n++) {
        qtest_writel(qts, IRQ_ENABLE(n, 0), NEWMSG(FIFO));
        qtest_writel(qts, MESSAGE(n, FIFO), n + 1);
        g_assert_false(k3_gic_pending(qts, 80));
        g_assert_true(route(&h, SCI_SET_IRQ, MAILBOX_INPUT(n, 0), 16));
        g_assert_true(k3_gic_pending(qts, 80));
        g_assert_cmphex(qtest_readl(qts, MESSAGE(n, FIFO)), ==, n + 1);
        g_assert_false(k3_gic_pending(qts, 80));
        g_assert_true(route(&h, SCI_RELEASE_IRQ, MAILBOX_INPUT(n, 0), 16));
    }
    /* Outputs that are not Linux's, and an input that is not there */
    g_assert_false(route(&h, SCI_SET_IRQ, MAILBOX_INPUT(0, 0), 15));
    g_assert_false(route(&h, SCI_SET_IRQ, MAILBOX_INPUT(0, 0), 324));
    g_assert_false(route(&h, SCI_SET_IRQ, 490, 16));
    g_assert_cmphex(qtest_readl(qts, MUX(16)), ==, 0);
    qtest_quit(qts);
}

/* A message interrupts each core, on the route that its own host requests */
static void test_to_cores(void)
{
    QTestState *qts = qtest_init(MACHINE);

    for (int c = 0; c < ARRAY_SIZE(cores); c++) {
        SciHost h = navss_core_host(qts, &cores[c]);
        int user = 1 + c % 2;

        qtest_writel(qts, IRQ_ENABLE(c / 2, user), NEWMSG(FIFO));
        qtest_writel(qts, MESSAGE(c / 2, FIFO), 1);
        g_assert_false(vim_raw(qts, c, cores[c].line));
        g_assert_true(route(&h, SCI_SET_IRQ, MAILBOX_INPUT(c / 2, user),
                            cores[c].output));
        g_assert_true(vim_raw(qts, c, cores[c].line));
        for (int other = c + 1; other < ARRAY_SIZE(cores); other++) {
            g_assert_false(vim_raw(qts, other, cores[c].line));
        }
        qtest_readl(qts, MESSAGE(c / 2, FIFO));
        qtest_writel(qts, IRQ_ENABLE(c / 2, user) + 4, ~0u);
    }
    qtest_quit(qts);
}

/* Core 0 has the TCMs of core 1 as well if the cluster is in lockstep */
static void test_tcm(void)
{
    QTestState *qts = qtest_init(MACHINE);
    SciHost h = navss_linux_host(qts);

    for (int c = 2; c < ARRAY_SIZE(cores); c += 2) {
        for (int other = c; other < c + 2; other++) {
            g_assert_true(sci_proc_request(&h, cores[other].proc));
            g_assert_true(sci_set_resets(&h, cores[other].dev, 1));
            g_assert_true(sci_set_device(&h, cores[other].dev, SCI_DEV_ON,
                                         0));
            k3_assert_memory(qts, cores[other].atcm, TCM_SIZE);
            k3_assert_memory(qts, cores[other].atcm + 0x10000, TCM_SIZE);
        }
        qtest_writel(qts, cores[c].atcm + TCM_SIZE, 1);
        g_assert_cmphex(qtest_readl(qts, cores[c].atcm + TCM_SIZE), !=, 1);
        g_assert_true(sci_proc_set_config(&h, cores[c].proc, 0, CFG_LOCKSTEP,
                                          0));
        k3_assert_memory(qts, cores[c].atcm, 2 * TCM_SIZE);
        k3_assert_memory(qts, cores[c].atcm + 0x10000, 2 * TCM_SIZE);
    }
    qtest_quit(qts);
}

/* Interrupt lines of the timers that firmware uses for its tick */
static void test_timer_lines(void)
{
    static const struct {
        uint32_t timer;
        int first, last;        /* cores that have the line */
        unsigned line;
    } timers[] = {
        { 0x40410000, 0, 1, 39 },
        { 0x024c0000, 2, 7, 168 },
        { 0x02530000, 2, 7, 175 },
    };
    QTestState *qts = qtest_init(MACHINE);

    for (int t = 0; t < ARRAY_SIZE(timers); t++) {
        qtest_writel(qts, timers[t].timer + 0x2c, 2);   /* enable overflow */
        qtest_writel(qts, timers[t].timer + 0x24, 2);   /* force it */
        for (int c = timers[t].first; c <= timers[t].last; c++) {
            g_assert_true(vim_raw(qts, c, timers[t].line));
        }
    }
    qtest_quit(qts);
}

/* The last mailbox, route and processor keep their state */
static void test_migrate(void)
{
    QTestState *qts = qtest_init(MACHINE);
    SciHost h = navss_linux_host(qts);
    int last = NUM_CLUSTERS - 1;

    g_assert_true(sci_proc_request(&h, 0x33));
    g_assert_true(sci_proc_set_config(&h, 0x33, 0xab200000, 0, 0));
    qtest_writel(qts, IRQ_ENABLE(last, 0), NEWMSG(FIFO));
    qtest_writel(qts, MESSAGE(last, FIFO), 0x600df00d);
    g_assert_true(route(&h, SCI_SET_IRQ, MAILBOX_INPUT(last, 0), 93));
    qts = k3_migrate(qts, MACHINE, NULL);
    h.qts = qts;
    g_assert_cmphex(sci_own_proc_status(&h, 0x33).vector, ==, 0xab200000);
    g_assert_true(k3_gic_pending(qts, 477));
    g_assert_cmphex(qtest_readl(qts, MESSAGE(last, FIFO)), ==, 0x600df00d);
    g_assert_false(k3_gic_pending(qts, 477));
    qtest_quit(qts);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/k3-j784s4/at-boot", test_at_boot);
    qtest_add_func("/k3-j784s4/hosts", test_hosts);
    qtest_add_func("/k3-j784s4/to-gic", test_to_gic);
    qtest_add_func("/k3-j784s4/to-cores", test_to_cores);
    qtest_add_func("/k3-j784s4/tcm", test_tcm);
    qtest_add_func("/k3-j784s4/timer-lines", test_timer_lines);
    qtest_add_func("/k3-j784s4/migrate", test_migrate);
    return g_test_run();
}
