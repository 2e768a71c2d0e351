/*
 * QTest for the J721E: differences from the SoC that the other tests use
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "k3-navss-utils.h"

#define MACHINE         "-machine k3-virt,soc=j721e,debug-views=on " \
                        "-m 3G -nodefaults -display none"

#define DEV_ROUTER      213
#define DEV_GPIO_ROUTER 131

static const NavssCore cores[] = {
    { 0x40f80000, 0x41000000, 250, 0x01, 3, 1, 2, true, 400, 376 },
    { 0x40f80000, 0x41400000, 251, 0x02, 5, 11, 12, true, 404, 380 },
    { 0x0ff80000, 0x05c00000, 245, 0x06, 35, 61, 62, false, 196, 228 },
    { 0x0ff80000, 0x05d00000, 246, 0x07, 37, 71, 72, false, 228, 228 },
    { 0x0ff80000, 0x05e00000, 247, 0x08, 40, 81, 82, false, 260, 228 },
    { 0x0ff80000, 0x05f00000, 248, 0x09, 42, 91, 92, false, 292, 228 },
};

static QTestState *start(void)
{
    return qtest_init(MACHINE);
}

static bool vim_raw(QTestState *qts, int c, unsigned line)
{
    return k3_vim_raw(qts, c, cores[c].vim, line);
}

static void test_at_boot(void)
{
    QTestState *qts = start();
    SciHost h = navss_linux_host(qts);
    SciResponse r;

    g_assert_true(sci_call(&h, 0x0002, &r, ""));
    g_assert_cmphex(qtest_readl(qts, 0x43000014), ==, 0x1bb6402f);
    for (int c = 0; c < ARRAY_SIZE(cores); c++) {
        g_autofree char *path = g_strdup_printf(
            "/machine/k3/r5fss[%d]/core[%d]", c / 2, c % 2);
        uint32_t status;

        g_assert_cmpuint(sci_get_device(&h, cores[c].dev).current, ==, 0);
        sci_assert_qom_string(qts, path, "state", "off");
        g_assert_true(sci_proc_request(&h, cores[c].proc));
        status = sci_proc_flags(&h, cores[c].proc);
        /* LOCKSTEP_PERMITTED, not SINGLECORE_ONLY; only core 0 shows them */
        if (c % 2 == 0) {
            g_assert_cmphex(status & 0x300, ==, 0x100);
        }
    }
    qtest_quit(qts);
}

/* The host of every core gets answers on its own threads and proxy */
static void test_hosts(void)
{
    QTestState *qts = start();

    for (int c = 0; c < ARRAY_SIZE(cores); c++) {
        SciHost h = navss_core_host(qts, &cores[c]);
        SciHost low = h;

        low.tx = h.tx + 1;
        g_assert_true(sci_call(&h, 0x0002, NULL, ""));
        g_assert_true(sci_call(&low, 0x0002, NULL, ""));
    }
    qtest_quit(qts);
}

/* Requests in the high priority thread are served first */
static void test_priority(void)
{
    QTestState *qts = start();
    SciHost low = navss_linux_host(qts), high = low;
    SciResponse r;

    high.tx = 12;
    low.seq = 10;
    high.seq = 20;
    sci_send(&low, 0x0002, SCI_FLAG_AOP, "");
    sci_send(&low, 0x0002, SCI_FLAG_AOP, "");
    sci_send(&high, 0x0002, SCI_FLAG_AOP, "");
    for (int i = 0; i < 3; i++) {
        static const uint8_t seq[] = { 21, 11, 12 };

        qtest_clock_step(qts, SCI_RESPONSE_DELAY_NS);
        g_assert_true(sci_receive(&low, &r));
        g_assert_cmpuint(r.seq, ==, seq[i]);
    }
    qtest_quit(qts);
}

/* Threads with the same number in different proxies have different hosts */
static void test_proxies_apart(void)
{
    QTestState *qts = start();
    SciHost h = navss_linux_host(qts);
    SciResponse r;

    /* In the MCU domain's proxy, threads 11 and 13 belong to MCU_0_R5_2 */
    h = navss_host(qts, true, 12, 11, 13);
    sci_send(&h, 0x0002, SCI_FLAG_AOP, "");
    qtest_clock_step(qts, SCI_RESPONSE_DELAY_NS);
    g_assert_true(sci_receive(&h, &r));
    g_assert_cmphex(r.flags & SCI_RESP_ACK, ==, 0);
    h = navss_linux_host(qts);
    g_assert_cmpuint(sci_waiting(&h), ==, 0);
    qtest_quit(qts);
}

static void assert_range(SciHost *h, uint8_t secondary, unsigned start,
                         unsigned num)
{
    SciResponse r;

    g_assert_true(sci_call(h, 0x1500, &r, "211", DEV_ROUTER, 0, secondary));
    g_assert_cmpuint(lduw_le_p(r.msg + 8), ==, start);
    g_assert_cmpuint(lduw_le_p(r.msg + 10), ==, num);
}

static void test_ranges(void)
{
    QTestState *qts = start();
    SciHost h = navss_linux_host(qts);

    assert_range(&h, 255, 10, 100);
    assert_range(&h, 35, 196, 28);
    assert_range(&h, 128, 0, 0);
    h = navss_core_host(qts, &cores[0]);
    assert_range(&h, 255, 400, 4);
    qtest_quit(qts);
}

/* The router's register changes on an accepted request, not a refused one */
static void test_set_irq(void)
{
    QTestState *qts = start();
    SciHost h = navss_linux_host(qts);

    g_assert_true(sci_route(&h, SCI_SET_IRQ, DEV_ROUTER, 436, 10));
    g_assert_cmphex(qtest_readl(qts, MUX(10)), ==, 0x10000 | 436);
    g_assert_false(sci_route(&h, SCI_SET_IRQ, DEV_ROUTER, 432, 10));
    g_assert_cmphex(qtest_readl(qts, MUX(10)), ==, 0x10000 | 436);
    /* Refused: another host's output, an invalid input, an unknown route */
    g_assert_false(sci_route(&h, SCI_SET_IRQ, DEV_ROUTER, 432, 196));
    g_assert_cmphex(qtest_readl(qts, MUX(196)), ==, 0);
    g_assert_false(sci_route(&h, SCI_SET_IRQ, DEV_ROUTER, 512, 11));
    g_assert_cmphex(qtest_readl(qts, MUX(11)), ==, 0);
    g_assert_false(sci_route(&h, SCI_RELEASE_IRQ, DEV_ROUTER, 435, 10));
    g_assert_cmphex(qtest_readl(qts, MUX(10)), ==, 0x10000 | 436);
    g_assert_true(sci_route(&h, SCI_RELEASE_IRQ, DEV_ROUTER, 436, 10));
    g_assert_cmphex(qtest_readl(qts, MUX(10)), ==, 0);
    /* After its release, the output accepts another input */
    g_assert_true(sci_route(&h, SCI_SET_IRQ, DEV_ROUTER, 432, 10));
    g_assert_cmphex(qtest_readl(qts, MUX(10)), ==, 0x10000 | 432);

    g_assert_true(sci_route(&h, SCI_SET_IRQ, DEV_GPIO_ROUTER, 1, 40));
    g_assert_cmphex(qtest_readl(qts, 0x00a00004 + 4 * 40), ==, 0x10001);
    qtest_quit(qts);
}

/* The interrupt of a message to Linux reaches the GIC through the router */
static void test_to_gic(void)
{
    static const struct {
        unsigned output;
        unsigned intid;
    } ends[] = {
        { 10, 74 }, { 63, 127 }, { 64, 448 }, { 109, 493 },
    };
    QTestState *qts = start();
    SciHost h = navss_linux_host(qts);

    for (int c = 0; c < 12; c++) {
        qtest_writel(qts, IRQ_ENABLE(c, 0), NEWMSG(0));
        for (int i = 0; i < ARRAY_SIZE(ends); i++) {
            qtest_writel(qts, MESSAGE(c, 0), c + 1);
            g_assert_false(k3_gic_pending(qts, ends[i].intid));
            g_assert_true(sci_route(&h, SCI_SET_IRQ, DEV_ROUTER,
                                    MAILBOX_INPUT(c, 0), ends[i].output));
            g_assert_true(k3_gic_pending(qts, ends[i].intid));
            g_assert_cmphex(qtest_readl(qts, MESSAGE(c, 0)), ==, c + 1);
            g_assert_false(k3_gic_pending(qts, ends[i].intid));
            g_assert_true(sci_route(&h, SCI_RELEASE_IRQ, DEV_ROUTER,
                                    MAILBOX_INPUT(c, 0), ends[i].output));
        }
    }
    qtest_quit(qts);
}

/* Outputs to the GIC that belong not to Linux but to A72_3 and C7X_1 */
static void test_other_hosts_to_gic(void)
{
    QTestState *qts = start();
    SciHost a72_3 = navss_host(qts, false, 13, 16, 18);
    SciHost c7x = navss_host(qts, false, 21, 31, 33);

    qtest_writel(qts, IRQ_ENABLE(11, 3), NEWMSG(15));
    qtest_writel(qts, MESSAGE(11, 15), 1);
    g_assert_true(sci_route(&a72_3, SCI_SET_IRQ, DEV_ROUTER,
                            MAILBOX_INPUT(11, 3), 128));
    g_assert_true(k3_gic_pending(qts, 672));
    g_assert_true(sci_route(&a72_3, SCI_RELEASE_IRQ, DEV_ROUTER,
                            MAILBOX_INPUT(11, 3), 128));
    g_assert_false(k3_gic_pending(qts, 672));
    g_assert_true(sci_route(&c7x, SCI_SET_IRQ, DEV_ROUTER, MAILBOX_INPUT(11, 3),
                            187));
    g_assert_true(k3_gic_pending(qts, 731));
    qtest_quit(qts);
}

/* A message interrupts each core, on the route that its own host requests */
static void test_to_cores(void)
{
    QTestState *qts = start();

    for (int c = 0; c < ARRAY_SIZE(cores); c++) {
        SciHost h = navss_core_host(qts, &cores[c]);
        int user = 1 + c % 2;

        qtest_writel(qts, IRQ_ENABLE(c / 2, user), NEWMSG(1));
        qtest_writel(qts, MESSAGE(c / 2, 1), 1);
        g_assert_false(vim_raw(qts, c, cores[c].line));
        g_assert_true(sci_route(&h, SCI_SET_IRQ, DEV_ROUTER,
                                MAILBOX_INPUT(c / 2, user), cores[c].output));
        g_assert_true(vim_raw(qts, c, cores[c].line));
        for (int other = 0; other < ARRAY_SIZE(cores); other++) {
            g_assert_true(other == c ||
                          !vim_raw(qts, other, cores[c].line) ||
                          (other < c && cores[c].line == cores[other].line));
        }
        qtest_readl(qts, MESSAGE(c / 2, 1));
        qtest_writel(qts, IRQ_ENABLE(c / 2, user) + 4, ~0u);
    }
    qtest_quit(qts);
}

/* Routes and registers stay consistent after a migration and a reset */
static void test_migrate(void)
{
    QTestState *qts = start();
    SciHost h = navss_linux_host(qts);

    g_assert_true(sci_route(&h, SCI_SET_IRQ, DEV_ROUTER, 436, 10));
    qts = k3_migrate(qts, MACHINE, NULL);
    h.qts = qts;
    g_assert_cmphex(qtest_readl(qts, MUX(10)), ==, 0x10000 | 436);
    g_assert_false(sci_route(&h, SCI_SET_IRQ, DEV_ROUTER, 436, 11));
    g_assert_true(sci_route(&h, SCI_RELEASE_IRQ, DEV_ROUTER, 436, 10));
    g_assert_true(sci_route(&h, SCI_SET_IRQ, DEV_ROUTER, 436, 11));
    qtest_system_reset(qts);
    g_assert_cmphex(qtest_readl(qts, MUX(11)), ==, 0);
    h = navss_linux_host(qts);
    g_assert_true(sci_route(&h, SCI_SET_IRQ, DEV_ROUTER, 436, 12));
    qtest_quit(qts);
}

static void test_memories(void)
{
    QTestState *qts = start();
    SciHost h = navss_linux_host(qts);

    k3_assert_memory(qts, 0x70000000, 0x800000);
    k3_assert_memory(qts, 0x41c00000, 0x100000);
    k3_assert_memory(qts, 0x80000000, 0x80000000);
    k3_assert_memory(qts, 0x880000000, 0x40000000);
    for (int c = 0; c < ARRAY_SIZE(cores); c++) {
        g_assert_true(sci_set_device(&h, cores[c].dev, SCI_DEV_ON, 0));
        /* Both are 32 KiB; those of core 0 and core 1 are never joined */
        k3_assert_memory(qts, cores[c].atcm, 0x8000);
        k3_assert_memory(qts, cores[c].atcm + 0x10000, 0x8000);
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
        { 0x40420000, 0, 1, 40 },
        { 0x024c0000, 2, 5, 168 },
        { 0x024f0000, 2, 5, 171 },
    };
    QTestState *qts = start();

    for (int t = 0; t < ARRAY_SIZE(timers); t++) {
        qtest_writel(qts, timers[t].timer + 0x2c, 2);   /* enable overflow */
        qtest_writel(qts, timers[t].timer + 0x24, 2);   /* force it */
        for (int c = timers[t].first; c <= timers[t].last; c++) {
            g_assert_true(vim_raw(qts, c, timers[t].line));
        }
    }
    qtest_quit(qts);
}

/* Log messages distinguish two devices of the same type. */
static void test_names_in_log(void)
{
    static const struct {
        uint64_t addr;
        const char *words;
    } mistakes[] = {
        { 0x32c0d000, "/machine/k3/secure-proxy: thread 13: access in the" },
        { 0x2a48d000, "/machine/k3/mcu-secure-proxy: thread 13: access in" },
        { K3_R5F_VIEW(0) + 0x40f82ff0, "core[0]/vim: no register" },
        { K3_R5F_VIEW(1) + 0x40f82ff0, "core[1]/vim: no register" },
        { K3_R5F_VIEW(0) + 0x40f90ff0, "core[0]/rat: no register" },
        { K3_R5F_VIEW(1) + 0x40f90ff0, "core[1]/rat: no register" },
    };
    g_autofree char *log = NULL;
    int fd = g_file_open_tmp("k3-log-XXXXXX", &log, NULL);
    QTestState *qts;

    g_assert_cmpint(fd, >=, 0);
    close(fd);
    qts = qtest_initf(MACHINE " -d guest_errors -D %s", log);
    for (size_t i = 0; i < ARRAY_SIZE(mistakes); i++) {
        g_assert_cmpuint(k3_count_words(log, mistakes[i].words), ==, 0);
        qtest_readl(qts, mistakes[i].addr);
        g_assert_cmpuint(k3_count_words(log, mistakes[i].words), ==, 1);
    }
    qtest_quit(qts);
    unlink(log);
}

/* A fault rule for a thread of one proxy does not affect the other proxy. */
static void test_fault_instance(void)
{
    static const struct {
        const char *instance;
        bool main;
        bool mcu;
    } rules[] = {
        { NULL, true, true },
        { "mcu-secure-proxy", false, true },
        { "/machine/k3/secure-proxy", true, false },
    };

    for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
        g_autofree char *args = g_strdup_printf("%s -device k3-fault,id=f,"
            "where=secure-proxy,action=drop,thread=11%s%s", MACHINE,
            rules[i].instance ? ",instance=" : "", rules[i].instance ?: "");
        QTestState *qts = qtest_init(args);
        SciHost on_main = navss_linux_host(qts);
        SciHost on_mcu = navss_core_host(qts, &cores[1]);
        SciResponse r;

        g_assert_cmpuint(on_main.rx, ==, 11);
        g_assert_cmpuint(on_mcu.rx, ==, 11);
        sci_send(&on_main, 0x0002, SCI_FLAG_AOP, "");
        sci_send(&on_mcu, 0x0002, SCI_FLAG_AOP, "");
        qtest_clock_step(qts, 10 * SCI_RESPONSE_DELAY_NS);
        g_assert_cmpint(sci_receive(&on_main, &r), ==, !rules[i].main);
        g_assert_cmpint(sci_receive(&on_mcu, &r), ==, !rules[i].mcu);
        g_assert_cmpuint(k3_qom_get_uint(qts, "/machine/peripheral/f",
                                         "hits"), ==,
                         rules[i].main + rules[i].mcu);
        qtest_quit(qts);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/k3-j721e/at-boot", test_at_boot);
    qtest_add_func("/k3-j721e/hosts", test_hosts);
    qtest_add_func("/k3-j721e/priority", test_priority);
    qtest_add_func("/k3-j721e/proxies-apart", test_proxies_apart);
    qtest_add_func("/k3-j721e/fault-instance", test_fault_instance);
    qtest_add_func("/k3-j721e/names-in-log", test_names_in_log);
    qtest_add_func("/k3-j721e/ranges", test_ranges);
    qtest_add_func("/k3-j721e/set-irq", test_set_irq);
    qtest_add_func("/k3-j721e/to-gic", test_to_gic);
    qtest_add_func("/k3-j721e/other-hosts-to-gic", test_other_hosts_to_gic);
    qtest_add_func("/k3-j721e/to-cores", test_to_cores);
    qtest_add_func("/k3-j721e/migrate", test_migrate);
    qtest_add_func("/k3-j721e/memories", test_memories);
    qtest_add_func("/k3-j721e/timer-lines", test_timer_lines);
    return g_test_run();
}
