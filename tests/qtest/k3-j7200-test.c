/*
 * QTest for the J7200 and the J721S2: differences from J721E
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/units.h"
#include "k3-navss-utils.h"

typedef struct TestHost {
    uint8_t id;
    bool secure;
    uint8_t rx;                 /* high and low priority threads follow */
    bool mcu;
} TestHost;

typedef struct TestCore {
    uint32_t atcm;
    uint16_t dev;
    uint8_t proc;
    int host;                   /* position of its host in the hosts */
    unsigned mailbox;           /* cluster; the user is that of a core */
    unsigned output;            /* first router output assigned to the core */
    unsigned line;              /* interrupt line connected to this output */
} TestCore;

typedef struct TestSoc {
    const char *name;
    uint32_t jtag_id;
    uint32_t sram_size;
    uint16_t dev_router;
    unsigned linux_outputs;
    TestHost hosts[25];
    TestCore cores[6];
} TestSoc;

/* Hosts and threads as the TISCI User Guide has them */
static const TestSoc socs[] = {
    {
        .name = "j7200",
        .jtag_id = 0x1bb6d02f,
        .sram_size = 1 * MiB,
        .dev_router = 213,
        .linux_outputs = 126,
        .hosts = {
            { 3, false, 1, true }, { 5, false, 11, true },
            { 35, false, 26 }, { 37, false, 36 },
            { 4, true, 6, true }, { 6, true, 16, true },
            { 10, true, 1 }, { 11, true, 6 }, { 12, false, 11 },
            { 13, false, 16 }, { 14, false, 21 }, { 36, true, 31 },
            { 38, true, 41 }, { 250, true, 21, true },
            { 251, false, 26, true },
        },
        .cores = {
            { 0x41000000, 250, 0x01, 0, 0, 400, 376 },
            { 0x41400000, 251, 0x02, 1, 0, 404, 380 },
            { 0x05c00000, 245, 0x06, 2, 1, 196, 228 },
            { 0x05d00000, 246, 0x07, 3, 1, 228, 228 },
        },
    }, {
        .name = "j721s2",
        .jtag_id = 0x0bb7502f,
        .sram_size = 4 * MiB,
        .dev_router = 227,
        .linux_outputs = 98,
        .hosts = {
            { 3, false, 1, true }, { 5, false, 11, true },
            { 35, false, 51 }, { 37, false, 61 }, { 40, false, 71 },
            { 42, false, 81 }, { 4, true, 6, true }, { 6, true, 16, true },
            { 10, true, 1 }, { 11, true, 6 }, { 12, false, 11 },
            { 13, false, 16 }, { 14, false, 21 }, { 20, true, 26 },
            { 21, false, 31 }, { 22, true, 36 }, { 23, false, 41 },
            { 30, false, 46 }, { 36, true, 56 }, { 38, true, 66 },
            { 41, true, 76 }, { 43, true, 86 }, { 250, true, 21, true },
            { 251, false, 26, true },
        },
        .cores = {
            { 0x41000000, 284, 0x01, 0, 0, 400, 376 },
            { 0x41400000, 285, 0x02, 1, 0, 404, 380 },
            { 0x05c00000, 279, 0x06, 2, 1, 196, 228 },
            { 0x05d00000, 280, 0x07, 3, 1, 228, 228 },
            { 0x05e00000, 281, 0x08, 4, 2, 260, 228 },
            { 0x05f00000, 282, 0x09, 5, 2, 292, 228 },
        },
    },
};

#define JTAGID          0x43000014
#define SRAM            0x70000000
#define TCM_SIZE        0x8000
#define BTCM            0x10000

#define GET_RANGE       0x1500

/* Of the configuration of an R5F: LOCKSTEP, TCMs enabled, ATCM at 0 */
#define CFG_LOCKSTEP    0x0100
#define CFG_TCMS        0x3800
#define STAT_WFI        0x002
#define STAT_LOCKSTEP_PERMITTED 0x100

static QTestState *start(const TestSoc *soc)
{
    return qtest_initf("-m 768M -machine k3-virt,soc=%s,debug-views=on "
                       K3_BARE, soc->name);
}

static SciHost host(QTestState *qts, const TestHost *info)
{
    SciHost h = navss_host(qts, info->mcu, info->id, info->rx, info->rx + 1);

    h.secure = info->secure;
    return h;
}

static SciHost linux_host(QTestState *qts)
{
    static const TestHost info = { 12, false, 11 };

    return host(qts, &info);
}

static int num_cores(const TestSoc *soc)
{
    int n = 0;

    while (n < ARRAY_SIZE(soc->cores) && soc->cores[n].dev) {
        n++;
    }
    return n;
}

static char *core_path(int c)
{
    return g_strdup_printf("/machine/k3/r5fss[%d]/core[%d]", c / 2, c % 2);
}

static bool route(const TestSoc *soc, SciHost *h, unsigned input,
                  unsigned output)
{
    return sci_route(h, SCI_SET_IRQ, soc->dev_router, input, output);
}

static bool vim_raw(QTestState *qts, int c, unsigned line)
{
    return k3_vim_raw(qts, c, c < 2 ? 0x40f80000 : 0x0ff80000, line);
}

/* Core 0 of the MCU domain runs the device manager; all others are off */
static void test_at_boot(const void *data)
{
    const TestSoc *soc = data;
    QTestState *qts = start(soc);
    SciHost h = linux_host(qts);

    g_assert_cmphex(qtest_readl(qts, JTAGID), ==, soc->jtag_id);
    for (int c = 0; c < num_cores(soc); c++) {
        g_autofree char *path = core_path(c);

        sci_assert_qom_string(qts, path, "state", c ? "off" : "wfi");
        g_assert_cmpuint(sci_get_device(&h, soc->cores[c].dev).current, ==,
                         c == 0);
        g_assert_true(sci_proc_request(&h, soc->cores[c].proc));
        g_assert_cmphex(sci_proc_flags(&h, soc->cores[c].proc) &
                        (STAT_WFI | STAT_LOCKSTEP_PERMITTED), ==,
                        (c ? 0 : STAT_WFI) | STAT_LOCKSTEP_PERMITTED);
    }
    qtest_quit(qts);
}

/* Every host gets answers, in its own proxy, to requests in both threads */
static void test_hosts(const void *data)
{
    const TestSoc *soc = data;
    QTestState *qts = start(soc);

    for (const TestHost *info = soc->hosts; info->id; info++) {
        SciHost h = host(qts, info);

        g_assert_true(sci_call(&h, 0x0002, NULL, ""));
        h.tx++;
        g_assert_true(sci_call(&h, 0x0002, NULL, ""));
    }
    qtest_quit(qts);
}

/* Power on a core in reset, with both TCMs */
static void prepare(SciHost *h, const TestCore *core, uint32_t config)
{
    g_assert_true(sci_proc_request(h, core->proc));
    g_assert_true(sci_proc_set_control(h, core->proc, CTRL_HALT, 0));
    g_assert_true(sci_proc_set_config(h, core->proc, 0, config | CFG_TCMS, 0));
    g_assert_true(sci_set_resets(h, core->dev, 1));
    g_assert_true(sci_set_device(h, core->dev, SCI_DEV_ON, 0));
}

/*
 * In split mode, a core has 32 KiB of each TCM; in lockstep core 0 has those of
 * core 1 as well, unlike on J721E.
 */
static void test_tcm(const void *data)
{
    const TestSoc *soc = data;
    static const uint32_t configs[] = { 0, CFG_LOCKSTEP };

    for (size_t i = 0; i < ARRAY_SIZE(configs); i++) {
        QTestState *qts = start(soc);
        SciHost h = linux_host(qts);

        for (int c = 2; c < num_cores(soc); c += 2) {
            const TestCore *c0 = &soc->cores[c], *c1 = &soc->cores[c + 1];
            uint64_t view = K3_R5F_VIEW(c);

            prepare(&h, c0, configs[i]);
            prepare(&h, c1, 0);
            qtest_writel(qts, c0->atcm + TCM_SIZE - 4, 0x12345678);
            qtest_writel(qts, c1->atcm, 0xa1a1a1a1);
            qtest_writel(qts, c1->atcm + BTCM + TCM_SIZE - 4, 0xb1b1b1b1);
            g_assert_cmphex(qtest_readl(qts, view + TCM_SIZE - 4), ==,
                            0x12345678);
            g_assert_cmphex(qtest_readl(qts, view + TCM_SIZE), ==,
                            configs[i] ? 0xa1a1a1a1 : 0);
            g_assert_cmphex(qtest_readl(qts, view + 0x41010000 +
                                        2 * TCM_SIZE - 4), ==,
                            configs[i] ? 0xb1b1b1b1 : 0);
        }
        qtest_quit(qts);
    }
}

static void test_sram(const void *data)
{
    const TestSoc *soc = data;
    QTestState *qts = start(soc);

    qtest_writel(qts, SRAM + soc->sram_size - 4, 0x12345678);
    qtest_writel(qts, SRAM + soc->sram_size, 0x9abcdef0);
    g_assert_cmphex(qtest_readl(qts, SRAM + soc->sram_size - 4), ==,
                    0x12345678);
    g_assert_cmphex(qtest_readl(qts, SRAM + soc->sram_size), ==, 0);
    qtest_quit(qts);
}

/* Outputs of the router that belong to Linux, and lead to the GIC */
static void test_to_gic(const void *data)
{
    const TestSoc *soc = data;
    QTestState *qts = start(soc);
    SciHost h = linux_host(qts);
    unsigned last = 10 + soc->linux_outputs - 1;
    unsigned output[] = { 10, 63, 64, last };
    unsigned intid[] = { 74, 127, 448, last < 128 ? last + 384 : last + 544 };
    SciResponse r;

    g_assert_true(sci_call(&h, GET_RANGE, &r, "211", soc->dev_router, 0, 255));
    g_assert_cmpuint(lduw_le_p(r.msg + 8), ==, 10);
    g_assert_cmpuint(lduw_le_p(r.msg + 10), ==, soc->linux_outputs);
    for (size_t i = 0; i < ARRAY_SIZE(output); i++) {
        g_assert_true(route(soc, &h, MAILBOX_INPUT(i, 0), output[i]));
        g_assert_cmphex(qtest_readl(qts, MUX(output[i])), ==,
                        0x10000 | MAILBOX_INPUT(i, 0));
        qtest_writel(qts, IRQ_ENABLE(i, 0), NEWMSG(0));
        g_assert_false(k3_gic_pending(qts, intid[i]));
        qtest_writel(qts, MESSAGE(i, 0), 1);
        g_assert_true(k3_gic_pending(qts, intid[i]));
    }
    g_assert_false(route(soc, &h, MAILBOX_INPUT(11, 0), last + 1));
    qtest_quit(qts);
}

/*
 * A message interrupts each core, on the route that its own host requests.  The
 * device manager reads the FIFO that Linux writes, but not this one.
 */
static void test_to_cores(const void *data)
{
    const TestSoc *soc = data;
    QTestState *qts = start(soc);

    for (int c = 0; c < num_cores(soc); c++) {
        const TestCore *core = &soc->cores[c];
        SciHost h = host(qts, &soc->hosts[core->host]);
        int user = 1 + c % 2;

        qtest_writel(qts, IRQ_ENABLE(core->mailbox, user), NEWMSG(8));
        qtest_writel(qts, MESSAGE(core->mailbox, 8), 1);
        g_assert_false(vim_raw(qts, c, core->line));
        g_assert_true(route(soc, &h, MAILBOX_INPUT(core->mailbox, user),
                            core->output));
        g_assert_true(vim_raw(qts, c, core->line));
        qtest_readl(qts, MESSAGE(core->mailbox, 8));
    }
    qtest_quit(qts);
}

static const struct {
    const char *name;
    void (*test)(const void *soc);
} tests[] = {
    { "at-boot", test_at_boot },
    { "hosts", test_hosts },
    { "tcm", test_tcm },
    { "sram", test_sram },
    { "to-gic", test_to_gic },
    { "to-cores", test_to_cores },
};

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < ARRAY_SIZE(socs); i++) {
        for (size_t j = 0; j < ARRAY_SIZE(tests); j++) {
            g_autofree char *path = g_strdup_printf(
                "/k3-j7200/%s/%s", socs[i].name, tests[j].name);

            qtest_add_data_func(path, &socs[i], tests[j].test);
        }
    }
    return g_test_run();
}
