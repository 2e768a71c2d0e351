/*
 * QTest of simulated remote cores of K3 SoCs
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Does what Linux does: power and reset through the system firmware, a
 * resource table in memory, rings, and the mailbox.
 */

#include "qemu/osdep.h"
#include "k3-sim-utils.h"

#define SIM_MACHINE     K3_MACHINE ",remote-cores=sim"

#define CODE            0xa0100000u     /* carveout of core 0 */
#define TABLE           (CODE + 0x1000)
#define TRACE           (CODE + 0x2000)
#define TRACE_LEN       0x400
#define RING0           0xa0000000u
#define RING1           0xa0002000u
#define BUFFERS0        0xa0010000u
#define BUFFERS1        0xa0020000u

#define LOADED          (CFG_ATCM_EN | CFG_BTCM_EN | CFG_TCM_RSTBASE)

#define STAT_WFI        0x6     /* and clock gated */

#define NUM_SERVICES    4
#define ECHO_SAMPLE     12
#define ECHO_RAW        15
#define LINUX           1024

#define BOOT_DELAY_NS   (1000 * 1000)

#define FW_PATH         "/machine/k3/r5fss[0]/core[0]/firmware"

typedef struct Linux {
    QTestState *qts;
    SciHost sci;
    SimRing rx;                 /* ring 0 */
    SimRing tx;
} Linux;

static void start_linux(Linux *l, const char *args)
{
    memset(l, 0, sizeof(*l));
    l->qts = qtest_init(args);
    l->sci = sci_linux(l->qts);
}

/* With core 0 powered and in reset; the caller writes the resource table */
static void prepare(Linux *l)
{
    r5f_prepare(&l->sci, 0, LOADED, 0);
}

static void boot(Linux *l)
{
    r5f_start(&l->sci, 0, CODE);
    qtest_clock_step(l->qts, BOOT_NS);
}

static void boot_with_table(Linux *l, const char *args)
{
    start_linux(l, args);
    prepare(l);
    put_table(l->qts, TABLE, TRACE, TRACE_LEN, RING0, RING1);
    boot(l);
}

/* The steps of the virtio driver's probe */
static void bring_up_driver(Linux *l)
{
    ring_init(l->qts, &l->rx, RING0, BUFFERS0);
    ring_init(l->qts, &l->tx, RING1, BUFFERS1);
    for (unsigned i = 0; i < RING_NUM; i++) {
        ring_put(l->qts, &l->rx, i);
    }
    qtest_writel(l->qts, TABLE + TABLE_VDEV + 16, 1);
    qtest_writeb(l->qts, TABLE + TABLE_STATUS, STATUS_DRIVER);
    sim_send(l->qts, 0, 0);
    sim_settle(l->qts);
}

static void boot_with_driver(Linux *l, const char *args)
{
    boot_with_table(l, args);
    bring_up_driver(l);
}

/* Take a message of the core and return the buffer */
static unsigned receive(Linux *l, uint32_t *src, uint32_t *dst, void *data)
{
    uint32_t used;
    uint32_t id = ring_get(l->qts, &l->rx, &used);
    uint64_t at = ring_buffer(&l->rx, id);
    unsigned len = qtest_readw(l->qts, at + 12);

    g_assert_cmpuint(used, ==, 16 + len);
    g_assert_cmphex(qtest_readl(l->qts, at + 8), ==, 0);
    *src = qtest_readl(l->qts, at);
    *dst = qtest_readl(l->qts, at + 4);
    qtest_memread(l->qts, at + 16, data, len);
    ring_put(l->qts, &l->rx, id);
    return len;
}

static void take_announcements(Linux *l)
{
    uint8_t data[BUF_SIZE];
    uint32_t src, dst;

    for (int i = 0; i < NUM_SERVICES; i++) {
        receive(l, &src, &dst, data);
    }
    while (sim_level(l->qts, 0)) {
        sim_receive(l->qts, 0);
    }
}

static void send_to(Linux *l, uint16_t id, uint32_t dst, const void *data,
                    unsigned len)
{
    put_message(l->qts, ring_buffer(&l->tx, id), LINUX, dst, data, len);
    ring_put(l->qts, &l->tx, id);
}

static char *read_trace(Linux *l)
{
    g_autofree char *text = g_malloc0(TRACE_LEN + 1);

    qtest_memread(l->qts, TRACE, text, TRACE_LEN);
    return g_strdup(text);
}

static void assert_fw_state(Linux *l, const char *state)
{
    sci_assert_qom_string(l->qts, FW_PATH, "fw-state", state);
}

/* Core 0 still answers */
static void assert_alive(Linux *l)
{
    while (sim_level(l->qts, 0)) {
        sim_receive(l->qts, 0);
        sim_settle(l->qts);
    }
    sim_send(l->qts, 0, RP_MBOX_ECHO_REQUEST);
    sim_settle(l->qts);
    g_assert_cmphex(sim_receive(l->qts, 0), ==, RP_MBOX_ECHO_REPLY);
    g_assert_cmphex(sci_proc_flags(&l->sci, r5f[0].proc), ==, STAT_WFI);
}

static void test_life_cycle(void)
{
    Linux l;

    start_linux(&l, SIM_MACHINE);
    r5f_assert_state(l.qts, 0, "off");
    prepare(&l);
    r5f_assert_state(l.qts, 0, "reset");
    g_assert_cmphex(sci_proc_flags(&l.sci, r5f[0].proc), ==, 0);
    put_table(l.qts, TABLE, TRACE, TRACE_LEN, RING0, RING1);
    r5f_start(&l.sci, 0, CODE);
    r5f_assert_state(l.qts, 0, "running");
    g_assert_cmphex(sci_proc_flags(&l.sci, r5f[0].proc), ==, 0);
    qtest_clock_step(l.qts, BOOT_NS);
    r5f_assert_state(l.qts, 0, "wfi");
    g_assert_cmphex(sci_proc_flags(&l.sci, r5f[0].proc), ==, STAT_WFI);
    g_assert_cmphex(k3_qom_get_uint(l.qts, FW_PATH, "resource-table"), ==,
                    TABLE);

    r5f_stop(&l.sci, 0);
    r5f_assert_state(l.qts, 0, "off");
    g_assert_cmphex(sci_proc_flags(&l.sci, r5f[0].proc), ==, 0);
    assert_fw_state(&l, "off");
    qtest_clock_step(l.qts, 10 * BOOT_NS);
    assert_fw_state(&l, "off");
    qtest_quit(l.qts);
}

/* A core is stopped before it has booted */
static void test_stop_early(void)
{
    Linux l;

    start_linux(&l, SIM_MACHINE);
    prepare(&l);
    put_table(l.qts, TABLE, TRACE, TRACE_LEN, RING0, RING1);
    r5f_start(&l.sci, 0, CODE);
    assert_fw_state(&l, "boot");
    r5f_stop(&l.sci, 0);
    qtest_clock_step(l.qts, 10 * BOOT_NS);
    assert_fw_state(&l, "off");
    g_assert_cmphex(qtest_readl(l.qts, TRACE), ==, 0);
    g_assert_cmphex(qtest_readl(l.qts, sim_mbox[0].base +
                                MBOX_IRQ_ENABLED(sim_mbox[0].user)), ==, 0);
    qtest_quit(l.qts);
}

static void test_trace(void)
{
    Linux l;

    boot_with_table(&l, SIM_MACHINE);
    for (int i = 1; i <= 3; i++) {
        g_autofree char *start = g_strdup_printf("start %d\n", i);
        g_autofree char *text = read_trace(&l);

        g_assert_true(strstr(text, "simulated firmware"));
        g_assert_true(strstr(text, start));
        g_assert_true(g_str_has_suffix(text, "ready\n"));
        r5f_stop(&l.sci, 0);
        r5f_prepare(&l.sci, 0, LOADED, 0);
        qtest_memset(l.qts, TRACE, 0x5a, TRACE_LEN);
        boot(&l);
    }
    /* More text than fits wraps around within the buffer */
    qtest_writel(l.qts, TRACE + TRACE_LEN, 0x5a5a5a5a);
    for (int i = 0; i < 100; i++) {
        sim_send(l.qts, 0, 0xffffff7f);
        sim_settle(l.qts);
    }
    g_assert_cmphex(qtest_readl(l.qts, TRACE + TRACE_LEN), ==, 0x5a5a5a5a);
    g_assert_cmphex(qtest_readb(l.qts, TRACE + TRACE_LEN - 1), ==, 0);
    qtest_quit(l.qts);
}

/*
 * Anywhere that Linux may have put it; the core's memories come before the
 * carveout
 */
static void test_table_places(void)
{
    static const struct {
        uint64_t soc;
        uint64_t local;
    } places[] = {
        { 0x78000000, 0 },
        { 0x78000100, 0x100 },
        { 0x78100040, R5F_TCM_HIGH + 0x40 },
        { CODE, CODE },
        { CODE + 4, CODE + 4 },
        { CODE + 0xff8, CODE + 0xff8 },
        { CODE + 0xf00000 - TABLE_SIZE, CODE + 0xf00000 - TABLE_SIZE },
        /* Around the boot vector only */
        { 0x70001000, 0x70001000 },
    };

    Linux l;

    start_linux(&l, SIM_MACHINE);
    for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
        prepare(&l);
        qtest_memset(l.qts, TRACE, 0, TRACE_LEN);
        put_table(l.qts, places[i].soc, TRACE, TRACE_LEN, RING0, RING1);
        r5f_start(&l.sci, 0, i == ARRAY_SIZE(places) - 1 ? 0x70000080 : CODE);
        qtest_clock_step(l.qts, BOOT_NS);
        g_assert_cmphex(k3_qom_get_uint(l.qts, FW_PATH, "resource-table"), ==,
                        places[i].local);
        if (places[i].local) {
            g_assert_cmphex(qtest_readb(l.qts, TRACE), ==, 's');
        }
        r5f_stop(&l.sci, 0);
        /* Must not be found next time; TCMs lose it by themselves */
        qtest_memset(l.qts, places[i].soc < 0x78000000 ||
                     places[i].soc >= CODE ? places[i].soc : TRACE, 0, 4);
    }
    qtest_quit(l.qts);
}

/* A table far away: during the search, the core can stop or migrate */
static void test_search(void)
{
    const uint64_t far = CODE + 14 * 1024 * 1024;
    Linux l;

    start_linux(&l, SIM_MACHINE);
    for (int i = 0; i < 3; i++) {
        prepare(&l);
        put_table(l.qts, far, TRACE, TRACE_LEN, RING0, RING1);
        r5f_start(&l.sci, 0, CODE);
        assert_fw_state(&l, "boot");
        qtest_clock_step(l.qts, BOOT_DELAY_NS);
        assert_fw_state(&l, "search");
        /* Takes some time, but not too long */
        qtest_clock_step(l.qts, 100 * 1000);
        assert_fw_state(&l, "search");
        r5f_assert_state(l.qts, 0, "running");
        g_assert_cmphex(k3_qom_get_uint(l.qts, FW_PATH, "resource-table"), ==,
                        0);
        if (i == 0) {
            r5f_stop(&l.sci, 0);
            assert_fw_state(&l, "off");
            continue;
        }
        if (i == 1) {
            l.qts = k3_migrate(l.qts, SIM_MACHINE, NULL);
            l.sci.qts = l.qts;
            assert_fw_state(&l, "search");
            /* The clock of the new process starts at 0 */
            qtest_clock_step(l.qts, 50 * BOOT_NS);
        }
        qtest_clock_step(l.qts, 400 * 1000);
        g_assert_cmphex(k3_qom_get_uint(l.qts, FW_PATH, "resource-table"), ==,
                        far);
        assert_alive(&l);
        r5f_stop(&l.sci, 0);
    }
    qtest_quit(l.qts);
}

/* Images that put their tables elsewhere; older ones are still in memory */
static void test_other_image(void)
{
    static const uint32_t order[] = { 0, 1, 2, 1, 0, 2, 2, 0 };
    Linux l;

    start_linux(&l, SIM_MACHINE);
    for (size_t i = 0; i < ARRAY_SIZE(order); i++) {
        uint64_t table = CODE + 0x10000 * order[i];

        prepare(&l);
        /* Each load has its rings elsewhere, as Linux allocates them anew */
        put_table(l.qts, table, TRACE, TRACE_LEN, RING0 + 0x10000 * i, RING1);
        boot(&l);
        g_assert_cmphex(k3_qom_get_uint(l.qts, FW_PATH, "resource-table"), ==,
                        table);
        if (i == 4) {
            l.qts = k3_migrate(l.qts, SIM_MACHINE, NULL);
            l.sci.qts = l.qts;
        }
        r5f_stop(&l.sci, 0);
    }
    /* A start without a load finds the last one */
    prepare(&l);
    qtest_clock_step(l.qts, 50 * BOOT_NS);
    boot(&l);
    g_assert_cmphex(k3_qom_get_uint(l.qts, FW_PATH, "resource-table"), ==,
                    CODE);
    qtest_quit(l.qts);
}

/* Every word of a table that Linux would not take */
static void test_bad_tables(void)
{
    static const struct {
        uint32_t offset;
        uint32_t value;
    } bad[] = {
        { 0, 0 }, { 0, 2 },                     /* version */
        { 4, 0 }, { 4, 33 }, { 4, 0xffffffff }, /* entries */
        { 8, 1 }, { 12, 0x80000000 },           /* reserved */
        { 16, 0 }, { 16, 0x14 }, { 16, 0x22 },  /* offset of an entry */
        { 16, 0x1000 }, { 16, 0xffc }, { 16, 0xfffffffc },
        { 20, 0xffffffff }, { 20, 0x80000000 },
        { TABLE_TRACE, 4 }, { TABLE_TRACE, 127 }, { TABLE_TRACE, 513 },
        { TABLE_TRACE, 0xffffffff },            /* type */
        { TABLE_VDEV + 20, 0xffffffff },        /* length of the config */
        { TABLE_VDEV + 20, 0x1000 },
        { TABLE_VDEV + 24, 0x01000200 },        /* reserved */
        { TABLE_VDEV + 24, 0x0000ff00 },        /* rings */
    };

    Linux l;

    start_linux(&l, SIM_MACHINE);
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        prepare(&l);
        put_table(l.qts, TABLE, TRACE, TRACE_LEN, RING0, RING1);
        qtest_writel(l.qts, TABLE + bad[i].offset, bad[i].value);
        boot(&l);
        g_assert_cmphex(k3_qom_get_uint(l.qts, FW_PATH, "resource-table"), ==,
                        0);
        g_assert_cmphex(qtest_readl(l.qts, TRACE), ==, 0);
        /* Firmware without a resource table runs nevertheless */
        assert_alive(&l);
        r5f_stop(&l.sci, 0);
    }
    qtest_quit(l.qts);
}

/* Memory full of invalid tables does not block QEMU */
static void test_table_flood(void)
{
    g_autofree uint32_t *flood = g_new0(uint32_t, 0x40000);
    Linux l;

    for (int i = 0; i < 0x40000; i += 4) {
        flood[i] = 1;
        flood[i + 1] = 1;
    }
    start_linux(&l, SIM_MACHINE);
    prepare(&l);
    for (int i = 0; i < 15; i++) {
        qtest_memwrite(l.qts, CODE + i * 0x100000, flood, 0x100000);
    }
    boot(&l);
    g_assert_cmphex(k3_qom_get_uint(l.qts, FW_PATH, "resource-table"), ==, 0);
    assert_alive(&l);
    r5f_stop(&l.sci, 0);
    prepare(&l);
    /* A table in front of it is found */
    put_table(l.qts, 0x78000000, TRACE, TRACE_LEN, RING0, RING1);
    qtest_writel(l.qts, 0x78000000, 0);
    put_table(l.qts, 0x78000040, TRACE, TRACE_LEN, RING0, RING1);
    boot(&l);
    g_assert_cmphex(k3_qom_get_uint(l.qts, FW_PATH, "resource-table"), ==,
                    0x40);
    qtest_quit(l.qts);
}

/* Tables that Linux accepts, with contents that must not be used */
static void test_odd_tables(void)
{
    static const struct {
        uint32_t offset;
        uint32_t value;
    } odd[] = {
        { TABLE_TRACE + 4, 0xfffffff0 },        /* trace at the end of all */
        { TABLE_TRACE + 4, 0 },
        { TABLE_TRACE + 4, 0x29020000 },        /* ... in the mailbox */
        { TABLE_TRACE + 8, 0xffffffff },        /* ... with no end */
        { TABLE_TRACE + 8, 0 },
        { TABLE_TRACE, 0 }, { TABLE_TRACE, 1 }, /* other entries */
        { TABLE_TRACE, 128 }, { TABLE_TRACE, 512 },
        { 20, TABLE_TRACE },                    /* the same one twice */
        { TABLE_VDEV + 4, 2 },                  /* another device */
        { TABLE_VDEV + 24, 0x00000000 },        /* no rings */
        { TABLE_VDEV + 24, 0x00000100 },
        { TABLE_VRING(0), 0xffffffff },         /* ring without address */
        { TABLE_VRING(1), 0 },
        { TABLE_VRING(0) + 4, 0 },              /* alignment */
        { TABLE_VRING(0) + 4, 3 },
        { TABLE_VRING(1) + 4, 0x80000000 },
        { TABLE_VRING(0) + 8, 0 },              /* number of buffers */
        { TABLE_VRING(0) + 8, 7 },
        { TABLE_VRING(1) + 8, 0x80000000 },
        { TABLE_VRING(1) + 8, 0xffffffff },
        { TABLE_VRING(0), 0xfffffff0 },         /* ring at the end of all */
        { TABLE_VRING(1), 0x29020000 },
    };

    Linux l;

    start_linux(&l, SIM_MACHINE);
    for (size_t i = 0; i < ARRAY_SIZE(odd); i++) {
        prepare(&l);
        put_table(l.qts, TABLE, TRACE, TRACE_LEN, RING0, RING1);
        qtest_writel(l.qts, TABLE + odd[i].offset, odd[i].value);
        boot(&l);
        bring_up_driver(&l);
        qtest_clock_step(l.qts, 50 * SETTLE_NS);
        if (odd[i].value != MBOX_BASE(2)) {
            assert_alive(&l);
        }
        r5f_stop(&l.sci, 0);
        r5f_assert_state(l.qts, 0, "off");
        /*
         * Restart: accesses to the mailbox as memory have lost a message
         */
        if (odd[i].value == MBOX_BASE(2)) {
            qtest_system_reset(l.qts);
            l.sci = sci_linux(l.qts);
        }
    }
    qtest_quit(l.qts);
}

static void test_echo_request(void)
{
    Linux l;

    start_linux(&l, SIM_MACHINE);
    /* Linux 6.x asks in its probe, long before a core is there to answer */
    sim_send(l.qts, 0, RP_MBOX_ECHO_REQUEST);
    prepare(&l);
    put_table(l.qts, TABLE, TRACE, TRACE_LEN, RING0, RING1);
    boot(&l);
    g_assert_cmpuint(sim_level(l.qts, 0), ==, 1);
    g_assert_cmphex(sim_receive(l.qts, 0), ==, RP_MBOX_ECHO_REPLY);

    /* It leaves WFI at once, until it has answered */
    sim_send(l.qts, 0, RP_MBOX_ECHO_REQUEST);
    r5f_assert_state(l.qts, 0, "running");
    g_assert_cmpuint(sim_level(l.qts, 0), ==, 0);
    sim_settle(l.qts);
    g_assert_cmphex(sim_receive(l.qts, 0), ==, RP_MBOX_ECHO_REPLY);
    r5f_assert_state(l.qts, 0, "wfi");
    qtest_quit(l.qts);
}

/*
 * Nothing is lost when Linux does not read: 4 messages fit into its FIFO, 7
 * are kept by the core, which then stops reading, and 4 wait for the core.
 */
static void test_full_fifo(void)
{
    Linux l;

    boot_with_table(&l, SIM_MACHINE);
    for (int i = 0; i < 15; i++) {
        sim_send(l.qts, 0, RP_MBOX_ECHO_REQUEST);
        sim_settle(l.qts);
        /*
         * It waits for an interrupt: in the end, the one for room in the FIFO
         */
        r5f_assert_state(l.qts, 0, "wfi");
    }
    g_assert_cmpuint(sim_level(l.qts, 0), ==, 4);
    g_assert_cmpuint(qtest_readl(l.qts, sim_mbox[0].base +
                                 MBOX_MSGSTATUS(sim_mbox[0].tx)), ==, 4);
    for (int i = 0; i < 15; i++) {
        g_assert_cmphex(sim_receive(l.qts, 0), ==, RP_MBOX_ECHO_REPLY);
        sim_settle(l.qts);
    }
    g_assert_cmpuint(sim_level(l.qts, 0), ==, 0);
    assert_alive(&l);
    qtest_quit(l.qts);
}

static void test_shutdown(void)
{
    uint64_t enabled = sim_mbox[0].base + MBOX_IRQ_ENABLED(sim_mbox[0].user);
    Linux l;

    boot_with_driver(&l, SIM_MACHINE);
    take_announcements(&l);
    for (int i = 0; i < 3; i++) {
        sim_send(l.qts, 0, RP_MBOX_SHUTDOWN);
        g_assert_cmphex(sci_proc_flags(&l.sci, r5f[0].proc), ==, 0);
        sim_settle(l.qts);
        g_assert_cmpuint(sim_level(l.qts, 0), ==, 1);
        g_assert_cmphex(sim_receive(l.qts, 0), ==, RP_MBOX_SHUTDOWN_ACK);
        g_assert_cmphex(sci_proc_flags(&l.sci, r5f[0].proc), ==, STAT_WFI);
        g_assert_cmphex(qtest_readl(l.qts, enabled), ==, 0);

        /* Nothing wakes it, not even its own interrupt */
        sim_send(l.qts, 0, RP_MBOX_ECHO_REQUEST);
        qtest_writel(l.qts, enabled, 0xffffffff);
        g_assert_cmphex(sci_proc_flags(&l.sci, r5f[0].proc), ==, STAT_WFI);
        qtest_clock_step(l.qts, 100 * SETTLE_NS);
        g_assert_cmphex(sci_proc_flags(&l.sci, r5f[0].proc), ==, STAT_WFI);
        g_assert_cmpuint(sim_level(l.qts, 0), ==, 0);
        qtest_writel(l.qts, enabled + 4, 0xffffffff);

        r5f_stop(&l.sci, 0);
        qtest_writeb(l.qts, TABLE + TABLE_STATUS, 0);
        prepare(&l);
        boot(&l);
        /* What came while it was down is answered after the start */
        g_assert_cmphex(sim_receive(l.qts, 0), ==, RP_MBOX_ECHO_REPLY);
        bring_up_driver(&l);
        take_announcements(&l);
    }
    qtest_quit(l.qts);
}

/* The ACK waits for room; the core enters WFI only after sending it */
static void test_shutdown_full_fifo(void)
{
    Linux l;

    boot_with_table(&l, SIM_MACHINE);
    for (int i = 0; i < 4; i++) {
        sim_send(l.qts, 0, RP_MBOX_ECHO_REQUEST);
        sim_settle(l.qts);
    }
    g_assert_cmpuint(sim_level(l.qts, 0), ==, 4);
    sim_send(l.qts, 0, RP_MBOX_SHUTDOWN);
    qtest_clock_step(l.qts, 20 * SETTLE_NS);
    g_assert_cmphex(sci_proc_flags(&l.sci, r5f[0].proc), ==, 0);
    for (int i = 0; i < 4; i++) {
        g_assert_cmphex(sim_receive(l.qts, 0), ==, RP_MBOX_ECHO_REPLY);
    }
    qtest_clock_step(l.qts, 20 * SETTLE_NS);
    g_assert_cmphex(sim_receive(l.qts, 0), ==, RP_MBOX_SHUTDOWN_ACK);
    g_assert_cmphex(sci_proc_flags(&l.sci, r5f[0].proc), ==, STAT_WFI);
    qtest_quit(l.qts);
}

static void test_announcements(void)
{
    static const struct {
        const char *name;
        uint32_t addr;
    } services[NUM_SERVICES] = {
        { "rpmsg-client-sample", ECHO_SAMPLE },
        { "ti.ipc4.ping-pong", 13 },
        { "rpmsg_chrdev", 14 },
        { "rpmsg-raw", ECHO_RAW },
    };
    Linux l;

    boot_with_table(&l, SIM_MACHINE);
    /* Nothing happens until there is a driver */
    qtest_clock_step(l.qts, 100 * SETTLE_NS);
    g_assert_cmpuint(sim_level(l.qts, 0), ==, 0);
    bring_up_driver(&l);
    for (size_t i = 0; i < ARRAY_SIZE(services); i++) {
        uint8_t data[BUF_SIZE] = { 0 };
        uint32_t src, dst;

        g_assert_cmpuint(receive(&l, &src, &dst, data), ==, 40);
        g_assert_cmpuint(src, ==, services[i].addr);
        g_assert_cmpuint(dst, ==, RPMSG_NS_ADDR);
        g_assert_cmpstr((char *)data, ==, services[i].name);
        g_assert_cmpuint(ldl_le_p(data + 32), ==, services[i].addr);
        g_assert_cmpuint(ldl_le_p(data + 36), ==, 0);
    }
    g_assert_false(ring_has_used(l.qts, &l.rx));
    while (sim_level(l.qts, 0)) {
        g_assert_cmphex(sim_receive(l.qts, 0), ==, 0);
    }
    qtest_quit(l.qts);
}

/* A driver that did not accept the name service gets no announcements */
static void test_no_name_service(void)
{
    Linux l;

    boot_with_table(&l, SIM_MACHINE);
    ring_init(l.qts, &l.rx, RING0, BUFFERS0);
    ring_init(l.qts, &l.tx, RING1, BUFFERS1);
    ring_put(l.qts, &l.rx, 0);
    qtest_writeb(l.qts, TABLE + TABLE_STATUS, STATUS_DRIVER);
    sim_send(l.qts, 0, 0);
    sim_settle(l.qts);
    g_assert_false(ring_has_used(l.qts, &l.rx));
    send_to(&l, 0, ECHO_RAW, "x", 1);
    sim_send(l.qts, 0, 1);
    sim_settle(l.qts);
    g_assert_true(ring_has_used(l.qts, &l.rx));
    qtest_quit(l.qts);
}

static void test_echo(void)
{
    uint8_t sent[BUF_SIZE], got[BUF_SIZE];
    GRand *rand = g_rand_new_with_seed(1);
    uint32_t src, dst, len;
    Linux l;

    boot_with_driver(&l, SIM_MACHINE);
    take_announcements(&l);
    for (unsigned i = 0; i < 500; i++) {
        unsigned size = i < 2 ? i * (BUF_SIZE - 16)
                              : g_rand_int_range(rand, 0, BUF_SIZE - 15);
        uint32_t to = i & 1 ? ECHO_SAMPLE : ECHO_RAW;
        uint16_t id = g_rand_int_range(rand, 0, RING_NUM);

        for (unsigned b = 0; b < size; b++) {
            sent[b] = g_rand_int(rand);
        }
        send_to(&l, id, to, sent, size);
        sim_send(l.qts, 0, 1);
        sim_settle(l.qts);
        g_assert_cmpuint(ring_get(l.qts, &l.tx, &len), ==, id);
        g_assert_cmpuint(receive(&l, &src, &dst, got), ==, size);
        g_assert_cmpuint(src, ==, to);
        g_assert_cmpuint(dst, ==, LINUX);
        g_assert_cmpmem(sent, size, got, size);
        /* One notification for each ring, in the order of its use */
        g_assert_cmphex(sim_receive(l.qts, 0), ==, 1);
        g_assert_cmphex(sim_receive(l.qts, 0), ==, 0);
        g_assert_cmpuint(sim_level(l.qts, 0), ==, 0);
    }
    g_assert_cmpuint(k3_qom_get_uint(l.qts, FW_PATH, "echoed"), ==, 500);
    g_assert_cmpuint(k3_qom_get_uint(l.qts, FW_PATH, "dropped"), ==, 0);
    r5f_assert_state(l.qts, 0, "wfi");
    g_rand_free(rand);
    qtest_quit(l.qts);
}

static void test_no_interrupt_wanted(void)
{
    Linux l;

    boot_with_driver(&l, SIM_MACHINE);
    take_announcements(&l);
    /* As Linux sets it in the ring that it sends into */
    qtest_writew(l.qts, l.tx.base + RING_AVAIL, 1);
    for (int i = 0; i < 3; i++) {
        send_to(&l, i, ECHO_RAW, "abc", 3);
    }
    sim_send(l.qts, 0, 1);
    sim_settle(l.qts);
    while (sim_level(l.qts, 0)) {
        g_assert_cmphex(sim_receive(l.qts, 0), ==, 0);
    }
    g_assert_cmpuint(k3_qom_get_uint(l.qts, FW_PATH, "echoed"), ==, 3);
    qtest_quit(l.qts);
}

/* Without a buffer to answer in, messages stay where they are */
static void test_back_pressure(void)
{
    uint8_t data[BUF_SIZE];
    uint32_t src, dst;
    Linux l;

    boot_with_driver(&l, SIM_MACHINE);
    take_announcements(&l);
    l.rx.avail -= 2;
    qtest_writew(l.qts, l.rx.base + RING_AVAIL + 2, l.rx.avail);
    /* 6 buffers are left, 8 messages come */
    for (int i = 0; i < RING_NUM; i++) {
        data[0] = i;
        send_to(&l, i, ECHO_SAMPLE, data, 1);
    }
    sim_send(l.qts, 0, 1);
    qtest_clock_step(l.qts, 20 * SETTLE_NS);
    g_assert_cmpuint(k3_qom_get_uint(l.qts, FW_PATH, "echoed"), ==, 6);
    r5f_assert_state(l.qts, 0, "wfi");
    for (int i = 0; i < RING_NUM; i++) {
        g_assert_cmpuint(receive(&l, &src, &dst, data), ==, 1);
        g_assert_cmpuint(data[0], ==, i);
        while (sim_level(l.qts, 0)) {
            sim_receive(l.qts, 0);
        }
        sim_send(l.qts, 0, 0);
        sim_settle(l.qts);
    }
    g_assert_cmpuint(k3_qom_get_uint(l.qts, FW_PATH, "echoed"), ==, 8);
    g_assert_cmpuint(k3_qom_get_uint(l.qts, FW_PATH, "dropped"), ==, 0);
    qtest_quit(l.qts);
}

/* The driver goes and comes back, with and without the core's noticing */
static void test_driver_again(void)
{
    Linux l;

    boot_with_driver(&l, SIM_MACHINE);
    take_announcements(&l);
    for (int i = 0; i < 4; i++) {
        qtest_writeb(l.qts, TABLE + TABLE_STATUS, 0);
        if (i & 1) {
            sim_send(l.qts, 0, 0);
            qtest_clock_step(l.qts, 20 * SETTLE_NS);
        }
        bring_up_driver(&l);
        take_announcements(&l);
        g_assert_false(ring_has_used(l.qts, &l.rx));
    }
    qtest_quit(l.qts);
}

/* Messages that go nowhere; the next good one is answered all the same */
static void test_bad_messages(void)
{
    static const struct {
        uint32_t offset;
        uint32_t value;
    } bad[] = {
        { 4, 16 }, { 4, 0xffffffff }, { 4, RPMSG_NS_ADDR }, /* endpoint */
        { 12, BUF_SIZE - 15 }, { 12, 0xffff },              /* length */
    };
    uint8_t data[BUF_SIZE];
    uint32_t src, dst, len;
    Linux l;

    boot_with_driver(&l, SIM_MACHINE);
    take_announcements(&l);
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        put_message(l.qts, ring_buffer(&l.tx, 0), LINUX, ECHO_RAW, "x", 1);
        qtest_writel(l.qts, ring_buffer(&l.tx, 0) + bad[i].offset,
                     bad[i].value);
        ring_put(l.qts, &l.tx, 0);
        send_to(&l, 1, ECHO_RAW, "good", 4);
        sim_send(l.qts, 0, 1);
        sim_settle(l.qts);
        g_assert_cmpuint(receive(&l, &src, &dst, data), ==, 4);
        g_assert_cmpmem(data, 4, "good", 4);
        g_assert_false(ring_has_used(l.qts, &l.rx));
        g_assert_cmpuint(ring_get(l.qts, &l.tx, &len), ==, 0);
        g_assert_cmpuint(ring_get(l.qts, &l.tx, &len), ==, 1);
        while (sim_level(l.qts, 0)) {
            sim_receive(l.qts, 0);
        }
        g_assert_cmpuint(k3_qom_get_uint(l.qts, FW_PATH, "dropped"), ==,
                         i + 1);
    }
    qtest_quit(l.qts);
}

/* Corrupt rings stop rpmsg, but not the core */
static void test_bad_rings(void)
{
    static const struct {
        uint32_t addr;
        uint32_t value;
        unsigned size;
    } bad[] = {
        { RING1 + RING_AVAIL + 2, 0x8000, 2 },      /* index runs away */
        { RING0 + RING_AVAIL + 2, 0xffff, 2 },
        { RING1 + RING_AVAIL + 4, RING_NUM, 2 },    /* no such descriptor */
        { RING1 + RING_AVAIL + 4, 0xffff, 2 },
        { RING1 + 8, 15, 4 },                       /* too short */
        { RING1 + 8, 0, 4 },
        { RING1 + 8, 0xffffffff, 4 },               /* too long */
        { RING1 + 4, 0xffffffff, 4 },               /* nowhere */
        { RING0 + NUM_SERVICES * 16 + 8, 0, 4 },    /* no room to answer */
        { RING0 + NUM_SERVICES * 16 + 4, 0x12345678, 4 },
        { RING1, 0x29020040, 4 },                   /* in registers */
        { RING0 + NUM_SERVICES * 16, 0x45a00000, 4 },
    };

    Linux l;

    boot_with_driver(&l, SIM_MACHINE);
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        take_announcements(&l);
        send_to(&l, 0, ECHO_RAW, "x", 1);
        if (bad[i].size == 2) {
            qtest_writew(l.qts, bad[i].addr, bad[i].value);
        } else {
            qtest_writel(l.qts, bad[i].addr, bad[i].value);
        }
        sim_send(l.qts, 0, 1);
        qtest_clock_step(l.qts, 20 * SETTLE_NS);
        assert_alive(&l);
        /* A driver that starts over is served again */
        qtest_writeb(l.qts, TABLE + TABLE_STATUS, 0);
        sim_send(l.qts, 0, 1);
        qtest_clock_step(l.qts, 20 * SETTLE_NS);
        bring_up_driver(&l);
    }
    take_announcements(&l);
    qtest_quit(l.qts);
}

/*
 * Other software uses the core's mailbox user: the core survives the storm of
 * interrupts.
 */
static void test_interrupt_storm(void)
{
    uint64_t user = sim_mbox[0].base + MBOX_IRQ_ENABLED(sim_mbox[0].user);
    Linux l;

    boot_with_table(&l, SIM_MACHINE);
    qtest_writel(l.qts, user, 0xaaaaaaaa);
    qtest_clock_step(l.qts, SETTLE_NS);
    r5f_assert_state(l.qts, 0, "running");
    qtest_writel(l.qts, user + 4, 0xaaaaaaaa);
    sim_settle(l.qts);
    assert_alive(&l);
    /* Software sets a status bit without a message */
    qtest_writel(l.qts, user - 8, 1u << (2 * sim_mbox[0].tx));
    sim_settle(l.qts);
    assert_alive(&l);
    qtest_quit(l.qts);
}

/* Power and reset change at any moment */
static void test_stop_any_time(void)
{
    Linux l;

    boot_with_driver(&l, SIM_MACHINE);
    for (int steps = 0; steps < 12; steps++) {
        take_announcements(&l);
        for (int i = 0; i < 4; i++) {
            send_to(&l, i, ECHO_RAW, "data", 4);
        }
        sim_send(l.qts, 0, 1);
        qtest_clock_step(l.qts, 1000 * (1 + 2 * steps));
        r5f_stop(&l.sci, 0);
        qtest_clock_step(l.qts, 20 * SETTLE_NS);
        r5f_assert_state(l.qts, 0, "off");
        qtest_writeb(l.qts, TABLE + TABLE_STATUS, 0);
        prepare(&l);
        boot(&l);
        assert_alive(&l);
        bring_up_driver(&l);
    }
    take_announcements(&l);
    qtest_quit(l.qts);
}

/* With a migration after each step, no message is lost or repeated */
static void test_migration(void)
{
    for (int steps = 0; steps < 6; steps++) {
        uint8_t data[BUF_SIZE];
        uint32_t src, dst;
        Linux l;

        boot_with_driver(&l, SIM_MACHINE);
        take_announcements(&l);
        for (int i = 0; i < 4; i++) {
            data[0] = i;
            send_to(&l, i, ECHO_RAW, data, 1);
        }
        sim_send(l.qts, 0, 1);
        qtest_clock_step(l.qts, 1000 * (1 + 5 * steps));
        l.qts = k3_migrate(l.qts, SIM_MACHINE, NULL);
        l.sci.qts = l.qts;
        qtest_clock_step(l.qts, 20 * SETTLE_NS);
        for (int i = 0; i < 4; i++) {
            while (sim_level(l.qts, 0)) {
                sim_receive(l.qts, 0);
            }
            sim_settle(l.qts);
            g_assert_cmpuint(receive(&l, &src, &dst, data), ==, 1);
            g_assert_cmpuint(data[0], ==, i);
        }
        g_assert_false(ring_has_used(l.qts, &l.rx));
        g_assert_cmpuint(k3_qom_get_uint(l.qts, FW_PATH, "echoed"), ==, 4);
        assert_alive(&l);
        qtest_quit(l.qts);
    }
}

static void test_migration_of_shutdown(void)
{
    static const uint64_t times[] = { 1000, 20000, 505000, 540000, 1000000 };

    for (size_t i = 0; i < ARRAY_SIZE(times); i++) {
        Linux l;

        boot_with_table(&l, SIM_MACHINE);
        sim_send(l.qts, 0, RP_MBOX_SHUTDOWN);
        qtest_clock_step(l.qts, times[i]);
        l.qts = k3_migrate(l.qts, SIM_MACHINE, NULL);
        l.sci.qts = l.qts;
        /*
         * The clock of the new process starts at 0, but not the firmware's
         * timer
         */
        qtest_clock_step(l.qts, 20 * SETTLE_NS);
        g_assert_cmphex(sim_receive(l.qts, 0), ==, RP_MBOX_SHUTDOWN_ACK);
        g_assert_cmpuint(sim_level(l.qts, 0), ==, 0);
        g_assert_cmphex(sci_proc_flags(&l.sci, r5f[0].proc), ==, STAT_WFI);
        r5f_stop(&l.sci, 0);
        prepare(&l);
        boot(&l);
        assert_alive(&l);
        qtest_quit(l.qts);
    }
}

static void test_system_reset(void)
{
    Linux l;

    boot_with_driver(&l, SIM_MACHINE);
    send_to(&l, 0, ECHO_RAW, "x", 1);
    sim_send(l.qts, 0, 1);
    qtest_system_reset(l.qts);
    r5f_assert_state(l.qts, 0, "off");
    assert_fw_state(&l, "off");
    g_assert_cmpuint(k3_qom_get_uint(l.qts, FW_PATH, "starts"), ==, 0);
    g_assert_cmpuint(k3_qom_get_uint(l.qts, FW_PATH, "kicks"), ==, 0);
    l.sci = sci_linux(l.qts);
    prepare(&l);
    put_table(l.qts, TABLE, TRACE, TRACE_LEN, RING0, RING1);
    boot(&l);
    assert_alive(&l);
    g_assert_cmpuint(k3_qom_get_uint(l.qts, FW_PATH, "starts"), ==, 1);
    qtest_quit(l.qts);
}

/* All four at once, each on its own channel */
static void test_four_cores(void)
{
    Linux l;

    start_linux(&l, SIM_MACHINE);
    for (int n = 0; n < R5F_NUM_CORES; n++) {
        r5f_prepare(&l.sci, n, LOADED, 0);
        r5f_start(&l.sci, n, 0);
    }
    qtest_clock_step(l.qts, BOOT_NS);
    for (int n = 0; n < R5F_NUM_CORES; n++) {
        sim_send(l.qts, n, RP_MBOX_ECHO_REQUEST);
        sim_settle(l.qts);
        for (int other = 0; other < R5F_NUM_CORES; other++) {
            g_assert_cmpuint(sim_level(l.qts, other), ==, other == n);
        }
        g_assert_cmphex(sim_receive(l.qts, n), ==, RP_MBOX_ECHO_REPLY);
        r5f_assert_state(l.qts, n, "wfi");
    }
    for (int n = R5F_NUM_CORES - 1; n >= 0; n--) {
        r5f_stop(&l.sci, n);
        r5f_assert_state(l.qts, n, "off");
    }
    qtest_quit(l.qts);
}

/* In single-CPU mode, core 1 does not run, of whatever kind it is */
static void test_single_cpu(void)
{
    Linux l;

    start_linux(&l, SIM_MACHINE);
    r5f_prepare(&l.sci, 0, LOADED | CFG_SINGLE_CORE, 0);
    r5f_prepare(&l.sci, 1, LOADED, 0);
    /* The second half of core 0's ATCM is core 1's */
    put_table(l.qts, 0x78000000 + R5F_TCM_SIZE, TRACE, TRACE_LEN, RING0,
              RING1);
    r5f_start(&l.sci, 1, 0);
    r5f_start(&l.sci, 0, 0);
    qtest_clock_step(l.qts, BOOT_NS);
    r5f_assert_state(l.qts, 0, "wfi");
    r5f_assert_state(l.qts, 1, "running");
    g_assert_cmphex(k3_qom_get_uint(l.qts, FW_PATH, "resource-table"), ==,
                    R5F_TCM_SIZE);
    sci_assert_qom_string(l.qts, "/machine/k3/r5fss[0]/core[1]/firmware",
                          "fw-state", "off");
    qtest_quit(l.qts);
}

/* No boot vector, no halt, and a mailbox that is behind the RAT */
static void test_m4f(void)
{
    const char *path = "/machine/k3/m4fss[0]";
    Linux l;

    start_linux(&l, SIM_MACHINE);
    g_assert_true(sci_proc_request(&l.sci, 0x18));
    for (int i = 1; i <= 3; i++) {
        g_autofree char *text = NULL;

        g_assert_true(sci_set_resets(&l.sci, 9, 1));
        g_assert_true(sci_set_device(&l.sci, 9, SCI_DEV_ON, 0));
        sci_assert_qom_string(l.qts, path, "state", "reset");
        /* In IRAM; the trace buffer in DRAM, where the core has it */
        put_table(l.qts, 0x05000400, 0x30000, TRACE_LEN, RING0, RING1);
        g_assert_true(sci_set_resets(&l.sci, 9, 0));
        sci_assert_qom_string(l.qts, path, "state", "running");
        qtest_clock_step(l.qts, BOOT_NS);
        sci_assert_qom_string(l.qts, path, "state", "wfi");
        g_assert_cmphex(k3_qom_get_uint(l.qts,
                                        "/machine/k3/m4fss[0]/firmware",
                                        "resource-table"), ==, 0x400);
        text = g_malloc0(TRACE_LEN + 1);
        qtest_memread(l.qts, 0x05040000, text, TRACE_LEN);
        g_assert_true(g_str_has_suffix(text, "ready\n"));

        sim_send(l.qts, M4F_CORE, RP_MBOX_ECHO_REQUEST);
        sci_assert_qom_string(l.qts, path, "state", "running");
        sim_settle(l.qts);
        g_assert_cmphex(sim_receive(l.qts, M4F_CORE), ==, RP_MBOX_ECHO_REPLY);
        if (i == 2) {
            l.qts = k3_migrate(l.qts, SIM_MACHINE, NULL);
            l.sci.qts = l.qts;
            qtest_clock_step(l.qts, 50 * BOOT_NS);
        }
        sim_send(l.qts, M4F_CORE, RP_MBOX_SHUTDOWN);
        sim_settle(l.qts);
        g_assert_cmphex(sim_receive(l.qts, M4F_CORE), ==,
                        RP_MBOX_SHUTDOWN_ACK);
        sci_assert_qom_string(l.qts, path, "state", "wfi");
        g_assert_true(sci_set_resets(&l.sci, 9, 1));
        g_assert_true(sci_set_device(&l.sci, 9, SCI_DEV_OFF, 0));
        sci_assert_qom_string(l.qts, path, "state", "off");
    }
    qtest_quit(l.qts);
}

static char *engine_type(QTestState *qts, const char *core)
{
    g_autofree char *path = g_strdup_printf("%s/engine", core);
    QDict *reply = qtest_qmp(qts, "{'execute': 'qom-get', 'arguments':"
                             " {'path': %s, 'property': 'type'}}", path);
    char *type = g_strdup(qdict_get_try_str(reply, "return"));

    qobject_unref(reply);
    return type;
}

/* Each core has one engine, of the kind that was asked for */
static void test_engines(void)
{
    static const struct {
        const char *core;
        const char *tcg;
    } cores[] = {
        { "/machine/k3/r5fss[0]/core[0]", "ti-k3-r5f-engine" },
        { "/machine/k3/r5fss[1]/core[1]", "ti-k3-r5f-engine" },
        { "/machine/k3/m4fss[0]", "ti-k3-m4f-engine" },
    };
    QTestState *tcg = qtest_init(K3_MACHINE);
    QTestState *sim = qtest_init(SIM_MACHINE);

    for (size_t i = 0; i < ARRAY_SIZE(cores); i++) {
        g_autofree char *executes = engine_type(tcg, cores[i].core);
        g_autofree char *simulated = engine_type(sim, cores[i].core);

        g_assert_cmpstr(executes, ==, cores[i].tcg);
        g_assert_cmpstr(simulated, ==, "ti-k3-sim-fw");
    }
    qtest_quit(tcg);
    qtest_quit(sim);
}

/* One word for each core */
static void test_mixed(void)
{
    Linux l;

    boot_with_table(&l, SIM_MACHINE ":tcg:tcg:sim:tcg");
    assert_alive(&l);
    for (int n = 0; n < R5F_NUM_CORES; n++) {
        g_autofree char *path = g_strdup_printf("%s/firmware", r5f[n].path);
        QDict *reply = qtest_qmp(l.qts, "{'execute': 'qom-list', 'arguments':"
                                 " {'path': %s}}", path);

        g_assert_cmpint(qdict_haskey(reply, "return"), ==, n == 0 || n == 3);
        qobject_unref(reply);
    }
    qtest_quit(l.qts);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*test)(void);
    } tests[] = {
        { "/k3-sim-core/life-cycle", test_life_cycle },
        { "/k3-sim-core/stop-early", test_stop_early },
        { "/k3-sim-core/trace", test_trace },
        { "/k3-sim-core/table-places", test_table_places },
        { "/k3-sim-core/search", test_search },
        { "/k3-sim-core/other-image", test_other_image },
        { "/k3-sim-core/bad-tables", test_bad_tables },
        { "/k3-sim-core/table-flood", test_table_flood },
        { "/k3-sim-core/odd-tables", test_odd_tables },
        { "/k3-sim-core/echo-request", test_echo_request },
        { "/k3-sim-core/full-fifo", test_full_fifo },
        { "/k3-sim-core/shutdown", test_shutdown },
        { "/k3-sim-core/shutdown-full-fifo", test_shutdown_full_fifo },
        { "/k3-sim-core/announcements", test_announcements },
        { "/k3-sim-core/no-name-service", test_no_name_service },
        { "/k3-sim-core/echo", test_echo },
        { "/k3-sim-core/no-interrupt-wanted", test_no_interrupt_wanted },
        { "/k3-sim-core/back-pressure", test_back_pressure },
        { "/k3-sim-core/driver-again", test_driver_again },
        { "/k3-sim-core/bad-messages", test_bad_messages },
        { "/k3-sim-core/bad-rings", test_bad_rings },
        { "/k3-sim-core/interrupt-storm", test_interrupt_storm },
        { "/k3-sim-core/stop-any-time", test_stop_any_time },
        { "/k3-sim-core/migration", test_migration },
        { "/k3-sim-core/migration-of-shutdown", test_migration_of_shutdown },
        { "/k3-sim-core/system-reset", test_system_reset },
        { "/k3-sim-core/four-cores", test_four_cores },
        { "/k3-sim-core/single-cpu", test_single_cpu },
        { "/k3-sim-core/m4f", test_m4f },
        { "/k3-sim-core/engines", test_engines },
        { "/k3-sim-core/mixed", test_mixed },
    };

    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < ARRAY_SIZE(tests); i++) {
        qtest_add_func(tests[i].path, tests[i].test);
    }
    return g_test_run();
}
