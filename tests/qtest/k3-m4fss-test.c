/*
 * Test of the TI K3 M4F subsystem: memories, reset, interrupts, migration
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Nothing is executed here: firmware that runs is a matter of tests/firmware.
 */

#include "qemu/osdep.h"
#include "k3-mailbox-utils.h"
#include "k3-memory-utils.h"
#include "k3-test-utils.h"
#include "k3-ti-sci-utils.h"

#define ARGS            K3_MACHINE_VIEWS K3_BARE
#define M4F             "/machine/k3/m4fss[0]"
#define M4F_CPU         M4F "/cluster/armv7m/cpu"

/* The view behind those of the four R5F cores */
#define VIEW(addr)      (K3_R5F_VIEW(4) + (addr))

#define DEV             9
#define PROC            0x18

#define IRAM            0x05000000u
#define IRAM_SIZE       0x30000u
#define DRAM            0x05040000u
#define DRAM_SIZE       0x10000u
#define RAT             0x05ff0000u
#define RAT_LOCAL       0x44200000u
#define RAT_CTRL(k)     (0x20 + 0x10 * (k))
#define RAT_BASE(k)     (0x24 + 0x10 * (k))
#define RAT_TRANS_L(k)  (0x28 + 0x10 * (k))
#define RAT_PEND_SET    0x840
#define RAT_ENABLE_SET  0x848
#define RAT_EN          (1u << 31)

#define MCU_TIMER(n)    (0x04800000u + 0x10000 * (n))
#define MCU_UART(n)     (0x04a00000u + 0x10000 * (n))
#define MCU_RTI0        0x04880000u
#define DDR             0x80000000u

/* Armv7-M */
#define SYST_CSR        0xe000e010
#define SYST_RVR        0xe000e014
#define SYST_CVR        0xe000e018
#define NVIC_ISER(n)    (0xe000e100 + 4 * (n))
#define NVIC_ISPR(n)    (0xe000e200 + 4 * (n))
#define NVIC_ICPR(n)    (0xe000e280 + 4 * (n))
#define NVIC_IPR        0xe000e400
#define ICTR            0xe000e004
#define CPUID           0xe000ed00
#define AIRCR           0xe000ed0c

static QTestState *start(void)
{
    return qtest_init(ARGS);
}

static void power(SciHost *h, bool on)
{
    g_assert_true(sci_set_device(h, DEV, on ? SCI_DEV_ON : SCI_DEV_OFF, 0));
}

static void lreset(SciHost *h, bool asserted)
{
    g_assert_true(sci_set_resets(h, DEV, asserted));
}

/*
 * The thread of the CPU carries out reset and release; parts of the core, such
 * as the NVIC, change only then.
 */
static void settle(QTestState *qts, bool held)
{
    while (qtest_qom_get_bool(qts, M4F_CPU, "start-powered-off") != held) {
        g_usleep(1000);
    }
}

static void release(SciHost *h)
{
    lreset(h, false);
    settle(h->qts, false);
}

static void hold(SciHost *h)
{
    lreset(h, true);
    settle(h->qts, true);
}

/* As Linux does it; the memories are accessible after that */
static void prepare(SciHost *h)
{
    g_assert_true(sci_proc_request(h, PROC));
    lreset(h, true);
    power(h, true);
}

static void stop(SciHost *h)
{
    lreset(h, true);
    power(h, false);
}

static void assert_state(QTestState *qts, const char *state)
{
    sci_assert_qom_string(qts, M4F, "state", state);
}

static bool pending(QTestState *qts, unsigned irq)
{
    return qtest_readl(qts, VIEW(NVIC_ISPR(irq / 32))) & (1u << (irq % 32));
}

static void unpend(QTestState *qts, unsigned irq)
{
    qtest_writel(qts, VIEW(NVIC_ICPR(irq / 32)), 1u << (irq % 32));
}

/* The SoC sees memories and RAT while the module is on, whatever the reset */
static void test_windows(void)
{
    g_autofree char *log = NULL;
    QTestState *qts = k3_start_logged(ARGS, &log);
    SciHost a = sci_linux(qts);

    for (int round = 0; round < 2; round++) {
        assert_closed(qts, log, IRAM, IRAM_SIZE);
        assert_closed(qts, log, DRAM, DRAM_SIZE);
        assert_closed(qts, log, RAT, 0x1000);
        prepare(&a);
        assert_zero(qts, IRAM, IRAM_SIZE);
        assert_zero(qts, DRAM, DRAM_SIZE);
        assert_open(qts, IRAM, IRAM_SIZE);
        assert_open(qts, DRAM, DRAM_SIZE);
        g_assert_cmphex(qtest_readl(qts, RAT + 4), ==, 0x00240108);
        lreset(&a, false);
        assert_open(qts, IRAM, IRAM_SIZE);
        assert_open(qts, DRAM, DRAM_SIZE);
        stop(&a);
    }
    /* Nothing is between IRAM and DRAM */
    prepare(&a);
    qtest_writel(qts, IRAM + IRAM_SIZE, 0x12345678);
    g_assert_cmphex(qtest_readl(qts, IRAM + IRAM_SIZE), ==, 0);
    g_assert_cmphex(qtest_readl(qts, DRAM), ==, 0);
    qtest_quit(qts);
    unlink(log);
}

/* The memory map of the core */
static void test_view(void)
{
    g_autofree char *log = NULL;
    QTestState *qts = k3_start_logged(ARGS, &log);
    SciHost a = sci_linux(qts);

    prepare(&a);
    qtest_writel(qts, IRAM, 0x11111111);
    qtest_writel(qts, IRAM + IRAM_SIZE - 4, 0x22222222);
    qtest_writel(qts, DRAM, 0x33333333);
    qtest_writel(qts, DRAM + DRAM_SIZE - 4, 0x44444444);
    g_assert_cmphex(qtest_readl(qts, VIEW(0)), ==, 0x11111111);
    g_assert_cmphex(qtest_readq(qts, VIEW(IRAM_SIZE - 4)), ==,
                    0x3333333322222222);
    g_assert_cmphex(qtest_readl(qts, VIEW(IRAM_SIZE + DRAM_SIZE - 4)), ==,
                    0x44444444);
    qtest_writel(qts, VIEW(0x40000), 0x55555555);
    g_assert_cmphex(qtest_readl(qts, VIEW(0x40000)), ==, 0);

    /* MCU domain: one to one */
    qtest_writel(qts, VIEW(MCU_TIMER(0) + 0x3c), 0x1234);
    g_assert_cmphex(qtest_readl(qts, MCU_TIMER(0) + 0x3c), ==, 0x1234);
    g_assert_cmphex(qtest_readl(qts, VIEW(DRAM)), ==, 0x33333333);

    /* Main domain: only through the RAT */
    qtest_writel(qts, VIEW(MBOX_BASE(6) + MBOX_MESSAGE(0)), 1);
    g_assert_cmpuint(qtest_readl(qts, MBOX_BASE(6) + MBOX_MSGSTATUS(0)), ==, 0);

    /* Memory in the RAT's window: as it is */
    qtest_writel(qts, VIEW(DDR + 0x1000), 0x66666666);
    g_assert_cmphex(qtest_readl(qts, DDR + 0x1000), ==, 0x66666666);

    /* The architecture's own */
    g_assert_cmphex(qtest_readl(qts, VIEW(CPUID)), ==, 0x410fc240);
    g_assert_cmphex(qtest_readl(qts, VIEW(ICTR)), ==, 64 / 32 - 1);

    g_assert_cmpuint(k3_count_words(log, "ECC aggregator"), ==, 0);
    qtest_writel(qts, VIEW(0x44201008), 1);
    g_assert_cmphex(qtest_readl(qts, VIEW(0x44201008)), ==, 0);
    g_assert_cmpuint(k3_count_words(log, M4F ": ECC aggregator"), ==, 2);
    qtest_quit(qts);
    unlink(log);
}

static void rat_map(QTestState *qts, unsigned k, uint32_t local,
                    uint32_t target, unsigned log2)
{
    qtest_writel(qts, VIEW(RAT_LOCAL + RAT_BASE(k)), local);
    qtest_writel(qts, VIEW(RAT_LOCAL + RAT_TRANS_L(k)), target);
    qtest_writel(qts, VIEW(RAT_LOCAL + RAT_CTRL(k)), RAT_EN | log2);
}

static void test_rat(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);

    prepare(&a);
    /* As the SDKs and Zephyr do: the mailboxes at 0xb9xxxxxx, 0xa9xxxxxx */
    rat_map(qts, 0, 0xb0000000, 0x20000000, 28);
    qtest_writel(qts, VIEW(0xb9060040), 0xcafe);
    g_assert_cmpuint(qtest_readl(qts, MBOX_BASE(6) + MBOX_MSGSTATUS(0)), ==, 1);
    g_assert_cmphex(qtest_readl(qts, MBOX_BASE(6) + MBOX_MESSAGE(0)), ==,
                    0xcafe);
    rat_map(qts, 7, 0x60000000, 0x00000000, 28);
    qtest_writel(qts, VIEW(0x62400000 + 0x3c), 0x4321);
    g_assert_cmphex(qtest_readl(qts, 0x02400000 + 0x3c), ==, 0x4321);
    /* The SoC sees the same registers */
    g_assert_cmphex(qtest_readl(qts, RAT + RAT_BASE(0)), ==, 0xb0000000);

    /* Eight regions; there is no ninth */
    rat_map(qts, 8, 0xd0000000, 0x20000000, 28);
    g_assert_cmphex(qtest_readl(qts, VIEW(RAT_LOCAL + RAT_BASE(8))), ==, 0);

    /* A region cannot reach beyond the window or cover other things */
    rat_map(qts, 1, 0x00000000, 0x29000000, 32);
    qtest_writel(qts, IRAM + 0x100, 0x77777777);
    g_assert_cmphex(qtest_readl(qts, VIEW(0x100)), ==, 0x77777777);
    qtest_writel(qts, VIEW(MBOX_BASE(6) + MBOX_MESSAGE(0)), 1);
    g_assert_cmpuint(qtest_readl(qts, MBOX_BASE(6) + MBOX_MSGSTATUS(0)), ==, 0);
    g_assert_cmphex(qtest_readl(qts, VIEW(CPUID)), ==, 0x410fc240);

    /* A reset of the core clears it */
    lreset(&a, false);
    g_assert_cmphex(qtest_readl(qts, RAT + RAT_BASE(0)), ==, 0);
    qtest_quit(qts);
}

/* A RAT can lead to the SoC's window to its own registers. */
static void test_rat_through_itself(void)
{
    const uint32_t own = 0xc0000000;
    QTestState *qts = start();
    SciHost a = sci_linux(qts);

    prepare(&a);
    rat_map(qts, 0, own, RAT, 12);
    g_assert_cmphex(qtest_readl(qts, VIEW(own + 4)), ==, 0x00240108);
    g_assert_cmphex(qtest_readl(qts, VIEW(own + RAT_BASE(0))), ==, own);

    /* Another region takes effect at once */
    qtest_writel(qts, VIEW(own + RAT_BASE(1)), 0xb0000000);
    qtest_writel(qts, VIEW(own + RAT_TRANS_L(1)), 0x20000000);
    qtest_writel(qts, VIEW(own + RAT_CTRL(1)), RAT_EN | 28);
    qtest_writel(qts, VIEW(0xb9060040), 0xcafe);
    g_assert_cmphex(qtest_readl(qts, MBOX_BASE(6) + MBOX_MESSAGE(0)), ==,
                    0xcafe);
    g_assert_cmphex(qtest_readl(qts, VIEW(RAT_LOCAL + RAT_BASE(1))), ==,
                    0xb0000000);

    /* The access moves the region that it goes through, and moves it back */
    qtest_writel(qts, VIEW(own + RAT_BASE(0)), own + 0x1000);
    g_assert_cmphex(qtest_readl(qts, VIEW(own + 0x1004)), ==, 0x00240108);
    g_assert_cmphex(qtest_readl(qts, VIEW(own + 4)), ==, 0);
    qtest_writel(qts, VIEW(own + 0x1000 + RAT_BASE(0)), own);

    /* It leads somewhere else, and is gone */
    qtest_writel(qts, VIEW(own + RAT_CTRL(0)), 0);
    g_assert_cmphex(qtest_readl(qts, VIEW(own + 4)), ==, 0);
    g_assert_cmphex(qtest_readl(qts, RAT + RAT_CTRL(0)), ==, 0);

    /* Two regions in a row that lead there */
    rat_map(qts, 0, own, RAT, 12);
    rat_map(qts, 2, own + 0x2000, RAT, 12);
    qtest_writel(qts, VIEW(own + 0x2000 + RAT_BASE(3)), 0xd0000000);
    g_assert_cmphex(qtest_readl(qts, VIEW(own + RAT_BASE(3))), ==, 0xd0000000);
    qtest_quit(qts);
}

/* Power and local reset in every order, and inputs that have no effect */
static void test_orders(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);

    assert_state(qts, "off");
    prepare(&a);
    assert_state(qts, "reset");
    lreset(&a, false);
    assert_state(qts, "running");
    power(&a, false);
    assert_state(qts, "off");
    power(&a, true);
    assert_state(qts, "running");
    lreset(&a, true);
    assert_state(qts, "reset");
    power(&a, false);
    assert_state(qts, "off");
    lreset(&a, false);
    assert_state(qts, "off");

    /* No halt, no boot vector */
    g_assert_false(sci_proc_set_control(&a, PROC, 1, 0));
    g_assert_true(sci_proc_set_config(&a, PROC, UINT64_C(0xa4100000), 0, 0));
    g_assert_cmphex(k3_qom_get_uint(qts, M4F, "boot-vector"), ==, 0);
    g_assert_cmphex(sci_proc_flags(&a, PROC), ==, 0);
    qtest_quit(qts);
}

static void test_memory_init(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);

    prepare(&a);
    qtest_writel(qts, IRAM + 8, 0x99999999);
    qtest_writel(qts, DRAM + DRAM_SIZE - 4, 0x99999999);
    /* Kept over start and stop, gone with the power */
    lreset(&a, false);
    lreset(&a, true);
    g_assert_cmphex(qtest_readl(qts, IRAM + 8), ==, 0x99999999);
    stop(&a);
    prepare(&a);
    assert_zero(qts, IRAM, IRAM_SIZE);
    assert_zero(qts, DRAM, DRAM_SIZE);
    qtest_quit(qts);
}

/* SP and PC come from local address 0 at the start */
static void test_pc(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);

    prepare(&a);
    qtest_writel(qts, IRAM, 0x00040000);
    qtest_writel(qts, IRAM + 4, 0x00001235);
    g_assert_cmphex(k3_qom_get_uint(qts, M4F, "pc"), ==, 0);
    release(&a);
    g_assert_cmphex(k3_qom_get_uint(qts, M4F, "pc"), ==, 0x00001234);
    hold(&a);
    g_assert_cmphex(k3_qom_get_uint(qts, M4F, "pc"), ==, 0);
    qtest_quit(qts);
}

/* Each interrupt line that is connected, from its source to the NVIC */
static void test_routes(void)
{
    static const struct {
        uint32_t addr;
        uint32_t value;
    } steps[] = {
        /* mailbox clusters 6 and 7: a message in FIFO 1, for user 3 */
        { MBOX_BASE(6) + MBOX_MESSAGE(1), 1 },
        { MBOX_BASE(6) + MBOX_IRQ_ENABLED(3), 1 << 2 },
        { MBOX_BASE(7) + MBOX_MESSAGE(1), 1 },
        { MBOX_BASE(7) + MBOX_IRQ_ENABLED(3), 1 << 2 },
        /* timers: overflow enabled, and by software */
        { MCU_TIMER(0) + 0x2c, 2 }, { MCU_TIMER(0) + 0x24, 2 },
        { MCU_TIMER(1) + 0x2c, 2 }, { MCU_TIMER(1) + 0x24, 2 },
        { MCU_TIMER(2) + 0x2c, 2 }, { MCU_TIMER(2) + 0x24, 2 },
        { MCU_TIMER(3) + 0x2c, 2 }, { MCU_TIMER(3) + 0x24, 2 },
        /* UARTs: transmitter empty */
        { MCU_UART(0) + 0x20, 0 }, { MCU_UART(0) + 0x4, 2 },
        { MCU_UART(1) + 0x20, 0 }, { MCU_UART(1) + 0x4, 2 },
        /* watchdog: interrupt, enable, wrong key */
        { MCU_RTI0 + 0xa4, 0xa }, { MCU_RTI0 + 0x90, 0xa98559da },
        { MCU_RTI0 + 0x9c, 1 },
        /* RAT: enable the exception, and by software */
        { RAT + RAT_ENABLE_SET, 1 }, { RAT + RAT_PEND_SET, 1 },
    };
    static const uint8_t lines[] = { 4, 5, 6, 7, 14, 19, 24, 25, 56, 57 };
    QTestState *qts = start();
    SciHost a = sci_linux(qts);
    uint64_t expected = 0;
    uint64_t seen;

    prepare(&a);
    g_assert_cmphex(qtest_readq(qts, VIEW(NVIC_ISPR(0))), ==, 0);
    for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
        qtest_writel(qts, steps[i].addr, steps[i].value);
    }
    for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
        expected |= 1ull << lines[i];
    }
    seen = qtest_readl(qts, VIEW(NVIC_ISPR(0)));
    seen |= (uint64_t)qtest_readl(qts, VIEW(NVIC_ISPR(1))) << 32;
    g_assert_cmphex(seen, ==, expected);
    qtest_quit(qts);
}

static void raise_mailbox(QTestState *qts)
{
    qtest_writel(qts, MBOX_BASE(6) + MBOX_IRQ_ENABLED(3), 1 << 2);
    qtest_writel(qts, MBOX_BASE(6) + MBOX_MESSAGE(1), 0x1234);
}

/* A reset clears the NVIC, but not the levels of its inputs */
static void test_nvic_reset(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);

    prepare(&a);
    release(&a);
    qtest_writel(qts, VIEW(NVIC_ISER(1)), 1u << (56 - 32));
    qtest_writel(qts, VIEW(NVIC_ISPR(0)), 1u << 3);
    qtest_writeb(qts, VIEW(NVIC_IPR + 56), 0xff);
    /* 3 bits of priority */
    g_assert_cmphex(qtest_readb(qts, VIEW(NVIC_IPR + 56)), ==, 0xe0);
    raise_mailbox(qts);
    g_assert_true(pending(qts, 56));
    g_assert_true(pending(qts, 3));

    for (int round = 0; round < 2; round++) {
        hold(&a);
        g_assert_cmphex(qtest_readl(qts, VIEW(NVIC_ISER(1))), ==, 0);
        g_assert_cmphex(qtest_readb(qts, VIEW(NVIC_IPR + 56)), ==, 0);
        g_assert_false(pending(qts, 3));
        g_assert_true(pending(qts, 56));
        release(&a);
        g_assert_true(pending(qts, 56));
    }

    /* A line that is low again stays low after the next reset */
    g_assert_cmphex(qtest_readl(qts, MBOX_BASE(6) + MBOX_MESSAGE(1)), ==,
                    0x1234);
    qtest_writel(qts, MBOX_BASE(6) + MBOX_IRQ_CLR(3), 1 << 2);
    unpend(qts, 56);
    g_assert_false(pending(qts, 56));
    hold(&a);
    release(&a);
    g_assert_false(pending(qts, 56));
    qtest_quit(qts);
}

/* 400 MHz from the core's clock, whatever the choice; stops in reset */
static void test_systick(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);
    uint32_t left;

    prepare(&a);
    release(&a);
    g_assert_cmphex(qtest_readl(qts, VIEW(SYST_CSR)), ==, 4);
    qtest_writel(qts, VIEW(SYST_RVR), 0xffffff);
    qtest_writel(qts, VIEW(SYST_CVR), 0);
    qtest_writel(qts, VIEW(SYST_CSR), 1);
    g_assert_cmphex(qtest_readl(qts, VIEW(SYST_CSR)), ==, 5);
    qtest_clock_step(qts, 10000);
    left = qtest_readl(qts, VIEW(SYST_CVR));
    qtest_clock_step(qts, 10000);
    g_assert_cmpuint(left - qtest_readl(qts, VIEW(SYST_CVR)), ==, 4000);

    hold(&a);
    g_assert_cmphex(qtest_readl(qts, VIEW(SYST_CSR)), ==, 4);
    g_assert_cmphex(qtest_readl(qts, VIEW(SYST_RVR)), ==, 0);
    qtest_clock_step(qts, 10000);
    g_assert_cmphex(qtest_readl(qts, VIEW(SYST_CVR)), ==, 0);
    qtest_quit(qts);
}

/* Lockup is visible from outside, is not WFI, and ends only with a stop */
static void test_lockup(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);

    prepare(&a);
    /* Not for a core that is held */
    qtest_set_irq_in(qts, M4F, "lockup", 0, 1);
    qtest_set_irq_in(qts, M4F, "lockup", 0, 0);
    assert_state(qts, "reset");
    release(&a);
    assert_state(qts, "running");

    for (int round = 0; round < 2; round++) {
        qtest_set_irq_in(qts, M4F, "lockup", 0, 1);
        assert_state(qts, "lockup");
        g_assert_cmphex(sci_proc_flags(&a, PROC), ==, 0);
        raise_mailbox(qts);
        assert_state(qts, "lockup");
        hold(&a);
        assert_state(qts, "reset");
        release(&a);
        assert_state(qts, "running");
    }
    qtest_set_irq_in(qts, M4F, "lockup", 0, 1);
    power(&a, false);
    assert_state(qts, "off");
    qtest_quit(qts);
}

/* A request of the core for a system reset has no effect */
static void test_sysresetreq(void)
{
    g_autofree char *log = NULL;
    QTestState *qts = k3_start_logged(ARGS, &log);
    SciHost a = sci_linux(qts);

    prepare(&a);
    release(&a);
    g_assert_cmpuint(k3_count_words(log, "SYSRESETREQ"), ==, 0);
    qtest_writel(qts, VIEW(AIRCR), 0x05fa0004);
    g_assert_cmpuint(k3_count_words(log, "SYSRESETREQ"), ==, 1);
    assert_state(qts, "running");
    qtest_quit(qts);
    unlink(log);
}

/* The watchdog restarts this core only */
static void test_watchdog(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);

    prepare(&a);
    release(&a);
    g_assert_true(sci_set_device(&a, 121, SCI_DEV_ON, 0));
    sci_assert_qom_string(qts, "/machine/k3/r5fss[0]/core[0]", "state",
                          "halted");
    qtest_writel(qts, RAT + RAT_BASE(0), 0xb0000000);
    qtest_writel(qts, IRAM, 0x88888888);
    qtest_writel(qts, MCU_RTI0 + 0xa4, 0x5);
    qtest_writel(qts, MCU_RTI0 + 0x90, 0xa98559da);
    g_assert_cmphex(qtest_readl(qts, RAT + RAT_BASE(0)), ==, 0xb0000000);
    qtest_writel(qts, MCU_RTI0 + 0x9c, 1);
    g_assert_cmphex(qtest_readl(qts, RAT + RAT_BASE(0)), ==, 0);
    g_assert_cmphex(qtest_readl(qts, IRAM), ==, 0x88888888);
    assert_state(qts, "running");
    g_assert_cmphex(sci_get_device(&a, DEV).resets, ==, 0);
    sci_assert_qom_string(qts, "/machine/k3/r5fss[0]/core[0]", "state",
                          "halted");

    /* It does not start a core that is held */
    hold(&a);
    qtest_writel(qts, MCU_RTI0 + 0x90, 0xa98559da);
    qtest_writel(qts, MCU_RTI0 + 0x9c, 1);
    assert_state(qts, "reset");
    qtest_quit(qts);
}

static void test_system_reset(void)
{
    g_autofree char *log = NULL;
    QTestState *qts = k3_start_logged(ARGS, &log);
    SciHost a = sci_linux(qts);

    prepare(&a);
    release(&a);
    qtest_set_irq_in(qts, M4F, "lockup", 0, 1);
    raise_mailbox(qts);
    qtest_system_reset(qts);
    assert_state(qts, "off");
    assert_closed(qts, log, IRAM, IRAM_SIZE);
    a = sci_linux(qts);
    prepare(&a);
    g_assert_false(pending(qts, 56));
    release(&a);
    assert_state(qts, "running");
    qtest_quit(qts);
    unlink(log);
}

static void test_migration(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);

    /* Off */
    qts = k3_migrate(qts, ARGS, NULL);
    assert_state(qts, "off");

    /* Running, with everything private in use */
    a = sci_linux(qts);
    prepare(&a);
    qtest_writel(qts, IRAM + 4, 0x00000101);
    qtest_writel(qts, DRAM, 0x12345678);
    release(&a);
    rat_map(qts, 0, 0xb0000000, 0x20000000, 28);
    raise_mailbox(qts);
    qts = k3_migrate(qts, ARGS, NULL);
    assert_state(qts, "running");
    g_assert_cmphex(k3_qom_get_uint(qts, M4F, "pc"), ==, 0x100);
    g_assert_cmphex(qtest_readl(qts, DRAM), ==, 0x12345678);
    g_assert_cmpuint(qtest_readl(qts, VIEW(0xb90600c4)), ==, 1);
    a = sci_linux(qts);
    a.seq = 0x40;
    g_assert_true(pending(qts, 56));
    hold(&a);
    g_assert_true(pending(qts, 56));
    release(&a);

    /* Locked up */
    qtest_set_irq_in(qts, M4F, "lockup", 0, 1);
    qts = k3_migrate(qts, ARGS, NULL);
    assert_state(qts, "lockup");
    a.qts = qts;
    hold(&a);
    release(&a);
    assert_state(qts, "running");
    qtest_quit(qts);
}

static void test_many_cycles(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);

    for (int i = 0; i < 50; i++) {
        prepare(&a);
        release(&a);
        assert_state(qts, "running");
        stop(&a);
        assert_state(qts, "off");
    }
    qtest_quit(qts);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    qtest_add_func("/k3/m4fss/windows", test_windows);
    qtest_add_func("/k3/m4fss/view", test_view);
    qtest_add_func("/k3/m4fss/rat", test_rat);
    qtest_add_func("/k3/m4fss/rat-through-itself", test_rat_through_itself);
    qtest_add_func("/k3/m4fss/orders", test_orders);
    qtest_add_func("/k3/m4fss/memory-init", test_memory_init);
    qtest_add_func("/k3/m4fss/pc", test_pc);
    qtest_add_func("/k3/m4fss/routes", test_routes);
    qtest_add_func("/k3/m4fss/nvic-reset", test_nvic_reset);
    qtest_add_func("/k3/m4fss/systick", test_systick);
    qtest_add_func("/k3/m4fss/lockup", test_lockup);
    qtest_add_func("/k3/m4fss/sysresetreq", test_sysresetreq);
    qtest_add_func("/k3/m4fss/watchdog", test_watchdog);
    qtest_add_func("/k3/m4fss/system-reset", test_system_reset);
    qtest_add_func("/k3/m4fss/migration", test_migration);
    qtest_add_func("/k3/m4fss/many-cycles", test_many_cycles);

    return g_test_run();
}
