/*
 * QTest for the AM62x: what is different from the SoC the other tests use
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qobject/qlist.h"
#include "k3-mailbox-utils.h"
#include "k3-test-utils.h"
#include "k3-ti-sci-utils.h"

/* Little memory, all of which a migration looks at twice */
#define MACHINE         "-m 640M -machine k3-virt,soc=am62x,debug-views=on " \
                        "-nodefaults -display none"

#define GIC_PATH        "/machine/k3/gic"
#define CORE_PATH       "/machine/k3/r5fss[0]/core[0]"
#define M4F_PATH        "/machine/k3/m4fss[0]"

#define DEV_M4F         9
#define DEV_R5FSS       119
#define DEV_R5F         121
#define DEV_UART0       146
#define PROC_R5F        0x01
#define PROC_M4F        0x18

#define STAT_WFI        0x002
#define STAT_CLK_GATED  0x004
#define STAT_SINGLECORE 0x200

#define ATCM            0x78000000
#define BTCM            0x78100000
#define TCM_SIZE        0x8000
#define OCSRAM          0x70000000
#define OCSRAM_SIZE     0x10000
#define DDR             0x80000000ull
#define DDR_HIGH        0x880000000ull
#define JTAGID          0x43000014

#define MESSAGE(m)      (MBOX_BASE(0) + MBOX_MESSAGE(m))
#define MSGSTATUS(m)    (MBOX_BASE(0) + MBOX_MSGSTATUS(m))
#define IRQ_ENABLE(u)   (MBOX_BASE(0) + MBOX_IRQ_ENABLED(u))
#define IRQ_DISABLE(u)  (MBOX_BASE(0) + MBOX_IRQ_DISABLE(u))

/* The WKUP R5F's own view */
#define VIM_RAW(n)      (K3_R5F_VIEW(0) + 0x2fff0400 + 0x20 * ((n) / 32))
#define VIM_STS(n)      (VIM_RAW(n) + 4)
#define LOCAL_ATCM      (K3_R5F_VIEW(0) + 0)
#define LOCAL_BTCM      (K3_R5F_VIEW(0) + 0x41010000)

/* The M4F's, behind that of the only R5F */
#define NVIC_ISPR(n)    (K3_R5F_VIEW(1) + 0xe000e200 + 4 * ((n) / 32))
#define NVIC_ICPR(n)    (K3_R5F_VIEW(1) + 0xe000e280 + 4 * ((n) / 32))
#define M4F_RAM         (K3_R5F_VIEW(1) + 0)
#define IRAM            0x05000000
#define IRAM_SIZE       0x30000
#define DRAM            0x05040000
#define DRAM_SIZE       0x10000

static QTestState *start(void)
{
    return qtest_init(MACHINE);
}

static bool vim_raw(QTestState *qts, unsigned input)
{
    return qtest_readl(qts, VIM_RAW(input)) >> (input % 32) & 1;
}

static bool set_control(SciHost *h, uint32_t set, uint32_t clear)
{
    return sci_proc_set_control(h, PROC_R5F, set, clear);
}

static void assert_resident(QTestState *qts, bool resident, const char *state)
{
    sci_assert_qom_string(qts, CORE_PATH, "state", state);
    g_assert_cmpint(qtest_qom_get_bool(qts, CORE_PATH, "resident"), ==,
                    resident);
}

/* What makes Linux attach instead of boot: on, released, not halted */
static void assert_device_manager(QTestState *qts, SciHost *h)
{
    SciDevice dev = sci_get_device(h, DEV_R5F);

    g_assert_cmpuint(dev.current, ==, 1);
    g_assert_cmphex(dev.resets, ==, 0);
    g_assert_cmphex(sci_own_proc_status(h, PROC_R5F).control & CTRL_HALT, ==,
                    0);
    g_assert_cmphex(sci_proc_flags(h, PROC_R5F), ==,
                    STAT_WFI | STAT_CLK_GATED | STAT_SINGLECORE);
    assert_resident(qts, true, "wfi");
}

static void test_at_boot(void)
{
    QTestState *qts = start();
    SciHost h = sci_linux(qts);

    g_assert_true(sci_proc_request(&h, PROC_R5F));
    assert_device_manager(qts, &h);
    /* It is not Linux that has switched it on */
    g_assert_cmpuint(sci_get_device(&h, DEV_R5F).programmed, !=, SCI_DEV_ON);
    g_assert_cmpuint(sci_get_device(&h, DEV_M4F).current, ==, 0);
    g_assert_cmpuint(sci_get_device(&h, DEV_UART0).current, ==, 0);
    g_assert_cmphex(qtest_readl(qts, JTAGID), ==, 0x0bb7e02f);
    qtest_quit(qts);
}

static void test_stays_on(void)
{
    QTestState *qts = start();
    SciHost h = sci_linux(qts);

    g_assert_true(sci_proc_request(&h, PROC_R5F));
    g_assert_true(sci_set_device(&h, DEV_R5F, SCI_DEV_ON, 0));
    g_assert_true(sci_set_device(&h, DEV_R5F, SCI_DEV_OFF, 0));
    g_assert_true(sci_set_device(&h, DEV_R5FSS, SCI_DEV_OFF, 0));
    assert_device_manager(qts, &h);
    qtest_quit(qts);
}

/* After a reset the core is like any other: it executes what is there */
static void test_reset_ends_residence(void)
{
    QTestState *qts = start();
    SciHost h = sci_linux(qts);

    g_assert_true(sci_proc_request(&h, PROC_R5F));
    g_assert_true(sci_set_resets(&h, DEV_R5F, 1));
    assert_resident(qts, false, "reset");
    g_assert_cmphex(sci_proc_flags(&h, PROC_R5F), ==, STAT_SINGLECORE);
    g_assert_true(set_control(&h, CTRL_HALT, 0));
    g_assert_true(sci_set_resets(&h, DEV_R5F, 0));
    assert_resident(qts, false, "halted");
    g_assert_true(set_control(&h, 0, CTRL_HALT));
    assert_resident(qts, false, "running");
    g_assert_cmphex(sci_proc_flags(&h, PROC_R5F), ==, STAT_SINGLECORE);

    qtest_system_reset(qts);
    h = sci_linux(qts);
    g_assert_true(sci_proc_request(&h, PROC_R5F));
    assert_device_manager(qts, &h);

    /* ... and from a reset of a machine whose core is still resident */
    qtest_system_reset(qts);
    h = sci_linux(qts);
    g_assert_true(sci_proc_request(&h, PROC_R5F));
    assert_device_manager(qts, &h);
    qtest_quit(qts);
}

/* All that a host can do to the clock of a core that executes nothing */
static void test_freeze(void)
{
    QTestState *qts = start();
    SciHost h = sci_linux(qts);

    g_assert_true(sci_proc_request(&h, PROC_R5F));
    sci_qom_set_string(qts, TI_SCI_PATH, "halt-policy", "nack-unless-wfi");
    g_assert_true(set_control(&h, CTRL_HALT, 0));
    assert_resident(qts, true, "wfi");
    g_assert_true(set_control(&h, 0, CTRL_HALT));
    sci_qom_set_string(qts, TI_SCI_PATH, "halt-policy", "ack-freeze");
    g_assert_true(set_control(&h, CTRL_HALT, 0));
    assert_resident(qts, true, "frozen");
    g_assert_cmphex(sci_proc_flags(&h, PROC_R5F), ==, STAT_SINGLECORE);
    g_assert_true(set_control(&h, 0, CTRL_HALT));
    assert_resident(qts, true, "wfi");
    g_assert_true(set_control(&h, CTRL_HALT, 0));
    g_assert_true(sci_set_resets(&h, DEV_R5F, 1));
    assert_resident(qts, false, "reset");
    qtest_quit(qts);
}

static void test_migration(void)
{
    QTestState *qts = start();
    SciHost h = sci_linux(qts);

    g_assert_true(sci_proc_request(&h, PROC_R5F));
    qts = k3_migrate(qts, MACHINE, NULL);
    h.qts = qts;
    assert_device_manager(qts, &h);

    g_assert_true(sci_set_resets(&h, DEV_R5F, 1));
    g_assert_true(sci_set_resets(&h, DEV_R5F, 0));
    assert_resident(qts, false, "running");
    qts = k3_migrate(qts, MACHINE, NULL);
    h.qts = qts;
    assert_resident(qts, false, "running");
    g_assert_cmphex(sci_proc_flags(&h, PROC_R5F), ==, STAT_SINGLECORE);
    qtest_quit(qts);
}

/* From Linux to the device manager, and back */
#define FIFO_TO_DM      3
#define FIFO_FROM_DM    2

static void write_to_dm(QTestState *qts, uint32_t message)
{
    qtest_writel(qts, MESSAGE(FIFO_TO_DM), message);
}

static void assert_unread(QTestState *qts, unsigned num)
{
    g_assert_cmpuint(qtest_readl(qts, MSGSTATUS(FIFO_TO_DM)), ==, num);
    g_assert_cmpuint(qtest_readl(qts, MSGSTATUS(FIFO_FROM_DM)), ==, 0);
}

/* The device manager reads its mailbox, and answers nothing. */
static void test_mailbox_is_read(void)
{
    QTestState *qts = start();
    SciHost h = sci_linux(qts);

    g_assert_true(sci_proc_request(&h, PROC_R5F));
    write_to_dm(qts, 0xffffff03);
    write_to_dm(qts, 0xffffff14);
    write_to_dm(qts, 1);
    assert_unread(qts, 3);
    qtest_clock_step(qts, 2000);
    assert_unread(qts, 2);
    sci_assert_qom_string(qts, CORE_PATH, "state", "running");
    qtest_clock_step(qts, 100000);
    assert_unread(qts, 0);
    assert_device_manager(qts, &h);

    /* A message under way in a machine that moves */
    write_to_dm(qts, 0xffffff03);
    qts = k3_migrate(qts, MACHINE, NULL);
    h.qts = qts;
    assert_unread(qts, 1);
    /* qtest's clock starts anew, the timer does not */
    qtest_clock_step(qts, 10000000);
    assert_unread(qts, 0);

    /* Not with its clock stopped, and not when it is gone */
    sci_qom_set_string(qts, TI_SCI_PATH, "halt-policy", "ack-freeze");
    g_assert_true(set_control(&h, CTRL_HALT, 0));
    write_to_dm(qts, 0xffffff03);
    qtest_clock_step(qts, 100000);
    assert_unread(qts, 1);
    g_assert_true(set_control(&h, 0, CTRL_HALT));
    qtest_clock_step(qts, 100000);
    assert_unread(qts, 0);
    g_assert_true(sci_set_resets(&h, DEV_R5F, 1));
    write_to_dm(qts, 0xffffff03);
    qtest_clock_step(qts, 100000);
    assert_unread(qts, 1);
    qtest_quit(qts);
}

#define DM_DIES     "-device k3-fault,id=f,where=mailbox,cluster=0,fifo=1," \
                    "core=wkup-r5f0_0,action="

static void assert_no_answer(SciHost *h, uint16_t type)
{
    sci_send(h, type, SCI_FLAG_AOP, "4", DEV_M4F);
    qtest_clock_step(h->qts, 100 * SCI_RESPONSE_DELAY_NS);
    g_assert_cmpuint(sci_waiting(h), ==, 0);
}

/*
 * The device manager dies: nobody serves hosts that are not secure any more,
 * and nobody power and resources of the others.  The firmware on its own core
 * goes on.
 */
static void test_device_manager_dies(void)
{
    static const char *const actions[] = { "hang", "crash" };

    for (size_t i = 0; i < ARRAY_SIZE(actions); i++) {
        g_autofree char *args = g_strdup_printf("%s " DM_DIES "%s", MACHINE,
                                                actions[i]);
        QTestState *qts = qtest_init(args);
        SciHost os = sci_linux(qts);
        SciHost tfa = { .qts = qts, .id = 10, .secure = true,
                        .rx = 8, .tx = 9 };

        g_assert_true(sci_proc_request(&os, PROC_R5F));
        sci_qom_set_string(qts, TI_SCI_PATH, "halt-policy", "ack-freeze");
        /* What is under way when it dies is lost */
        sci_send(&os, 0x0002, SCI_FLAG_AOP, "");
        qtest_writel(qts, MESSAGE(1), 0);
        qtest_clock_step(qts, 100 * SCI_RESPONSE_DELAY_NS);
        assert_resident(qts, true, "frozen");
        g_assert_cmpuint(sci_waiting(&os), ==, 0);
        write_to_dm(qts, 0xffffff03);
        qtest_clock_step(qts, 100000);
        assert_unread(qts, 1);

        for (int again = 0; again < 2; again++) {
            assert_no_answer(&os, 0x0201);
            assert_no_answer(&os, 0xc400);
            assert_no_answer(&tfa, 0x0201);
            assert_no_answer(&tfa, 0x0101);
            g_assert_true(sci_call(&tfa, 0x0002, NULL, ""));
            g_assert_true(sci_proc_request(&tfa, PROC_M4F));
            g_assert_true(sci_call(&tfa, 0xc001, NULL, "1", PROC_M4F));
            assert_resident(qts, true, "frozen");
            if (!again && !i) {
                qts = k3_migrate(qts, args, NULL);
                os.qts = tfa.qts = qts;
            }
        }

        qtest_system_reset(qts);
        os = sci_linux(qts);
        g_assert_true(sci_proc_request(&os, PROC_R5F));
        assert_device_manager(qts, &os);
        qtest_quit(qts);
    }
}

/* Every host is answered on the threads that the guide gives it */
static void test_hosts(void)
{
    static const struct {
        uint8_t id;
        bool secure;
        uint8_t rx;
        uint8_t tx;
    } hosts[] = {
        { 10, true, 8, 9 }, { 11, false, 10, 11 }, { 12, false, 12, 13 },
        { 13, false, 14, 15 }, { 14, false, 20, 21 }, { 30, false, 16, 17 },
        { 31, false, 18, 19 }, { 35, true, 0, 1 }, { 36, false, 2, 3 },
        { 37, true, 4, 5 }, { 38, false, 6, 7 }, { 250, true, 22, 23 },
        { 251, false, 24, 25 },
    };
    QTestState *qts = start();

    for (size_t i = 0; i < ARRAY_SIZE(hosts); i++) {
        SciHost h = {
            .qts = qts, .id = hosts[i].id, .secure = hosts[i].secure,
            .rx = hosts[i].rx, .tx = hosts[i].tx,
        };

        g_assert_true(sci_call(&h, 0x0002, NULL, ""));
        /* ... and nobody else there */
        h.id = 40;
        sci_send(&h, 0x0002, SCI_FLAG_AOP, "");
        qtest_clock_step(qts, SCI_RESPONSE_DELAY_NS);
        if (sci_thread_count(qts, h.rx)) {
            SciResponse r;

            g_assert_true(sci_receive(&h, &r));
            g_assert_cmphex(r.flags & SCI_RESP_ACK, ==, 0);
        }
    }
    g_assert_cmpuint(sci_thread_count(qts, 26), ==, 0);
    qtest_quit(qts);
}

static void test_processors(void)
{
    static const struct {
        uint8_t id;
        bool free;
    } procs[] = {
        { 0x01, true }, { 0x18, true }, { 0x20, false }, { 0x21, false },
        { 0x22, false }, { 0x23, false }, { 0x80, true },
        { 0x02, false }, { 0x06, false },       /* AM64x has these */
    };
    QTestState *qts = start();
    SciHost h = sci_linux(qts);

    for (size_t i = 0; i < ARRAY_SIZE(procs); i++) {
        g_assert_cmpint(sci_proc_request(&h, procs[i].id), ==,
                        procs[i].free);
    }
    qtest_quit(qts);
}

/* Both ends of a memory, and that it ends there */
static void check_memory(QTestState *qts, uint64_t base, uint64_t size)
{
    qtest_writel(qts, base, 0x12345678);
    qtest_writel(qts, base + size - 4, 0x9abcdef0);
    g_assert_cmphex(qtest_readl(qts, base), ==, 0x12345678);
    g_assert_cmphex(qtest_readl(qts, base + size - 4), ==, 0x9abcdef0);
    qtest_writel(qts, base + size, 0x55555555);
    g_assert_cmphex(qtest_readl(qts, base + size), ==, 0);
}

static bool nvic_pending(QTestState *qts, unsigned irq)
{
    return qtest_readl(qts, NVIC_ISPR(irq)) >> (irq % 32) & 1;
}

/* Power the M4F and release it: without power it has no NVIC to look at */
static void start_m4f(SciHost *h)
{
    g_assert_true(sci_proc_request(h, PROC_M4F));
    g_assert_true(sci_set_resets(h, DEV_M4F, 1));
    g_assert_true(sci_set_device(h, DEV_M4F, SCI_DEV_ON, 0));
    sci_assert_qom_string(h->qts, M4F_PATH, "state", "reset");
    g_assert_true(sci_set_resets(h, DEV_M4F, 0));
    while (qtest_qom_get_bool(h->qts, M4F_PATH "/cluster/armv7m/cpu",
                              "start-powered-off")) {
        g_usleep(1000);
    }
}

static void test_m4f(void)
{
    QTestState *qts = start();
    SciHost h = sci_linux(qts);

    sci_assert_qom_string(qts, M4F_PATH, "state", "off");
    start_m4f(&h);
    sci_assert_qom_string(qts, M4F_PATH, "state", "running");
    check_memory(qts, IRAM, IRAM_SIZE);
    check_memory(qts, DRAM, DRAM_SIZE);
    qtest_writel(qts, IRAM + 8, 0xcafe0001);
    g_assert_cmphex(qtest_readl(qts, M4F_RAM + 8), ==, 0xcafe0001);
    qtest_writel(qts, DRAM + 8, 0xcafe0002);
    g_assert_cmphex(qtest_readl(qts, M4F_RAM + IRAM_SIZE + 8), ==, 0xcafe0002);
    qtest_quit(qts);
}

static void test_mailbox_lines(void)
{
    QTestState *qts = start();
    SciHost h = sci_linux(qts);

    start_m4f(&h);
    /* The device manager's */
    qtest_writel(qts, IRQ_DISABLE(1), NEWMSG(FIFO_TO_DM));
    qtest_irq_intercept_in(qts, GIC_PATH);
    for (unsigned user = 0; user < 4; user++) {
        qtest_writel(qts, MESSAGE(user), 0xffffff03);
        qtest_writel(qts, IRQ_ENABLE(user), NEWMSG(user));
        g_assert_cmpint(qtest_get_irq(qts, 76), ==, user == 0);
        g_assert_cmpint(qtest_get_irq(qts, 77), ==, user == 1);
        g_assert_cmpint(vim_raw(qts, 254), ==, user == 1);
        g_assert_cmpint(vim_raw(qts, 255), ==, user == 3);
        g_assert_cmpint(nvic_pending(qts, 50), ==, user == 2);
        g_assert_cmphex(qtest_readl(qts, MESSAGE(user)), ==, 0xffffff03);
        qtest_writel(qts, VIM_STS(254), ~0u);
        qtest_writel(qts, NVIC_ICPR(50), ~0u);
        g_assert_false(qtest_get_irq(qts, 76) || qtest_get_irq(qts, 77) ||
                       vim_raw(qts, 254) || vim_raw(qts, 255) ||
                       nvic_pending(qts, 50));
    }
    qtest_quit(qts);
}

static void test_secure_proxy_lines(void)
{
    QTestState *qts = start();
    SciHost a53 = sci_linux(qts);
    SciHost r5f = sci_r5(qts);

    qtest_irq_intercept_in(qts, GIC_PATH);
    sci_send(&a53, 0x0002, SCI_FLAG_AOP, "");
    qtest_clock_step(qts, SCI_RESPONSE_DELAY_NS);
    g_assert_true(qtest_get_irq(qts, 34));
    g_assert_false(vim_raw(qts, 65));
    sci_send(&r5f, 0x0002, SCI_FLAG_AOP, "");
    qtest_clock_step(qts, SCI_RESPONSE_DELAY_NS);
    g_assert_true(vim_raw(qts, 65));
    qtest_quit(qts);
}

static void test_memories(void)
{
    QTestState *qts = qtest_init(MACHINE " -m 3G");

    check_memory(qts, ATCM, TCM_SIZE);
    check_memory(qts, BTCM, TCM_SIZE);
    check_memory(qts, OCSRAM, OCSRAM_SIZE);
    check_memory(qts, DDR, 0x80000000ull);
    check_memory(qts, DDR_HIGH, 0x40000000ull);

    /* BTCM only is enabled at power-on, ATCM's place is at 0 */
    qtest_writel(qts, BTCM + 8, 0xcafe0001);
    g_assert_cmphex(qtest_readl(qts, LOCAL_BTCM + 8), ==, 0xcafe0001);
    qtest_writel(qts, ATCM + 8, 0xcafe0002);
    g_assert_cmphex(qtest_readl(qts, LOCAL_ATCM + 8), !=, 0xcafe0002);
    qtest_quit(qts);
}

static unsigned count_cpus(const char *args)
{
    QTestState *qts = qtest_init(args);
    QDict *reply = qtest_qmp(qts, "{ 'execute': 'query-cpus-fast' }");
    unsigned n = qlist_size(qdict_get_qlist(reply, "return"));

    qobject_unref(reply);
    qtest_quit(qts);
    return n;
}

/* Application cores: all that the SoC has, or as many as are asked for */
static void test_cpus(void)
{
    g_assert_cmpuint(count_cpus(MACHINE), ==, 4 + 2);
    g_assert_cmpuint(count_cpus(MACHINE " -smp 1"), ==, 1 + 2);
    g_assert_cmpuint(count_cpus(MACHINE " -smp 3"), ==, 3 + 2);
    g_assert_cmpuint(count_cpus(MACHINE " -smp 4"), ==, 4 + 2);
    g_assert_cmpuint(count_cpus(MACHINE " -smp 2,maxcpus=4"), ==, 2 + 2);
    g_assert_cmpuint(count_cpus(K3_MACHINE ",soc=am64x"), ==, 2 + 5);
    g_assert_cmpuint(count_cpus(K3_MACHINE " -smp 1"), ==, 1 + 5);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    qtest_add_func("/k3/am62x/at-boot", test_at_boot);
    qtest_add_func("/k3/am62x/stays-on", test_stays_on);
    qtest_add_func("/k3/am62x/reset-ends-residence",
                   test_reset_ends_residence);
    qtest_add_func("/k3/am62x/freeze", test_freeze);
    qtest_add_func("/k3/am62x/migration", test_migration);
    qtest_add_func("/k3/am62x/mailbox-is-read", test_mailbox_is_read);
    qtest_add_func("/k3/am62x/device-manager-dies",
                   test_device_manager_dies);
    qtest_add_func("/k3/am62x/hosts", test_hosts);
    qtest_add_func("/k3/am62x/processors", test_processors);
    qtest_add_func("/k3/am62x/m4f", test_m4f);
    qtest_add_func("/k3/am62x/mailbox-lines", test_mailbox_lines);
    qtest_add_func("/k3/am62x/secure-proxy-lines", test_secure_proxy_lines);
    qtest_add_func("/k3/am62x/memories", test_memories);
    qtest_add_func("/k3/am62x/cpus", test_cpus);
    return g_test_run();
}
