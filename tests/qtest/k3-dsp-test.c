/*
 * QTest for the DSPs of J721E: memories, resets and mailboxes as Linux's driver
 * uses them. What the simulated firmware does is k3-sim-core-test's.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "k3-memory-utils.h"
#include "k3-sim-utils.h"

#define MACHINE         "-machine k3-virt,soc=j721e -m 2G -nodefaults " \
                        "-display none"

#define MAX_MEMORIES    3
#define NUM_DSPS        3
#define STAT_WFI        0x2

#define TRACE(d)        ((d)->carveout + 0x10000)
#define TRACE_LEN       0x400
/* In the DMA pool */
#define RING(d, n)      ((d)->pool + (n) * 0x4000)

typedef struct Dsp {
    const char *path;
    uint32_t dev;
    uint8_t proc;
    bool has_local_reset;       /* in Linux's driver; else the module's */
    uint32_t align;             /* of the boot vector */
    uint32_t wfi;               /* flag in the processor's status, if any */
    uint32_t carveout;
    uint32_t pool;
    SimMbox mbox;
    struct {
        uint64_t soc;
        uint32_t size;
    } mem[MAX_MEMORIES];
} Dsp;

static const Dsp dsps[NUM_DSPS] = {
    { "/machine/k3/dsp[0]", 142, 0x03, true, 0x400, 0, 0xa6100000, 0xa7000000,
      { 0x31f83000, 0, 1, 1 },
      { { 0x4d80800000, 0x48000 }, { 0x4d80e00000, 0x8000 },
        { 0x4d80f00000, 0x8000 } } },
    { "/machine/k3/dsp[1]", 143, 0x04, true, 0x400, 0, 0xa7100000, 0xa6000000,
      { 0x31f83000, 2, 3, 2 },
      { { 0x4d81800000, 0x48000 }, { 0x4d81e00000, 0x8000 },
        { 0x4d81f00000, 0x8000 } } },
    { "/machine/k3/dsp[2]", 15, 0x30, false, 0x200000, STAT_WFI, 0xa8100000,
      0xa8000000, { 0x31f84000, 0, 1, 1 },
      { { 0x64800000, 0x80000 }, { 0x64e00000, 0xc000 } } },
};

static SciHost linux_host(QTestState *qts)
{
    return (SciHost) { .qts = qts, .id = 12, .rx = 11, .tx = 13,
                       .data = 0x32c00000, .rt = 0x32400000 };
}

static void assert_state(QTestState *qts, const Dsp *d, const char *state)
{
    sci_assert_qom_string(qts, d->path, "state", state);
}

static void assert_starts(QTestState *qts, const Dsp *d, unsigned starts)
{
    g_autofree char *firmware = g_strdup_printf("%s/firmware", d->path);

    g_assert_cmpuint(k3_qom_get_uint(qts, firmware, "starts"), ==, starts);
}

static void request(SciHost *h, const Dsp *d)
{
    g_assert_true(sci_proc_request(h, d->proc));
}

static bool set_vector(SciHost *h, const Dsp *d, uint64_t vector)
{
    return sci_proc_set_config(h, d->proc, vector, 0, 0);
}

/* Up to where Linux loads the image; a C71x has nowhere to stop there */
static void prepare(SciHost *h, const Dsp *d)
{
    if (d->has_local_reset) {
        g_assert_true(sci_set_resets(h, d->dev, 1));
        g_assert_true(sci_set_device(h, d->dev, SCI_DEV_ON, 0));
    }
    put_table(h->qts, d->carveout, TRACE(d), TRACE_LEN, RING(d, 0),
              RING(d, 1));
}

static void start(SciHost *h, const Dsp *d)
{
    g_assert_true(set_vector(h, d, QEMU_ALIGN_UP(d->carveout + 0x14000,
                                                 d->align)));
    if (d->has_local_reset) {
        g_assert_true(sci_set_resets(h, d->dev, 0));
    } else {
        g_assert_true(sci_set_device(h, d->dev, SCI_DEV_ON, 0));
    }
}

static void stop(SciHost *h, const Dsp *d)
{
    if (d->has_local_reset) {
        g_assert_true(sci_set_resets(h, d->dev, 1));
        assert_state(h->qts, d, "reset");
    }
    g_assert_true(sci_set_device(h, d->dev, SCI_DEV_OFF, 0));
}

static void mbox_send(QTestState *qts, const Dsp *d, uint32_t message)
{
    qtest_writel(qts, d->mbox.base + MBOX_MESSAGE(d->mbox.tx), message);
}

static unsigned mbox_level(QTestState *qts, const Dsp *d)
{
    return qtest_readl(qts, d->mbox.base + MBOX_MSGSTATUS(d->mbox.rx));
}

static void assert_serves(QTestState *qts, const Dsp *d)
{
    mbox_send(qts, d, RP_MBOX_ECHO_REQUEST);
    sim_settle(qts);
    g_assert_cmpuint(mbox_level(qts, d), ==, 1);
    g_assert_cmphex(qtest_readl(qts, d->mbox.base +
                                MBOX_MESSAGE(d->mbox.rx)), ==,
                    RP_MBOX_ECHO_REPLY);
}

/* Both ends of each memory: closed, or zero until somebody writes to it */
static void assert_memories(QTestState *qts, const Dsp *d, const char *log,
                            bool open)
{
    for (int m = 0; m < MAX_MEMORIES && d->mem[m].size; m++) {
        uint64_t ends[] = { d->mem[m].soc,
                            d->mem[m].soc + d->mem[m].size - 4 };

        if (open) {
            assert_zero(qts, d->mem[m].soc, d->mem[m].size);
        }
        for (int i = 0; i < ARRAY_SIZE(ends); i++) {
            unsigned before = k3_count_words(log, NO_ANSWER);

            qtest_writel(qts, ends[i], 0x12345678 + m);
            g_assert_cmphex(qtest_readl(qts, ends[i]), ==,
                            open ? 0x12345678 + m : 0);
            g_assert_cmpuint(k3_count_words(log, NO_ANSWER), ==,
                             before + (open ? 0 : 2));
        }
    }
}

static void test_memories(void)
{
    g_autofree char *log = NULL;
    QTestState *qts = k3_start_logged(MACHINE, &log);
    SciHost h = linux_host(qts);

    for (int n = 0; n < NUM_DSPS; n++) {
        const Dsp *d = &dsps[n];

        assert_state(qts, d, "off");
        assert_memories(qts, d, log, false);
        /* Of this one only, with the core in reset or not */
        for (int times = 0; times < 2; times++) {
            if (d->has_local_reset) {
                g_assert_true(sci_set_resets(&h, d->dev, 1));
            }
            g_assert_true(sci_set_device(&h, d->dev, SCI_DEV_ON, 0));
            for (int other = 0; other < NUM_DSPS; other++) {
                assert_memories(qts, &dsps[other], log, other == n);
            }
            g_assert_true(sci_set_device(&h, d->dev, SCI_DEV_OFF, 0));
            assert_memories(qts, d, log, false);
        }
    }
    qtest_quit(qts);
    unlink(log);
}

static void test_life(void)
{
    QTestState *qts = qtest_init(MACHINE);
    SciHost h = linux_host(qts);

    for (int n = 0; n < NUM_DSPS; n++) {
        const Dsp *d = &dsps[n];

        request(&h, d);
        for (int times = 1; times <= 3; times++) {
            char text[TRACE_LEN];

            prepare(&h, d);
            assert_state(qts, d, d->has_local_reset ? "reset" : "off");
            start(&h, d);
            assert_state(qts, d, "running");
            qtest_clock_step(qts, BOOT_NS);
            assert_state(qts, d, "wfi");
            g_assert_cmphex(sci_proc_flags(&h, d->proc), ==, d->wfi);
            assert_starts(qts, d, times);
            qtest_memread(qts, TRACE(d), text, sizeof(text));
            g_assert_true(strstart(text, "simulated firmware", NULL));
            assert_serves(qts, d);
            stop(&h, d);
            assert_state(qts, d, "off");
            g_assert_cmphex(sci_proc_flags(&h, d->proc), ==, 0);
        }
    }
    qtest_quit(qts);
}

/* The register holds an aligned address, of 32 or 48 bits */
static void test_boot_vector(void)
{
    QTestState *qts = qtest_init(MACHINE);
    SciHost h = linux_host(qts);

    for (int n = 0; n < NUM_DSPS; n++) {
        const Dsp *d = &dsps[n];
        uint64_t good = QEMU_ALIGN_UP(d->carveout, d->align);
        uint64_t high = 0xffff00000000 + good;

        request(&h, d);
        g_assert_true(set_vector(&h, d, good));
        g_assert_cmphex(k3_qom_get_uint(qts, d->path, "boot-vector"), ==,
                        good);
        g_assert_true(set_vector(&h, d, good + 2 * d->align - 4));
        g_assert_cmphex(k3_qom_get_uint(qts, d->path, "boot-vector"), ==,
                        good + d->align);
        g_assert_true(set_vector(&h, d, 0xff000000000000 + high));
        g_assert_cmphex(k3_qom_get_uint(qts, d->path, "boot-vector"), ==,
                        d->has_local_reset ? good : high);
    }
    qtest_quit(qts);
}

/* All at once, each with its own FIFOs */
static void test_mailboxes(void)
{
    QTestState *qts = qtest_init(MACHINE);
    SciHost h = linux_host(qts);

    for (int n = 0; n < NUM_DSPS; n++) {
        request(&h, &dsps[n]);
        prepare(&h, &dsps[n]);
        /* What comes while the core is off is read when it starts */
        mbox_send(qts, &dsps[n], RP_MBOX_ECHO_REQUEST);
    }
    sim_settle(qts);
    for (int n = 0; n < NUM_DSPS; n++) {
        g_assert_cmpuint(mbox_level(qts, &dsps[n]), ==, 0);
        start(&h, &dsps[n]);
        qtest_clock_step(qts, BOOT_NS);
        for (int other = 0; other < NUM_DSPS; other++) {
            g_assert_cmpuint(mbox_level(qts, &dsps[other]), ==, other == n);
        }
        qtest_readl(qts, dsps[n].mbox.base + MBOX_MESSAGE(dsps[n].mbox.rx));
        assert_serves(qts, &dsps[n]);
    }
    qtest_quit(qts);
}

static void test_migration(void)
{
    QTestState *qts = qtest_init(MACHINE);
    SciHost h = linux_host(qts);

    /* The first sleeps, the second is held in reset, the third boots */
    for (int n = 0; n < NUM_DSPS; n++) {
        request(&h, &dsps[n]);
        prepare(&h, &dsps[n]);
    }
    start(&h, &dsps[0]);
    qtest_clock_step(qts, BOOT_NS);
    start(&h, &dsps[2]);
    for (int n = 0; n < NUM_DSPS; n++) {
        qtest_writel(qts, dsps[n].mem[0].soc + 0x1000, 0x1000 + n);
    }
    qts = k3_migrate(qts, MACHINE, NULL);
    h.qts = qts;
    assert_state(qts, &dsps[0], "wfi");
    assert_state(qts, &dsps[1], "reset");
    assert_state(qts, &dsps[2], "running");
    for (int n = 0; n < NUM_DSPS; n++) {
        g_assert_cmphex(qtest_readl(qts, dsps[n].mem[0].soc + 0x1000), ==,
                        0x1000 + n);
    }
    start(&h, &dsps[1]);
    qtest_clock_step(qts, 10 * BOOT_NS);
    for (int n = 0; n < NUM_DSPS; n++) {
        assert_serves(qts, &dsps[n]);
    }

    /* A reset of the machine switches all off */
    qtest_system_reset(qts);
    for (int n = 0; n < NUM_DSPS; n++) {
        assert_state(qts, &dsps[n], "off");
        assert_starts(qts, &dsps[n], 0);
    }
    qtest_quit(qts);
}

/* Of modules that are acknowledged to go off, and do not: see k3-fault */
static void test_wedged(void)
{
    for (int n = 0; n < NUM_DSPS; n++) {
        const Dsp *d = &dsps[n];
        g_autofree char *args = g_strdup_printf("%s -device k3-fault,id=f,"
            "where=ti-sci,action=wedge,message=0x200,device=%u,skip=1",
            MACHINE, d->dev);
        QTestState *qts = qtest_init(args);
        SciHost h = linux_host(qts);

        g_assert_true(sci_set_device(&h, d->dev, SCI_DEV_ON, 0));
        qtest_writel(qts, d->mem[0].soc, 0x12345678);
        g_assert_cmphex(qtest_readl(qts, d->mem[0].soc), ==, 0x12345678);
        g_assert_true(sci_set_device(&h, d->dev, SCI_DEV_OFF, 0));
        g_assert_false(qtest_qom_get_bool(qts, TI_SCI_PATH, "bus-hung"));
        g_assert_cmphex(qtest_readl(qts, d->mem[0].soc), ==, 0);
        g_assert_true(qtest_qom_get_bool(qts, TI_SCI_PATH, "bus-hung"));
        qtest_quit(qts);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    qtest_add_func("/k3/dsp/memories", test_memories);
    qtest_add_func("/k3/dsp/life", test_life);
    qtest_add_func("/k3/dsp/boot-vector", test_boot_vector);
    qtest_add_func("/k3/dsp/mailboxes", test_mailboxes);
    qtest_add_func("/k3/dsp/migration", test_migration);
    qtest_add_func("/k3/dsp/wedged", test_wedged);
    return g_test_run();
}
