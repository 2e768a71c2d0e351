/*
 * Test of fault rules: all actions at all places, matching, counts, lifetime
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qobject/qjson.h"
#include "k3-mailbox-utils.h"
#include "k3-r5f-utils.h"

#define ARGS            K3_MACHINE K3_BARE

/* Mailbox cluster 2: Linux writes FIFO 1, reads FIFO 0 */
#define MAILBOX2        MBOX_BASE(2)
#define MESSAGE(m)      (MAILBOX2 + MBOX_MESSAGE(m))
#define FIFOSTATUS(m)   (MAILBOX2 + 0x80 + 4 * (m))
#define MSGSTATUS(m)    (MAILBOX2 + MBOX_MSGSTATUS(m))
#define IRQSTATUS_RAW   (MAILBOX2 + 0x100)

#define SHUTDOWN        0xffffff14
#define MS              1000000

#define STATUS_WFI      0x2

#define DEV_M4F         9
#define M4F_IRAM        0x05000000

static QTestState *start(void)
{
    return qtest_init(ARGS);
}

static uint64_t rule_uint(QTestState *qts, const char *id, const char *name)
{
    g_autofree char *path = g_strdup_printf("/machine/peripheral/%s", id);

    return k3_qom_get_uint(qts, path, name);
}

static void assert_hits(QTestState *qts, const char *id, uint64_t hits)
{
    g_assert_cmpuint(rule_uint(qts, id, "hits"), ==, hits);
}

/* @properties: in QMP syntax, appended after "where" and "action" */
#define add_rule(qts, id, where, action, properties, ...) \
    qtest_qmp_assert_success(qts, "{'execute': 'device_add', 'arguments': " \
        "{'driver': 'k3-fault', 'id': %s, 'where': %s, 'action': %s" \
        properties "}}", id, where, action, ##__VA_ARGS__)

static void del_rule(QTestState *qts, const char *id)
{
    qtest_qmp_assert_success(qts, "{'execute': 'device_del', 'arguments': "
                             "{'id': %s}}", id);
}

static void assert_fifo(QTestState *qts, unsigned m, unsigned level,
                        uint32_t first)
{
    g_assert_cmpuint(qtest_readl(qts, MSGSTATUS(m)), ==, level);
    if (level) {
        g_assert_cmphex(qtest_readl(qts, MESSAGE(m)), ==, first);
    }
}

static void test_mailbox_drop(void)
{
    QTestState *qts = start();

    add_rule(qts, "f", "mailbox", "drop",
             ", 'cluster': 2, 'fifo': 1, 'value': 4294967060");
    qtest_writel(qts, MESSAGE(1), SHUTDOWN);
    assert_fifo(qts, 1, 0, 0);
    assert_hits(qts, "f", 1);
    /* Messages with another value, FIFO or cluster get through */
    qtest_writel(qts, MESSAGE(1), 5);
    assert_fifo(qts, 1, 1, 5);
    qtest_writel(qts, MESSAGE(0), SHUTDOWN);
    assert_fifo(qts, 0, 1, SHUTDOWN);
    qtest_writel(qts, MESSAGE(1) + 0x10000, SHUTDOWN);
    g_assert_cmphex(qtest_readl(qts, MESSAGE(1) + 0x10000), ==, SHUTDOWN);
    assert_hits(qts, "f", 1);

    del_rule(qts, "f");
    qtest_writel(qts, MESSAGE(1), SHUTDOWN);
    assert_fifo(qts, 1, 1, SHUTDOWN);
    qtest_quit(qts);
}

static void test_mailbox_mask_skip_count(void)
{
    QTestState *qts = start();

    add_rule(qts, "f", "mailbox", "drop", ", 'cluster': 2, 'value': 16, "
             "'mask': 240, 'skip': 2, 'count': 3");
    for (unsigned i = 0; i < 8; i++) {
        bool through = i < 2 || i >= 5;

        qtest_writel(qts, MESSAGE(4), 0xabc00010 + i);
        assert_fifo(qts, 4, through, 0xabc00010 + i);
        qtest_writel(qts, MESSAGE(4), 0x20);
        assert_fifo(qts, 4, 1, 0x20);
    }
    assert_hits(qts, "f", 3);
    g_assert_cmpuint(rule_uint(qts, "f", "seen"), ==, 8);
    qtest_quit(qts);
}

/* A rule, and a state, that begin when another rule has acted. */
static void test_mailbox_after(void)
{
    static const char args[] = ARGS
        " -device k3-fault,id=mark,where=mailbox,action=drop,fifo=15,value=1"
        " -device k3-fault,id=f,where=mailbox,action=drop,fifo=1,after=mark,"
        "skip=1,count=1"
        " -device k3-fault,id=s,where=mailbox,action=full,fifo=4,after=mark";
    QTestState *qts = qtest_init(args);

    for (uint32_t i = 0; i < 3; i++) {
        qtest_writel(qts, MESSAGE(1), i);
        assert_fifo(qts, 1, 1, i);
    }
    qtest_writel(qts, MESSAGE(15), 2);
    assert_fifo(qts, 15, 1, 2);
    g_assert_cmpuint(qtest_readl(qts, FIFOSTATUS(4)), ==, 0);
    g_assert_cmpuint(rule_uint(qts, "f", "seen"), ==, 0);
    qts = k3_migrate(qts, args, NULL);
    qtest_system_reset(qts);
    qtest_writel(qts, MESSAGE(1), 3);
    assert_fifo(qts, 1, 1, 3);

    qtest_writel(qts, MESSAGE(15), 1);
    assert_fifo(qts, 15, 0, 0);
    g_assert_cmpuint(qtest_readl(qts, FIFOSTATUS(4)), ==, 1);
    qts = k3_migrate(qts, args, NULL);
    del_rule(qts, "mark");
    for (uint32_t i = 4; i < 7; i++) {
        qtest_writel(qts, MESSAGE(1), i);
        assert_fifo(qts, 1, i != 5, i);
    }
    assert_hits(qts, "f", 1);
    g_assert_cmpuint(rule_uint(qts, "f", "seen"), ==, 3);
    qtest_quit(qts);
}

static void test_mailbox_delay(void)
{
    QTestState *qts = start();

    add_rule(qts, "f", "mailbox", "delay",
             ", 'cluster': 2, 'fifo': 1, 'count': 2, 'delay-ns': 5000000");
    qtest_writel(qts, MESSAGE(1), 11);
    qtest_clock_step(qts, 2 * MS);
    qtest_writel(qts, MESSAGE(1), 12);
    /* A message that no rule holds overtakes both */
    qtest_writel(qts, MESSAGE(1), 13);
    assert_fifo(qts, 1, 1, 13);
    qtest_clock_step(qts, 3 * MS - 1);
    assert_fifo(qts, 1, 0, 0);
    qtest_clock_step(qts, 1);
    assert_fifo(qts, 1, 1, 11);
    qtest_clock_step(qts, 2 * MS);
    assert_fifo(qts, 1, 1, 12);
    assert_hits(qts, "f", 2);

    /* A reset or the removal of the rule drops the messages that it holds */
    add_rule(qts, "g", "mailbox", "delay", ", 'delay-ns': 5000000");
    qtest_writel(qts, MESSAGE(1), 14);
    qtest_system_reset(qts);
    qtest_clock_step(qts, 10 * MS);
    assert_fifo(qts, 1, 0, 0);
    assert_hits(qts, "g", 1);
    qtest_writel(qts, MESSAGE(1), 15);
    del_rule(qts, "g");
    qtest_clock_step(qts, 10 * MS);
    assert_fifo(qts, 1, 0, 0);
    qtest_quit(qts);
}

/* A rule holds a limited number of messages; others arrive at once. */
static void test_mailbox_delay_many(void)
{
    QTestState *qts = start();
    unsigned came = 0;

    add_rule(qts, "f", "mailbox", "delay", ", 'delay-ns': 1000000");
    for (unsigned i = 0; i < 18; i++) {
        qtest_writel(qts, MESSAGE(i % 8), i);
    }
    g_assert_cmpuint(qtest_readl(qts, MSGSTATUS(0)), ==, 1);
    g_assert_cmpuint(qtest_readl(qts, MSGSTATUS(1)), ==, 1);
    qtest_clock_step(qts, MS);
    for (unsigned m = 0; m < 8; m++) {
        came += qtest_readl(qts, MSGSTATUS(m));
    }
    g_assert_cmpuint(came, ==, 18);
    qtest_quit(qts);
}

static void test_mailbox_duplicate_corrupt(void)
{
    QTestState *qts = start();

    add_rule(qts, "f", "mailbox", "duplicate", ", 'fifo': 1, 'count': 1");
    qtest_writel(qts, MESSAGE(1), 21);
    assert_fifo(qts, 1, 2, 21);
    assert_fifo(qts, 1, 1, 21);
    del_rule(qts, "f");

    add_rule(qts, "f", "mailbox", "corrupt", ", 'fifo': 1, 'xor': 4080");
    qtest_writel(qts, MESSAGE(1), 0x12345678);
    assert_fifo(qts, 1, 1, 0x12345678 ^ 0xff0);
    qtest_quit(qts);
}

static void test_mailbox_full(void)
{
    QTestState *qts = start();

    qtest_writel(qts, MESSAGE(1), 31);
    g_assert_cmphex(qtest_readl(qts, FIFOSTATUS(1)), ==, 0);
    g_assert_cmphex(qtest_readl(qts, IRQSTATUS_RAW) & NOTFULL(1), !=, 0);
    add_rule(qts, "f", "mailbox", "full", ", 'cluster': 2, 'fifo': 1");
    g_assert_cmphex(qtest_readl(qts, FIFOSTATUS(1)), ==, 1);
    g_assert_cmphex(qtest_readl(qts, IRQSTATUS_RAW) & NOTFULL(1), ==, 0);
    g_assert_cmphex(qtest_readl(qts, FIFOSTATUS(2)), ==, 0);
    qtest_writel(qts, MESSAGE(1), 32);
    assert_hits(qts, "f", 1);
    /* Earlier messages can still be read */
    assert_fifo(qts, 1, 1, 31);
    assert_fifo(qts, 1, 0, 0);
    del_rule(qts, "f");
    g_assert_cmphex(qtest_readl(qts, FIFOSTATUS(1)), ==, 0);
    g_assert_cmphex(qtest_readl(qts, IRQSTATUS_RAW) & NOTFULL(1), !=, 0);
    qtest_quit(qts);
}

/* The condition is a level: the interrupt line follows the rule. */
static void test_mailbox_full_line(void)
{
    QTestState *qts = start();

    k3_intercept_irqs(qts, "/machine/k3/mailbox[2]");
    qtest_writel(qts, MAILBOX2 + MBOX_IRQ_ENABLED(0), NOTFULL(1));
    g_assert_true(qtest_get_irq(qts, 0));
    add_rule(qts, "f", "mailbox", "full", ", 'cluster': 2, 'fifo': 1");
    g_assert_false(qtest_get_irq(qts, 0));
    del_rule(qts, "f");
    g_assert_true(qtest_get_irq(qts, 0));
    qtest_quit(qts);
}

/* The rule is a state: it applies to all messages, despite skip and count. */
static void test_mailbox_full_counts(void)
{
    QTestState *qts = start();

    add_rule(qts, "f", "mailbox", "full",
             ", 'cluster': 2, 'fifo': 1, 'skip': 1, 'count': 1");
    for (unsigned i = 1; i <= 3; i++) {
        g_assert_cmphex(qtest_readl(qts, FIFOSTATUS(1)), ==, 1);
        qtest_writel(qts, MESSAGE(1), i);
        assert_fifo(qts, 1, 0, 0);
        assert_hits(qts, "f", i);
    }
    qtest_quit(qts);
}

static void test_ti_sci_nack(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);

    r5f_request(&a, 0);
    add_rule(qts, "f", "ti-sci", "nack", ", 'message': 49409, 'host': %d, "
             "'processor': 1, 'count': 1", a.id);
    g_assert_false(sci_proc_set_control(&a, 1, 0, CTRL_HALT));
    assert_hits(qts, "f", 1);
    /* Refused, not carried out */
    g_assert_true(qtest_qom_get_bool(qts, r5f[0].path, "halt"));
    r5f_halt(&a, 0, false);

    add_rule(qts, "g", "ti-sci", "nack", ", 'message': 512, 'device': 122");
    r5f_power(&a, 0, true);
    g_assert_false(sci_set_device(&a, 122, SCI_DEV_ON, 0));
    g_assert_cmpuint(sci_get_device(&a, 122).current, ==, 0);
    assert_hits(qts, "g", 1);
    qtest_quit(qts);
}

static void assert_silence(SciHost *h)
{
    SciResponse r;

    for (int i = 0; i < 100; i++) {
        g_assert_false(sci_receive(h, &r));
        qtest_clock_step(h->qts, SCI_RESPONSE_DELAY_NS);
    }
}

#define SET_DEVICE_OFF(qts, id, action, dev) \
    add_rule(qts, id, "ti-sci", action, \
             ", 'message': 512, 'device': %d, 'skip': 1", dev)

/*
 * The request is acknowledged, but the module stays in transition: the request
 * is recorded, but the power does not change.  With "wedge", an access to the
 * memories hangs the bus.
 */
static void test_module_stuck(void)
{
    static const struct {
        const char *action;
        unsigned core;
        bool hangs;
        bool migrate;
    } ways[] = {
        { "stick", 0, false, false },
        { "stick", 1, false, true },
        { "wedge", 0, true, true },
        { "wedge", 2, true, false },
    };

    for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
        QTestState *qts = start();
        SciHost a = sci_linux(qts);
        const R5FCore *core = &r5f[ways[i].core];
        SciDevice dev;

        SET_DEVICE_OFF(qts, "f", ways[i].action, core->dev);
        r5f_request(&a, ways[i].core);
        r5f_power(&a, ways[i].core, true);
        qtest_writel(qts, core->btcm, 0x12345678);
        g_assert_true(sci_set_device(&a, core->dev, SCI_DEV_OFF, 0));
        assert_hits(qts, "f", 1);
        dev = sci_get_device(&a, core->dev);
        g_assert_cmpuint(dev.current, ==, 2);
        g_assert_cmpuint(dev.programmed, ==, SCI_DEV_OFF);
        g_assert_cmpuint(dev.losses, ==, 0);
        g_assert_true(qtest_qom_get_bool(qts, core->path, "power"));

        del_rule(qts, "f");
        if (ways[i].migrate) {
            qts = k3_migrate(qts, ARGS, NULL);
            a.qts = qts;
        }
        g_assert_true(sci_set_device(&a, core->dev, SCI_DEV_ON, 0));
        g_assert_cmpuint(sci_get_device(&a, core->dev).current, ==, 2);
        g_assert_false(sci_bus_hung(qts));
        g_assert_cmphex(qtest_readl(qts, core->btcm), ==,
                        ways[i].hangs ? 0 : 0x12345678);
        g_assert_cmpint(sci_bus_hung(qts), ==, ways[i].hangs);

        qtest_system_reset(qts);
        a = sci_linux(qts);
        g_assert_false(sci_bus_hung(qts));
        g_assert_cmpuint(sci_get_device(&a, core->dev).current, ==, 0);
        r5f_request(&a, ways[i].core);
        r5f_power(&a, ways[i].core, true);
        qtest_writel(qts, core->btcm, 0x9abcdef0);
        g_assert_cmphex(qtest_readl(qts, core->btcm), ==, 0x9abcdef0);
        g_assert_false(sci_bus_hung(qts));
        qtest_quit(qts);
    }
}

/* Other kinds of cores find the window in another way */
static void test_module_wedged_m4f(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);

    SET_DEVICE_OFF(qts, "f", "wedge", DEV_M4F);
    g_assert_true(sci_set_device(&a, DEV_M4F, SCI_DEV_ON, 0));
    qtest_writel(qts, M4F_IRAM, 1);
    g_assert_false(sci_bus_hung(qts));
    g_assert_true(sci_set_device(&a, DEV_M4F, SCI_DEV_OFF, 0));
    qtest_writel(qts, M4F_IRAM, 2);
    g_assert_true(sci_bus_hung(qts));
    qtest_quit(qts);
}

/* A request that does not change the power state is not affected. */
static void test_module_no_transition(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);

    add_rule(qts, "f", "ti-sci", "stick", ", 'message': 512, 'device': %d",
             DEV_M4F);
    g_assert_true(sci_set_device(&a, DEV_M4F, SCI_DEV_OFF, 0));
    assert_hits(qts, "f", 1);
    g_assert_cmpuint(sci_get_device(&a, DEV_M4F).current, ==, 0);
    g_assert_true(sci_set_device(&a, DEV_M4F, SCI_DEV_ON, 0));
    g_assert_cmpuint(sci_get_device(&a, DEV_M4F).current, ==, 2);
    qtest_quit(qts);
}

/*
 * The request is dropped, or carried out without a response.  The next request
 * is served.
 */
static void test_ti_sci_drop_silent(void)
{
    static const struct {
        const char *action;
        bool done;
    } actions[] = {
        { "drop", false },
        { "silent", true },
    };

    for (size_t i = 0; i < ARRAY_SIZE(actions); i++) {
        QTestState *qts = start();
        SciHost a = sci_linux(qts);

        add_rule(qts, "f", "ti-sci", actions[i].action,
                 ", 'message': 512, 'count': 1");
        sci_send(&a, 0x0200, SCI_FLAG_AOP, "441", r5f[0].dev, 0, SCI_DEV_ON);
        assert_silence(&a);
        g_assert_cmpuint(sci_get_device(&a, r5f[0].dev).current, ==,
                         actions[i].done);
        r5f_power(&a, 0, true);
        assert_hits(qts, "f", 1);
        qtest_quit(qts);
    }
}

static void test_ti_sci_delay(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);
    SciResponse r;

    add_rule(qts, "f", "ti-sci", "delay",
             ", 'message': 2, 'count': 1, 'delay-ns': 1500000000");
    sci_send(&a, 0x0002, SCI_FLAG_AOP, "");
    qtest_clock_step(qts, SCI_RESPONSE_DELAY_NS);
    g_assert_false(sci_receive(&a, &r));
    qtest_clock_step(qts, 1499 * MS);
    g_assert_false(sci_receive(&a, &r));
    qtest_clock_step(qts, MS);
    g_assert_true(sci_receive(&a, &r));
    g_assert_cmpuint(r.seq, ==, a.seq);
    g_assert_cmphex(r.flags & SCI_RESP_ACK, !=, 0);
    qtest_clock_step(qts, SCI_RESPONSE_DELAY_NS);
    sci_get_device(&a, r5f[0].dev);
    qtest_quit(qts);
}

static void test_ti_sci_duplicate_corrupt(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);
    SciResponse r, again;

    add_rule(qts, "f", "ti-sci", "duplicate", ", 'message': 513, 'count': 1");
    sci_send(&a, 0x0201, SCI_FLAG_AOP, "4", r5f[0].dev);
    qtest_clock_step(qts, SCI_RESPONSE_DELAY_NS);
    g_assert_true(sci_receive(&a, &r));
    g_assert_false(sci_receive(&a, &again));
    qtest_clock_step(qts, SCI_RESPONSE_DELAY_NS);
    g_assert_true(sci_receive(&a, &again));
    g_assert_cmpmem(r.msg, sizeof(r.msg), again.msg, sizeof(again.msg));
    qtest_clock_step(qts, 2 * SCI_RESPONSE_DELAY_NS);
    g_assert_false(sci_receive(&a, &again));
    del_rule(qts, "f");

    /* Byte 3 of the header is the sequence number */
    add_rule(qts, "f", "ti-sci", "corrupt",
             ", 'message': 513, 'xor': 2130706432, 'count': 1");
    sci_send(&a, 0x0201, SCI_FLAG_AOP, "4", r5f[0].dev);
    qtest_clock_step(qts, SCI_RESPONSE_DELAY_NS);
    g_assert_true(sci_receive(&a, &r));
    g_assert_cmphex(r.seq, ==, a.seq ^ 0x7f);
    qtest_clock_step(qts, SCI_RESPONSE_DELAY_NS);
    sci_get_device(&a, r5f[0].dev);
    qtest_quit(qts);
}

/*
 * Removing the rule drops the response that it holds; the firmware continues.
 */
static void test_ti_sci_delay_removed(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);
    SciResponse r;

    add_rule(qts, "f", "ti-sci", "delay",
             ", 'message': 2, 'delay-ns': 1500000000");
    sci_send(&a, 0x0002, SCI_FLAG_AOP, "");
    assert_silence(&a);
    /* The next request waits until the response has been sent */
    sci_send(&a, 0x0201, SCI_FLAG_AOP, "4", r5f[0].dev);
    assert_silence(&a);
    del_rule(qts, "f");
    qtest_clock_step(qts, SCI_RESPONSE_DELAY_NS);
    g_assert_true(sci_receive(&a, &r));
    g_assert_cmpuint(r.seq, ==, a.seq);
    qtest_clock_step(qts, 2000 * MS);
    g_assert_false(sci_receive(&a, &r));
    sci_get_device(&a, r5f[0].dev);
    qtest_quit(qts);
}

/* One rule acts on a request, another one on the response to it. */
static void test_ti_sci_two_events(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);
    SciResponse r;

    add_rule(qts, "f", "ti-sci", "nack", ", 'message': 2");
    add_rule(qts, "g", "ti-sci", "delay",
             ", 'message': 2, 'delay-ns': 1000000");
    sci_send(&a, 0x0002, SCI_FLAG_AOP, "");
    qtest_clock_step(qts, SCI_RESPONSE_DELAY_NS);
    g_assert_false(sci_receive(&a, &r));
    qtest_clock_step(qts, MS);
    g_assert_true(sci_receive(&a, &r));
    g_assert_cmphex(r.flags & SCI_RESP_ACK, ==, 0);
    assert_hits(qts, "f", 1);
    assert_hits(qts, "g", 1);
    qtest_quit(qts);
}

static void test_proxy_delay(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);
    SciResponse r;
    unsigned credits = sci_thread_count(qts, a.tx);

    /* A delayed request uses no credit until it arrives */
    add_rule(qts, "f", "secure-proxy", "delay",
             ", 'thread': %d, 'delay-ns': 5000000, 'count': 2", a.tx);
    sci_send(&a, 0x0002, SCI_FLAG_AOP, "");
    g_assert_cmpuint(sci_thread_count(qts, a.tx), ==, credits);
    qtest_clock_step(qts, 5 * MS - 1);
    g_assert_false(sci_receive(&a, &r));
    qtest_clock_step(qts, 1 + SCI_RESPONSE_DELAY_NS);
    g_assert_true(sci_receive(&a, &r));
    g_assert_cmpuint(r.seq, ==, a.seq);
    /* Removing the rule drops the request */
    sci_send(&a, 0x0002, SCI_FLAG_AOP, "");
    assert_hits(qts, "f", 2);
    del_rule(qts, "f");
    qtest_clock_step(qts, 10 * MS);
    assert_silence(&a);
    sci_get_device(&a, r5f[0].dev);

    /* A delayed response does not keep the firmware waiting */
    add_rule(qts, "f", "secure-proxy", "delay",
             ", 'thread': %d, 'delay-ns': 5000000, 'count': 1", a.rx);
    sci_send(&a, 0x0002, SCI_FLAG_AOP, "");
    qtest_clock_step(qts, 2 * SCI_RESPONSE_DELAY_NS);
    g_assert_false(sci_receive(&a, &r));
    sci_get_device(&a, r5f[0].dev);
    qtest_clock_step(qts, 5 * MS);
    g_assert_true(sci_receive(&a, &r));
    g_assert_cmpuint(r.seq, ==, a.seq - 1);
    qtest_quit(qts);
}

static void test_proxy_drop_duplicate(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);
    SciResponse r;
    unsigned credits = sci_thread_count(qts, a.tx);

    /* The request is lost: its credit returns, and there is no response */
    add_rule(qts, "f", "secure-proxy", "drop",
             ", 'thread': %d, 'count': 1", a.tx);
    sci_send(&a, 0x0002, SCI_FLAG_AOP, "");
    g_assert_cmpuint(sci_thread_count(qts, a.tx), ==, credits);
    assert_silence(&a);
    sci_get_device(&a, r5f[0].dev);
    assert_hits(qts, "f", 1);
    del_rule(qts, "f");

    /* The response is lost */
    add_rule(qts, "f", "secure-proxy", "drop",
             ", 'thread': %d, 'count': 1", a.rx);
    sci_send(&a, 0x0002, SCI_FLAG_AOP, "");
    assert_silence(&a);
    sci_get_device(&a, r5f[0].dev);
    del_rule(qts, "f");

    add_rule(qts, "f", "secure-proxy", "duplicate",
             ", 'thread': %d, 'count': 1", a.rx);
    sci_send(&a, 0x0002, SCI_FLAG_AOP, "");
    qtest_clock_step(qts, SCI_RESPONSE_DELAY_NS);
    g_assert_cmpuint(sci_thread_count(qts, a.rx), ==, 2);
    g_assert_true(sci_receive(&a, &r));
    g_assert_true(sci_receive(&a, &r));
    g_assert_cmpuint(r.seq, ==, a.seq);
    del_rule(qts, "f");

    add_rule(qts, "f", "secure-proxy", "corrupt",
             ", 'thread': %d, 'count': 1, 'offset': 4, 'xor': 2", a.rx);
    qtest_clock_step(qts, SCI_RESPONSE_DELAY_NS);
    sci_send(&a, 0x0201, SCI_FLAG_AOP, "4", r5f[0].dev);
    qtest_clock_step(qts, SCI_RESPONSE_DELAY_NS);
    g_assert_true(sci_receive(&a, &r));
    g_assert_cmphex(r.flags & SCI_RESP_ACK, ==, 0);
    qtest_quit(qts);
}

static void test_proxy_full_stuck(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);
    SciResponse r;
    unsigned credits = sci_thread_count(qts, a.tx);

    add_rule(qts, "f", "secure-proxy", "full", ", 'thread': %d", a.tx);
    g_assert_cmpuint(sci_thread_count(qts, a.tx), ==, 0);
    sci_send(&a, 0x0002, SCI_FLAG_AOP, "");
    assert_silence(&a);
    assert_hits(qts, "f", 1);
    del_rule(qts, "f");
    g_assert_cmpuint(sci_thread_count(qts, a.tx), ==, credits);
    sci_get_device(&a, r5f[0].dev);

    /* The message is accepted, and the credit does not come back */
    add_rule(qts, "f", "secure-proxy", "stuck", ", 'thread': %d", a.tx);
    sci_send(&a, 0x0002, SCI_FLAG_AOP, "");
    assert_silence(&a);
    g_assert_cmpuint(sci_thread_count(qts, a.tx), ==, credits - 1);
    del_rule(qts, "f");
    qtest_clock_step(qts, SCI_RESPONSE_DELAY_NS);
    g_assert_true(sci_receive(&a, &r));
    g_assert_cmpuint(r.seq, ==, a.seq);
    g_assert_cmpuint(sci_thread_count(qts, a.tx), ==, credits);

    /* In the other direction, the response is in the queue but not visible */
    add_rule(qts, "f", "secure-proxy", "stuck", ", 'thread': %d", a.rx);
    qtest_clock_step(qts, SCI_RESPONSE_DELAY_NS);
    sci_send(&a, 0x0002, SCI_FLAG_AOP, "");
    assert_silence(&a);
    del_rule(qts, "f");
    g_assert_true(sci_receive(&a, &r));
    qtest_quit(qts);
}

static void test_core_hang(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);

    /* The core hangs some time after its start */
    add_rule(qts, "f", "core", "hang",
             ", 'core': 'r5f0_0', 'count': 1, 'delay-ns': 1000000000");
    r5f_prepare(&a, 0, 0, 0);
    r5f_start(&a, 0, 0);
    assert_hits(qts, "f", 1);
    r5f_assert_state(qts, 0, "running");
    qtest_clock_step(qts, 1000 * MS);
    r5f_assert_state(qts, 0, "frozen");
    /* A reset ends it */
    r5f_stop(&a, 0);
    r5f_prepare(&a, 0, 0, 0);
    r5f_start(&a, 0, 0);
    qtest_clock_step(qts, 2000 * MS);
    r5f_assert_state(qts, 0, "running");

    /* The core hangs on a message, which is delivered nevertheless */
    add_rule(qts, "g", "mailbox", "hang",
             ", 'core': 'r5f0_0', 'cluster': 2, 'fifo': 1");
    qtest_writel(qts, MESSAGE(1), SHUTDOWN);
    qtest_clock_step(qts, 1);
    r5f_assert_state(qts, 0, "frozen");
    assert_fifo(qts, 1, 1, SHUTDOWN);
    r5f_assert_state(qts, 1, "off");

    /* The core hangs when another core starts */
    r5f_stop(&a, 0);
    add_rule(qts, "h", "core", "hang",
             ", 'core': 'r5f0_0', 'instance': 'r5fss[0]/core[1]'");
    r5f_prepare(&a, 0, 0, 0);
    r5f_start(&a, 0, 0);
    qtest_clock_step(qts, MS);
    assert_hits(qts, "h", 0);
    r5f_assert_state(qts, 0, "running");
    r5f_prepare(&a, 1, 0, 0);
    r5f_start(&a, 1, 0);
    qtest_clock_step(qts, 1);
    assert_hits(qts, "h", 1);
    r5f_assert_state(qts, 0, "frozen");
    r5f_assert_state(qts, 1, "running");
    qtest_quit(qts);
}

/*
 * A crashed simulated core behaves like a core with a looping exception
 * handler: until a reset, it is busy, shows no WFI, and ignores messages.
 */
static void test_core_crash_simulated(void)
{
    const char *args = K3_MACHINE ",remote-cores=sim -nodefaults -display none";
    QTestState *qts = qtest_init(args);
    SciHost a = sci_linux(qts);

    r5f_prepare(&a, 0, 0, 0);
    r5f_start(&a, 0, 0);
    qtest_clock_step(qts, 10 * MS);
    r5f_assert_state(qts, 0, "wfi");
    add_rule(qts, "f", "mailbox", "crash",
             ", 'core': 'r5f0_0', 'cluster': 2, 'fifo': 1");
    qtest_writel(qts, MESSAGE(1), SHUTDOWN);
    qtest_clock_step(qts, 1);
    assert_hits(qts, "f", 1);
    del_rule(qts, "f");

    for (int again = 0; again < 2; again++) {
        qtest_clock_step(qts, 1000 * MS);
        r5f_assert_state(qts, 0, "running");
        g_assert_cmphex(sci_proc_flags(&a, r5f[0].proc) & STATUS_WFI, ==, 0);
        assert_fifo(qts, 0, 0, 0);
        g_assert_cmpuint(qtest_readl(qts, MSGSTATUS(1)), ==, 1);
        qts = k3_migrate(qts, args, NULL);
        a.qts = qts;
    }

    r5f_stop(&a, 0);
    assert_fifo(qts, 1, 1, SHUTDOWN);
    r5f_prepare(&a, 0, 0, 0);
    r5f_start(&a, 0, 0);
    qtest_clock_step(qts, 10 * MS);
    r5f_assert_state(qts, 0, "wfi");
    g_assert_cmphex(sci_proc_flags(&a, r5f[0].proc) & STATUS_WFI, ==,
                    STATUS_WFI);
    qtest_quit(qts);
}

static void test_proc_status(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);

    r5f_request(&a, 0);
    r5f_request(&a, 1);
    g_assert_cmphex(sci_proc_flags(&a, r5f[0].proc) & STATUS_WFI, ==, 0);
    add_rule(qts, "f", "proc-status", "glitch",
             ", 'processor': 1, 'skip': 1, 'count': 1");
    g_assert_cmphex(sci_proc_flags(&a, r5f[0].proc) & STATUS_WFI, ==, 0);
    g_assert_cmphex(sci_proc_flags(&a, r5f[0].proc) & STATUS_WFI, ==,
                    STATUS_WFI);
    g_assert_cmphex(sci_proc_flags(&a, r5f[0].proc) & STATUS_WFI, ==, 0);
    del_rule(qts, "f");

    /* Only the first of two matching rules acts */
    add_rule(qts, "f", "proc-status", "corrupt", ", 'xor': 771");
    g_assert_cmphex(sci_proc_flags(&a, r5f[0].proc), ==, 771);
    add_rule(qts, "g", "proc-status", "mask-wfi", "");
    g_assert_cmphex(sci_proc_flags(&a, r5f[1].proc), ==, 771);
    assert_hits(qts, "g", 0);
    /* QOM shows the real status, and reading it does not count */
    g_assert_cmphex(k3_qom_get_uint(qts, "/machine/k3/proc[0]", "status"), ==,
                    0);
    assert_hits(qts, "f", 2);
    del_rule(qts, "f");
    g_assert_cmphex(sci_proc_flags(&a, r5f[1].proc), ==, 0);
    assert_hits(qts, "g", 1);
    qtest_quit(qts);
}

/* Rules on the command line; counts and held messages migrate. */
static void test_migration(void)
{
    static const char args[] = ARGS
        " -device k3-fault,id=d,where=mailbox,action=delay,fifo=1,"
        "delay-ns=1000000000,count=1"
        " -device k3-fault,id=s,where=ti-sci,action=delay,message=2,"
        "delay-ns=1000000000";
    QTestState *qts = qtest_init(args);
    SciHost a = sci_linux(qts);
    SciResponse r;
    uint8_t seq;

    qtest_writel(qts, MESSAGE(1), 41);
    sci_send(&a, 0x0002, SCI_FLAG_AOP, "");
    seq = a.seq;
    qtest_clock_step(qts, 500 * MS);
    qts = k3_migrate(qts, args, NULL);
    a = sci_linux(qts);
    assert_hits(qts, "d", 1);
    assert_hits(qts, "s", 1);
    assert_fifo(qts, 1, 0, 0);
    g_assert_false(sci_receive(&a, &r));
    /* The clock of a new qtest process starts at 0 */
    qtest_clock_step(qts, 1501 * MS);
    assert_fifo(qts, 1, 1, 41);
    g_assert_true(sci_receive(&a, &r));
    g_assert_cmpuint(r.seq, ==, seq);
    /* Its only hit is used up */
    qtest_writel(qts, MESSAGE(1), 42);
    assert_fifo(qts, 1, 1, 42);
    qtest_quit(qts);
}

/* Migration while a request, a copy of a response and a hang are pending. */
static void test_migration_held(void)
{
    static const char args[] = ARGS
        " -device k3-fault,id=p,where=secure-proxy,action=delay,"
        "instance=secure-proxy,thread=13,skip=1,count=1,delay-ns=1000000000"
        " -device k3-fault,id=t,where=ti-sci,action=duplicate,message=2"
        " -device k3-fault,id=h,where=core,action=hang,core=r5f0_0,"
        "instance=r5fss[0]/core[0],delay-ns=1000000000";
    QTestState *qts = qtest_init(args);
    SciHost a = sci_linux(qts);
    SciResponse r;

    g_assert_cmpuint(a.tx, ==, 13);
    sci_send(&a, 0x0002, SCI_FLAG_AOP, "");
    sci_send(&a, 0x0201, SCI_FLAG_AOP, "4", r5f[0].dev);
    qtest_clock_step(qts, SCI_RESPONSE_DELAY_NS);
    g_assert_true(sci_receive(&a, &r));
    qts = k3_migrate(qts, args, NULL);
    a.qts = qts;
    assert_hits(qts, "p", 1);
    assert_hits(qts, "t", 1);
    g_assert_false(sci_receive(&a, &r));
    /* The clock of a new qtest process starts at 0 */
    qtest_clock_step(qts, 2 * SCI_RESPONSE_DELAY_NS);
    g_assert_true(sci_receive(&a, &r));
    g_assert_cmpuint(r.seq, ==, a.seq - 1);
    g_assert_false(sci_receive(&a, &r));
    qtest_clock_step(qts, 1001 * MS);
    g_assert_true(sci_receive(&a, &r));
    g_assert_cmpuint(r.seq, ==, a.seq);

    r5f_prepare(&a, 0, 0, 0);
    r5f_start(&a, 0, 0);
    assert_hits(qts, "h", 1);
    qtest_clock_step(qts, 500 * MS);
    qts = k3_migrate(qts, args, NULL);
    a.qts = qts;
    r5f_assert_state(qts, 0, "running");
    qtest_clock_step(qts, 1500 * MS);
    r5f_assert_state(qts, 0, "running");
    qtest_clock_step(qts, 1000 * MS);
    r5f_assert_state(qts, 0, "frozen");
    qtest_quit(qts);
}

static void assert_refused(QTestState *qts, const char *properties,
                           const char *words)
{
    g_autofree char *json = g_strdup_printf(
        "{'driver': 'k3-fault', 'id': 'bad', %s}", properties);
    QDict *reply = qtest_qmp(qts,
                             "{'execute': 'device_add', 'arguments': %p}",
                             qobject_from_json(json, &error_abort));
    const char *desc;

    g_assert_true(qdict_haskey(reply, "error"));
    desc = qdict_get_str(qdict_get_qdict(reply, "error"), "desc");
    if (!strstr(desc, words)) {
        g_error("'%s' is not in: %s", words, desc);
    }
    qobject_unref(reply);
}

static void test_refused(void)
{
    QTestState *qts = start();

    assert_refused(qts, "'where': 'mailbox', 'action': 'nack'",
                   "action=nack cannot be used with where=mailbox");
    assert_refused(qts, "'where': 'ti-sci', 'action': 'nack', 'fifo': 1",
                   "where=ti-sci has no 'fifo' to match");
    assert_refused(qts, "'where': 'core', 'action': 'hang'",
                   "action=hang needs core=NAME");
    assert_refused(qts, "'where': 'mailbox', 'action': 'drop', "
                   "'core': 'r5f0_0'", "action=drop does not take core=NAME");
    assert_refused(qts, "'where': 'core', 'action': 'crash', 'core': 'r9'",
                   "there is no core 'r9'");
    assert_refused(qts, "'where': 'ti-sci', 'action': 'corrupt', "
                   "'offset': 57", "offset=57 is beyond the message");
    assert_refused(qts, "'where': 'ti-sci', 'action': 'delay', "
                   "'delay-ns': 9223372036854775807", "delay-ns is too long");
    assert_refused(qts, "'where': 'ti-sci', 'action': 'stick', "
                   "'message': 514", "action=stick needs message=0x200");
    assert_refused(qts, "'where': 'mailbox', 'action': 'wedge'",
                   "action=wedge cannot be used with where=mailbox");
    assert_refused(qts, "'where': 'mailbox', 'action': 'corrupt', "
                   "'offset': 1", "offset=1 is beyond the message: use 0 to 0");
    assert_refused(qts, "'where': 'mailbox', 'action': 'drop', "
                   "'instance': 'nobody'", "instance=nobody does not exist; "
                   "instances for where=mailbox: /machine/k3/mailbox[0], ");
    assert_refused(qts, "'where': 'mailbox', 'action': 'drop', "
                   "'instance': 'ilbox[2]'", "does not exist");
    assert_refused(qts, "'where': 'mailbox', 'action': 'drop', "
                   "'instance': '/machine/k3/secure-proxy'",
                   "secure-proxy has no such events; instances for "
                   "where=mailbox: ");
    assert_refused(qts, "'where': 'core', 'action': 'hang', "
                   "'core': 'r5f0_0', 'instance': 'core[0]'",
                   "instance=core[0] is ambiguous; instances for "
                   "where=core: ");
    assert_refused(qts, "'where': 'nowhere', 'action': 'drop'", "nowhere");
    assert_refused(qts, "'where': 'mailbox'", "action");
    assert_refused(qts, "'where': 'mailbox', 'action': 'drop', "
                   "'after': 'nobody'", "after=nobody: there is no such rule");
    assert_refused(qts, "'where': 'mailbox', 'action': 'drop', "
                   "'after': 'bad'", "after=bad: there is no such rule");
    k3_assert_refused("-machine virt -device k3-fault,where=ti-sci,"
                      "action=stick,message=512",
                      "this machine has no modules that can get stuck");
    /* None of these rules exists */
    qtest_writel(qts, MESSAGE(1), 51);
    assert_fifo(qts, 1, 1, 51);
    qtest_quit(qts);
}

/* The help lists all actions. */
static void test_help(void)
{
    k3_assert_said(K3_MACHINE " -device k3-fault,help", EXIT_SUCCESS,
                   "drop, delay, duplicate, corrupt, nack, silent, full, "
                   "stuck, hang, crash, mask-wfi, glitch, stick or wedge");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    qtest_add_func("/k3/fault/mailbox/drop", test_mailbox_drop);
    qtest_add_func("/k3/fault/mailbox/counts", test_mailbox_mask_skip_count);
    qtest_add_func("/k3/fault/mailbox/after", test_mailbox_after);
    qtest_add_func("/k3/fault/mailbox/delay", test_mailbox_delay);
    qtest_add_func("/k3/fault/mailbox/delay-many", test_mailbox_delay_many);
    qtest_add_func("/k3/fault/mailbox/duplicate-corrupt",
                   test_mailbox_duplicate_corrupt);
    qtest_add_func("/k3/fault/mailbox/full", test_mailbox_full);
    qtest_add_func("/k3/fault/mailbox/full-line", test_mailbox_full_line);
    qtest_add_func("/k3/fault/mailbox/full-counts",
                   test_mailbox_full_counts);
    qtest_add_func("/k3/fault/ti-sci/nack", test_ti_sci_nack);
    qtest_add_func("/k3/fault/ti-sci/drop-silent", test_ti_sci_drop_silent);
    qtest_add_func("/k3/fault/ti-sci/delay", test_ti_sci_delay);
    qtest_add_func("/k3/fault/ti-sci/delay-removed",
                   test_ti_sci_delay_removed);
    qtest_add_func("/k3/fault/ti-sci/two-events", test_ti_sci_two_events);
    qtest_add_func("/k3/fault/ti-sci/duplicate-corrupt",
                   test_ti_sci_duplicate_corrupt);
    qtest_add_func("/k3/fault/module/stuck", test_module_stuck);
    qtest_add_func("/k3/fault/module/wedged-m4f", test_module_wedged_m4f);
    qtest_add_func("/k3/fault/module/no-transition",
                   test_module_no_transition);
    qtest_add_func("/k3/fault/secure-proxy/delay", test_proxy_delay);
    qtest_add_func("/k3/fault/secure-proxy/drop-duplicate",
                   test_proxy_drop_duplicate);
    qtest_add_func("/k3/fault/secure-proxy/full-stuck",
                   test_proxy_full_stuck);
    qtest_add_func("/k3/fault/core/hang", test_core_hang);
    qtest_add_func("/k3/fault/core/crash-simulated",
                   test_core_crash_simulated);
    qtest_add_func("/k3/fault/proc-status", test_proc_status);
    qtest_add_func("/k3/fault/migration", test_migration);
    qtest_add_func("/k3/fault/migration-held", test_migration_held);
    qtest_add_func("/k3/fault/refused", test_refused);
    qtest_add_func("/k3/fault/help", test_help);

    return g_test_run();
}
