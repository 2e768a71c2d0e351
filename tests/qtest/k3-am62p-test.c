/*
 * QTest for the AM62P, the AM62A and the J722S: differences from AM62x
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "k3-mailbox-utils.h"
#include "k3-test-utils.h"
#include "k3-ti-sci-utils.h"

typedef struct TestHost {
    uint8_t id;
    bool secure;
    uint8_t rx;
    uint8_t tx;
} TestHost;

typedef struct TestSoc {
    const char *name;
    uint32_t jtag_id;
    TestHost hosts[16];
    unsigned num_vints;         /* Linux's virtual interrupts of DMASS1 */
} TestSoc;

/* Hosts and threads as the TISCI User Guide has them */
static const TestSoc socs[] = {
    {
        .name = "am62p",
        .jtag_id = 0x0bb9d02f,
        .hosts = {
            { 10, true, 8, 9 }, { 11, true, 10, 11 }, { 12, false, 12, 13 },
            { 13, false, 14, 15 }, { 14, false, 16, 17 },
            { 30, false, 18, 19 }, { 31, false, 4, 5 }, { 32, false, 6, 7 },
            { 35, true, 0, 1 }, { 36, false, 2, 3 },
        },
    }, {
        .name = "am62a",
        .jtag_id = 0x0bb8d02f,
        .hosts = {
            { 10, true, 8, 9 }, { 11, true, 10, 11 }, { 12, false, 12, 13 },
            { 13, false, 14, 15 }, { 14, false, 18, 19 },
            { 20, false, 20, 21 }, { 30, false, 16, 17 }, { 35, true, 0, 1 },
            { 36, false, 2, 3 }, { 37, true, 4, 5 }, { 38, false, 6, 7 },
        },
    }, {
        .name = "j722s",
        .jtag_id = 0x0bba002f,
        .hosts = {
            { 10, true, 8, 9 }, { 11, true, 10, 11 }, { 12, false, 12, 13 },
            { 13, false, 14, 15 }, { 14, false, 16, 17 },
            { 20, false, 20, 21 }, { 22, false, 22, 23 },
            { 30, false, 18, 19 }, { 31, false, 24, 25 },
            { 32, false, 26, 27 }, { 35, true, 0, 1 }, { 36, false, 2, 3 },
            { 37, true, 4, 5 }, { 38, false, 6, 7 },
        },
    },
};

#define WKUP_PATH       "/machine/k3/r5fss[0]/core[0]"
#define MCU_PATH        "/machine/k3/r5fss[1]/core[0]"
#define MAIN_PATH       "/machine/k3/r5fss[2]/core[0]"

#define DEV_MCU_R5FSS   7
#define DEV_MCU_R5F     9
#define DEV_WKUP_R5F    121
#define DEV_MAIN_R5FSS  261
#define DEV_MAIN_R5F    262
#define DEV_DMASS1_INTAGGR 200
#define RESOURCE_VINT   0x0a
#define PROC_WKUP_R5F   0x01
#define PROC_MCU_R5F    0x03
#define PROC_MAIN_R5F   0x04

#define STAT_WFI        0x002
#define STAT_CLK_GATED  0x004
#define STAT_SINGLECORE 0x200

#define JTAGID          0x43000014
#define MCU_ATCM        0x79000000
#define MCU_BTCM        0x79020000
#define MAIN_ATCM       0x78400000
#define MAIN_BTCM       0x78500000
#define TCM_SIZE        0x8000

#define MESSAGE(n, m)   (MBOX_BASE(n) + MBOX_MESSAGE(m))
#define IRQ_ENABLE(n, u) (MBOX_BASE(n) + MBOX_IRQ_ENABLED(u))

/* In the R5F cores' debug views: WKUP is the first, then MCU, then MAIN */
#define VIM_RAW(base, n) ((base) + 0x400 + 0x20 * ((n) / 32))
#define WKUP_VIM        (K3_R5F_VIEW(0) + 0x2fff0000)
#define MCU_VIM         (K3_R5F_VIEW(1) + 0x07ff0000)
#define MCU_LOCAL_ATCM  (K3_R5F_VIEW(1) + 0)
#define MCU_LOCAL_BTCM  (K3_R5F_VIEW(1) + 0x41010000)
#define MAIN_VIM        (K3_R5F_VIEW(2) + 0x2fff0000)
#define MAIN_LOCAL_ATCM (K3_R5F_VIEW(2) + 0)
#define MAIN_LOCAL_BTCM (K3_R5F_VIEW(2) + 0x41010000)

static QTestState *start(const void *soc)
{
    return qtest_initf("-machine k3-virt,soc=%s,debug-views=on -nodefaults "
                       "-display none", ((const TestSoc *)soc)->name);
}

static bool vim_raw(QTestState *qts, uint64_t vim, unsigned input)
{
    return qtest_readl(qts, VIM_RAW(vim, input)) >> (input % 32) & 1;
}

/* The WKUP R5F runs the device manager; the MCU R5F waits for Linux */
static void test_at_boot(const void *soc)
{
    QTestState *qts = start(soc);
    SciHost h = sci_linux(qts);

    g_assert_cmphex(qtest_readl(qts, JTAGID), ==,
                    ((const TestSoc *)soc)->jtag_id);
    sci_assert_qom_string(qts, WKUP_PATH, "state", "wfi");
    g_assert_cmpuint(sci_get_device(&h, DEV_WKUP_R5F).current, ==, 1);
    sci_assert_qom_string(qts, MCU_PATH, "state", "off");
    g_assert_cmpuint(sci_get_device(&h, DEV_MCU_R5F).current, ==, 0);
    g_assert_true(sci_proc_request(&h, PROC_WKUP_R5F));
    g_assert_cmphex(sci_proc_flags(&h, PROC_WKUP_R5F), ==,
                    STAT_WFI | STAT_CLK_GATED | STAT_SINGLECORE);
    qtest_quit(qts);
}

/* Every host gets answers on the threads listed in the TISCI User Guide */
static void test_hosts(const void *soc)
{
    const TestHost *hosts = ((const TestSoc *)soc)->hosts;
    QTestState *qts = start(soc);

    for (size_t i = 0; hosts[i].id; i++) {
        SciHost h = { .qts = qts, .id = hosts[i].id,
                      .secure = hosts[i].secure,
                      .rx = hosts[i].rx, .tx = hosts[i].tx };

        g_assert_true(sci_call(&h, 0x0002, NULL, ""));
    }
    qtest_quit(qts);
}

/* AM62D is an AM62A whose board configuration gives Linux more of DMASS1 */
static void test_variant(void)
{
    static const TestSoc variants[] = {
        { .name = "am62a", .num_vints = 5 },
        { .name = "am62d", .num_vints = 8 },
    };

    for (size_t i = 0; i < ARRAY_SIZE(variants); i++) {
        QTestState *qts = start(&variants[i]);
        SciHost h = sci_linux(qts);
        SciResponse r;

        g_assert_cmphex(qtest_readl(qts, JTAGID), ==, 0x0bb8d02f);
        g_assert_true(sci_call(&h, 0x1500, &r, "211", DEV_DMASS1_INTAGGR,
                               RESOURCE_VINT, 255));
        g_assert_cmpuint(lduw_le_p(r.msg + 8), ==, 0);
        g_assert_cmpuint(lduw_le_p(r.msg + 10), ==, variants[i].num_vints);
        qtest_quit(qts);
    }
}

/* Power and reset as Linux asks for before it loads a core */
static void prepare(SciHost *h, uint32_t cluster, uint32_t core)
{
    g_assert_true(sci_set_device(h, cluster, SCI_DEV_ON, 0));
    g_assert_true(sci_set_resets(h, core, 1));
    g_assert_true(sci_set_device(h, core, SCI_DEV_ON, 0));
}

/* Start as Linux does; the TCMs are accessible once the module has power */
static void test_mcu_r5f(const void *soc)
{
    QTestState *qts = start(soc);
    SciHost h = sci_linux(qts);

    g_assert_true(sci_proc_request(&h, PROC_MCU_R5F));
    prepare(&h, DEV_MCU_R5FSS, DEV_MCU_R5F);
    sci_assert_qom_string(qts, MCU_PATH, "state", "reset");
    qtest_writel(qts, MCU_ATCM + TCM_SIZE - 4, 0x12345678);
    qtest_writel(qts, MCU_BTCM, 0x9abcdef0);
    g_assert_cmphex(qtest_readl(qts, MCU_LOCAL_BTCM), ==, 0x9abcdef0);

    /* Enable ATCM and BTCM, ATCM at address 0: 0x800 | 0x1000 | 0x2000 */
    g_assert_true(sci_proc_set_config(&h, PROC_MCU_R5F, 0, 0x3800, 0));
    g_assert_cmphex(qtest_readl(qts, MCU_LOCAL_ATCM + TCM_SIZE - 4), ==,
                    0x12345678);
    /* As in the boards' device trees: BTCM only, at address 0 */
    g_assert_true(sci_proc_set_config(&h, PROC_MCU_R5F, 0, 0x1000, 0x2800));
    g_assert_cmphex(qtest_readl(qts, MCU_LOCAL_ATCM), ==, 0x9abcdef0);

    g_assert_true(sci_proc_set_control(&h, PROC_MCU_R5F, CTRL_HALT, 0));
    g_assert_true(sci_set_resets(&h, DEV_MCU_R5F, 0));
    sci_assert_qom_string(qts, MCU_PATH, "state", "halted");
    g_assert_true(sci_proc_set_control(&h, PROC_MCU_R5F, 0, CTRL_HALT));
    sci_assert_qom_string(qts, MCU_PATH, "state", "running");
    qtest_quit(qts);
}

/* In each cluster, user 0 is Linux, 2 is the MCU R5F, 3 is the WKUP R5F */
static void test_mailbox_lines(const void *soc)
{
    static const unsigned spis[] = { 76, 77, 108, 109 };
    QTestState *qts = start(soc);
    SciHost h = sci_linux(qts);

    qtest_irq_intercept_in(qts, "/machine/k3/gic");
    prepare(&h, DEV_MCU_R5FSS, DEV_MCU_R5F);
    for (unsigned n = 0; n < ARRAY_SIZE(spis); n++) {
        qtest_writel(qts, MESSAGE(n, 8), 1);
        g_assert_false(qtest_get_irq(qts, spis[n]));
        qtest_writel(qts, IRQ_ENABLE(n, 0), NEWMSG(8));
        g_assert_true(qtest_get_irq(qts, spis[n]));
        g_assert_false(vim_raw(qts, MCU_VIM, 240 + n));
        qtest_writel(qts, IRQ_ENABLE(n, 2), NEWMSG(8));
        g_assert_true(vim_raw(qts, MCU_VIM, 240 + n));
        g_assert_false(vim_raw(qts, WKUP_VIM, 240 + n));
        qtest_writel(qts, IRQ_ENABLE(n, 3), NEWMSG(8));
        g_assert_true(vim_raw(qts, WKUP_VIM, 240 + n));
    }
    qtest_quit(qts);
}

/* The MAIN R5F of J722S waits for Linux, too */
static void test_main_r5f(const void *soc)
{
    QTestState *qts = start(soc);
    SciHost h = sci_linux(qts);

    sci_assert_qom_string(qts, MAIN_PATH, "state", "off");
    g_assert_true(sci_proc_request(&h, PROC_MAIN_R5F));
    prepare(&h, DEV_MAIN_R5FSS, DEV_MAIN_R5F);
    sci_assert_qom_string(qts, MAIN_PATH, "state", "reset");
    g_assert_cmphex(sci_proc_flags(&h, PROC_MAIN_R5F) & STAT_SINGLECORE, ==,
                    STAT_SINGLECORE);
    g_assert_true(sci_proc_set_config(&h, PROC_MAIN_R5F, 0, 0x3800, 0));
    qtest_writel(qts, MAIN_ATCM, 0x12345678);
    qtest_writel(qts, MAIN_BTCM + TCM_SIZE - 4, 0x9abcdef0);
    g_assert_cmphex(qtest_readl(qts, MAIN_LOCAL_ATCM), ==, 0x12345678);
    g_assert_cmphex(qtest_readl(qts, MAIN_LOCAL_BTCM + TCM_SIZE - 4), ==,
                    0x9abcdef0);
    qtest_quit(qts);
}

/*
 * Clusters 4 to 7 of J722S are between the remote cores. The MAIN R5F is user 3
 * of all clusters but the first two; user 0 is the WKUP or the MCU R5F.
 */
static void test_core_to_core_lines(const void *soc)
{
    static const struct {
        unsigned cluster;
        unsigned main_input;
        uint64_t vim;           /* of user 0; 0 if that is the GIC */
        unsigned input;
    } lines[] = {
        { 2, 115, 0, 0 },
        { 3, 116, 0, 0 },
        { 4, 240, WKUP_VIM, 115 },
        { 5, 241, WKUP_VIM, 116 },
        { 6, 242, MCU_VIM, 115 },
        { 7, 243, MCU_VIM, 116 },
    };
    QTestState *qts = start(soc);
    SciHost h = sci_linux(qts);

    prepare(&h, DEV_MCU_R5FSS, DEV_MCU_R5F);
    prepare(&h, DEV_MAIN_R5FSS, DEV_MAIN_R5F);
    for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
        unsigned n = lines[i].cluster;

        qtest_writel(qts, MESSAGE(n, 8), 1);
        qtest_writel(qts, IRQ_ENABLE(n, 0), NEWMSG(8));
        g_assert_false(vim_raw(qts, MAIN_VIM, lines[i].main_input));
        g_assert_true(!lines[i].vim ||
                      vim_raw(qts, lines[i].vim, lines[i].input));
        qtest_writel(qts, IRQ_ENABLE(n, 3), NEWMSG(8));
        g_assert_true(vim_raw(qts, MAIN_VIM, lines[i].main_input));
    }
    qtest_quit(qts);
}

static const struct {
    const char *name;
    void (*test)(const void *soc);
    const char *soc;            /* the only one that it is for, or NULL */
} tests[] = {
    { "at-boot", test_at_boot },
    { "hosts", test_hosts },
    { "mcu-r5f", test_mcu_r5f },
    { "mailbox-lines", test_mailbox_lines },
    { "main-r5f", test_main_r5f, "j722s" },
    { "core-to-core-lines", test_core_to_core_lines, "j722s" },
};

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < ARRAY_SIZE(socs); i++) {
        for (size_t j = 0; j < ARRAY_SIZE(tests); j++) {
            g_autofree char *path = g_strdup_printf(
                "/k3-am62p/%s/%s", socs[i].name, tests[j].name);

            if (!tests[j].soc || g_str_equal(tests[j].soc, socs[i].name)) {
                qtest_add_data_func(path, &socs[i], tests[j].test);
            }
        }
    }
    qtest_add_func("/k3-am62p/am62d/variant", test_variant);
    return g_test_run();
}
