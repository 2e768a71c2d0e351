/*
 * QTest for the K3 system firmware (TI-SCI): conversation, general messages,
 * devices, clocks, resources
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qobject/qdict.h"
#include "k3-test-utils.h"
#include "k3-ti-sci-utils.h"

/* AM64x devices */
#define DEV_GPIO_ROUTER         3
#define DEV_INTAGGR             28
#define DEV_UART0               146
#define DEV_RTI0                125
#define DEV_R5FSS0_CORE0        121
#define DEV_M4F_CORE0           9
#define DEV_A53SS0              137
#define DEV_NONE                1000

static QTestState *start(void)
{
    return qtest_init(K3_MACHINE K3_BARE);
}

static void test_version(void)
{
    QTestState *qts = start();
    SciHost h = sci_linux(qts);
    SciResponse r;
    bool ack = sci_call(&h, 0x0002, &r, "");

    g_assert_true(ack);
    g_assert_cmpuint(r.host, ==, 0);
    g_assert_cmpuint(r.msg[8], !=, 0);
    g_assert_cmpuint(r.msg[39], ==, 0);
    g_assert_cmphex(lduw_le_p(r.msg + 40), >=, 9);
    g_assert_cmpuint(r.msg[42], >=, 3);
    qtest_quit(qts);

    qts = qtest_init(K3_MACHINE K3_BARE " "
                     "-global ti-sci.firmware-description="
                     "0123456789abcdef0123456789abcdefXYZ "
                     "-global ti-sci.firmware-revision=0x1234 "
                     "-global ti-sci.abi-major=3 -global ti-sci.abi-minor=1 "
                     "-global ti-sci.response-host=254 "
                     "-global ti-sci.capabilities=0x8000000000000001");
    h = sci_linux(qts);
    g_assert_true(sci_call(&h, 0x0002, &r, ""));
    g_assert_cmpuint(r.host, ==, 254);
    g_assert_cmpstr((char *)r.msg + 8, ==, "0123456789abcdef0123456789abcde");
    g_assert_cmphex(lduw_le_p(r.msg + 40), ==, 0x1234);
    g_assert_cmpuint(r.msg[42], ==, 3);
    g_assert_cmpuint(r.msg[43], ==, 1);
    g_assert_true(sci_call(&h, 0x0022, &r, ""));
    g_assert_cmphex(ldq_le_p(r.msg + 8), ==, 0x8000000000000001);
    qtest_quit(qts);
}

static void test_fw_caps(void)
{
    QTestState *qts = start();
    SciHost h = sci_linux(qts);
    SciResponse r;

    g_assert_true(sci_call(&h, 0x0022, &r, ""));
    g_assert_cmphex(ldq_le_p(r.msg + 8), ==, 1);
    qtest_quit(qts);
}

static void test_framing(void)
{
    QTestState *qts = start();
    SciHost h = sci_linux(qts);
    SciHost other = sci_r5(qts);
    SciHost liar = sci_linux(qts);
    SciResponse r;

    /* Any sequence number is valid. */
    h.seq = 253;
    for (int i = 0; i < 5; i++) {
        g_assert_true(sci_call(&h, 0x0002, NULL, ""));
    }

    /* The response does not come too early. */
    sci_send(&h, 0x0002, SCI_FLAG_AOP, "");
    qtest_clock_step(qts, SCI_RESPONSE_DELAY_NS - 1);
    g_assert_false(sci_receive(&h, &r));
    qtest_clock_step(qts, 1);
    g_assert_true(sci_receive(&h, &r));

    /* Unknown types get a NACK, of which sci_call() checks the form. */
    g_assert_false(sci_call(&h, 0x0000, &r, ""));
    g_assert_false(sci_call(&h, 0xffff, &r, ""));

    /* The host id must be that of the thread. */
    liar.id = 36;
    g_assert_false(sci_call(&liar, 0x0002, &r, ""));
    g_assert_cmpuint(r.host, ==, 0);
    liar.id = 0;
    g_assert_false(sci_call(&liar, 0x0002, &r, ""));
    g_assert_true(sci_call(&other, 0x0002, &r, ""));

    /* A request without flags gets no response, but is carried out. */
    sci_send(&h, 0x0200, 0, "441", DEV_UART0, 0, SCI_DEV_ON);
    qtest_clock_step(qts, 10 * SCI_RESPONSE_DELAY_NS);
    g_assert_false(sci_receive(&h, &r));
    g_assert_cmpuint(sci_get_device(&h, DEV_UART0).current, ==, 1);
    sci_send(&h, 0xffff, 0, "");
    liar.id = 36;
    sci_send(&liar, 0x0002, 0, "");
    qtest_clock_step(qts, 10 * SCI_RESPONSE_DELAY_NS);
    g_assert_false(sci_receive(&h, &r));

    /* "ACK on received" has the effect of "ACK on processed". */
    sci_send(&h, 0x0002, SCI_FLAG_ACK_RECEIVED, "");
    qtest_clock_step(qts, SCI_RESPONSE_DELAY_NS);
    g_assert_true(sci_receive(&h, &r));
    g_assert_cmphex(r.flags, ==, SCI_RESP_ACK);
    qtest_clock_step(qts, 10 * SCI_RESPONSE_DELAY_NS);
    g_assert_false(sci_receive(&h, &r));
    qtest_quit(qts);
}

static void test_secure_header(void)
{
    QTestState *qts = start();
    SciHost h = sci_r5_secure(qts);
    SciHost plain = sci_r5_secure(qts);
    SciResponse r;

    g_assert_true(sci_call(&h, 0x0002, &r, ""));
    g_assert_cmpuint(r.msg[42], >=, 3);
    g_assert_true(sci_set_device(&h, DEV_UART0, SCI_DEV_ON, 0));
    g_assert_cmpuint(sci_get_device(&h, DEV_UART0).programmed, ==, SCI_DEV_ON);
    g_assert_false(sci_call(&h, 0xffff, &r, ""));

    /*
     * The firmware reads a message without the prefix as if it had one: it
     * finds the flags where it expects type and host.
     */
    plain.secure = false;
    plain.seq = 0x55;
    sci_send(&plain, 0x0002, SCI_FLAG_AOP, "1", 2);
    qtest_clock_step(qts, SCI_RESPONSE_DELAY_NS);
    g_assert_true(sci_receive(&h, &r));
    g_assert_cmphex(r.flags, ==, 0);
    qtest_quit(qts);
}

static void test_queue(void)
{
    QTestState *qts = start();
    SciHost h = sci_linux(qts);
    SciResponse r;
    unsigned credits = sci_thread_count(qts, h.tx);
    unsigned depth = 0;
    uint8_t expect = 1;

    /* The firmware serves a full thread in order, one after the other. */
    g_assert_cmpuint(credits, ==, 5);
    for (unsigned i = 0; i < credits; i++) {
        sci_send(&h, 0x0002, SCI_FLAG_AOP, "");
    }
    g_assert_cmpuint(sci_thread_count(qts, h.tx), ==, 0);
    for (unsigned i = 0; i < credits; i++) {
        g_assert_cmpuint(sci_thread_count(qts, h.rx), ==, 0);
        qtest_clock_step(qts, SCI_RESPONSE_DELAY_NS);
        g_assert_cmpuint(sci_thread_count(qts, h.tx), ==, i + 1);
        g_assert_true(sci_receive(&h, &r));
        g_assert_cmpuint(r.seq, ==, expect++);
    }

    /* If a host does not read, first responses pile up, then requests. */
    for (unsigned i = 0; i < 20; i++) {
        if (sci_thread_count(qts, h.tx)) {
            sci_send(&h, 0x0002, SCI_FLAG_AOP, "");
        }
        qtest_clock_step(qts, 20 * SCALE_MS);
    }
    depth = sci_thread_count(qts, h.rx);
    g_assert_cmpuint(depth, ==, 6);
    g_assert_cmpuint(sci_thread_count(qts, h.tx), ==, 0);
    /* Six wait to be read, the firmware holds one, and five wait for it. */
    g_assert_cmpuint(h.seq, ==, 5 + depth + 1 + credits);

    /* Other hosts do not have to wait. */
    {
        SciHost other = sci_r5(qts);

        g_assert_true(sci_call(&other, 0x0002, NULL, ""));
    }

    /* No response is lost or comes twice. */
    for (unsigned i = 0; i < depth + 1 + credits; i++) {
        g_assert_true(sci_receive(&h, &r));
        g_assert_cmpuint(r.seq, ==, expect++);
        qtest_clock_step(qts, 20 * SCALE_MS);
    }
    g_assert_false(sci_receive(&h, &r));
    g_assert_cmpuint(sci_thread_count(qts, h.tx), ==, credits);
    qtest_quit(qts);
}

static void test_unmodelled(void)
{
    static const uint16_t types[] = {
        0x000a, 0x000b, 0x000c, 0x000d, 0x000e, 0x0204,
        0x0300, 0x0301, 0x0306, 0x0307, 0x0309, 0x030a, 0x0311,
        0x1110, 0x1205, 0x1215, 0x1230, 0x1231, 0x1280, 0x1281, 0x1300,
        0xc120,
    };
    QTestState *qts = start();
    SciHost h = sci_linux(qts);

    for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
        g_assert_false(sci_call(&h, types[i], NULL, ""));
    }
    qtest_quit(qts);
}

static void test_sys_reset(void)
{
    QTestState *qts = start();
    SciHost h = sci_linux(qts);

    g_assert_true(sci_set_device(&h, DEV_UART0, SCI_DEV_ON, 0));
    sci_send(&h, 0x0005, SCI_FLAG_AOP, "");
    qtest_clock_step(qts, SCI_RESPONSE_DELAY_NS);
    qtest_qmp_eventwait(qts, "RESET");
    g_assert_cmpuint(sci_get_device(&h, DEV_UART0).current, ==, 0);
    qtest_quit(qts);
}

static void test_device_states(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);
    SciHost b = sci_r5(qts);
    g_autofree char *hosts = NULL;
    SciDevice d;

    d = sci_get_device(&a, DEV_UART0);
    g_assert_cmpuint(d.programmed, ==, SCI_DEV_OFF);
    g_assert_cmpuint(d.current, ==, 0);
    g_assert_cmpuint(d.losses, ==, 0);

    /* A device is on while any host wants it. */
    g_assert_true(sci_set_device(&a, DEV_UART0, SCI_DEV_ON, 0));
    g_assert_true(sci_set_device(&b, DEV_UART0, SCI_DEV_ON, 0));
    g_assert_true(sci_set_device(&a, DEV_UART0, SCI_DEV_OFF, 0));
    d = sci_get_device(&a, DEV_UART0);
    g_assert_cmpuint(d.programmed, ==, SCI_DEV_OFF);
    g_assert_cmpuint(d.current, ==, 1);
    d = sci_get_device(&b, DEV_UART0);
    g_assert_cmpuint(d.programmed, ==, SCI_DEV_ON);
    g_assert_cmpuint(d.losses, ==, 0);
    sci_assert_qom_string(qts, TI_SCI_PATH, "ownership",
                          "host=10 kind=processor id=0x20 state=unknown\n"
                          "host=10 kind=processor id=0x21 state=unknown\n"
                          "host=36 kind=device id=146 name=UART0 state=on\n");
    hosts = sci_qom_string(qts, TI_SCI_PATH, "hosts");
    g_assert_true(g_str_has_prefix(hosts, "host=10 name=A53_0 tx=9 rx=8 "
                                   "secure=yes\n"));
    g_assert_nonnull(strstr(hosts, "\nhost=36 name=MAIN_0_R5_1 tx=3 rx=2 "
                            "secure=no\n"));

    /* No host can withdraw the vote of another. */
    g_assert_true(sci_set_device(&a, DEV_UART0, SCI_DEV_OFF, 0));
    g_assert_cmpuint(sci_get_device(&a, DEV_UART0).current, ==, 1);
    g_assert_true(sci_set_device(&b, DEV_UART0, SCI_DEV_OFF, 0));
    d = sci_get_device(&a, DEV_UART0);
    g_assert_cmpuint(d.current, ==, 0);
    g_assert_cmpuint(d.losses, ==, 1);

    /* A host has one vote, however often it gives it. */
    g_assert_true(sci_set_device(&a, DEV_UART0, SCI_DEV_ON, 0));
    g_assert_true(sci_set_device(&a, DEV_UART0, SCI_DEV_ON,
                                 SCI_DEV_FLAG_RESET_ISO));
    d = sci_get_device(&a, DEV_UART0);
    g_assert_cmphex(d.flags, ==, SCI_DEV_FLAG_RESET_ISO);
    g_assert_true(sci_set_device(&a, DEV_UART0, SCI_DEV_OFF, 0));
    d = sci_get_device(&a, DEV_UART0);
    g_assert_cmpuint(d.current, ==, 0);
    g_assert_cmpuint(d.losses, ==, 2);
    g_assert_cmphex(d.flags, ==, 0);

    /* Retention keeps the context until a host ends it. */
    g_assert_true(sci_set_device(&a, DEV_UART0, SCI_DEV_ON, 0));
    g_assert_true(sci_set_device(&a, DEV_UART0, SCI_DEV_RETENTION, 0));
    d = sci_get_device(&a, DEV_UART0);
    g_assert_cmpuint(d.programmed, ==, SCI_DEV_RETENTION);
    g_assert_cmpuint(d.current, ==, 0);
    g_assert_cmpuint(d.losses, ==, 2);
    g_assert_true(sci_set_device(&a, DEV_UART0, SCI_DEV_OFF, 0));
    g_assert_cmpuint(sci_get_device(&a, DEV_UART0).losses, ==, 3);
    g_assert_true(sci_set_device(&a, DEV_UART0, SCI_DEV_OFF, 0));
    g_assert_cmpuint(sci_get_device(&a, DEV_UART0).losses, ==, 3);

    /* Wrong state, and devices that do not exist */
    g_assert_false(sci_set_device(&a, DEV_UART0, 3, 0));
    g_assert_false(sci_set_device(&a, DEV_NONE, SCI_DEV_ON, 0));
    g_assert_false(sci_set_device(&a, DEV_UART0 | 0x10000, SCI_DEV_ON, 0));
    g_assert_false(sci_call(&a, 0x0201, NULL, "4", DEV_NONE));
    g_assert_false(sci_set_resets(&a, DEV_NONE, 0));
    qtest_quit(qts);
}

static void test_device_exclusive(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);
    SciHost b = sci_r5(qts);

    g_assert_true(sci_set_device(&a, DEV_UART0, SCI_DEV_ON,
                                 SCI_DEV_FLAG_EXCLUSIVE));
    /* No other host may change it, but all may look at it. */
    g_assert_false(sci_set_device(&b, DEV_UART0, SCI_DEV_ON, 0));
    g_assert_false(sci_set_device(&b, DEV_UART0, SCI_DEV_ON,
                                  SCI_DEV_FLAG_EXCLUSIVE));
    g_assert_false(sci_set_device(&b, DEV_UART0, SCI_DEV_OFF, 0));
    g_assert_false(sci_set_resets(&b, DEV_UART0, 0));
    g_assert_false(sci_call(&b, 0x0100, NULL, "411", DEV_UART0, 0, 2));
    g_assert_cmpuint(sci_get_device(&b, DEV_UART0).current, ==, 1);
    g_assert_true(sci_set_resets(&a, DEV_UART0, 0));
    sci_assert_qom_string(qts, TI_SCI_PATH, "ownership",
                          "host=10 kind=processor id=0x20 state=unknown\n"
                          "host=10 kind=processor id=0x21 state=unknown\n"
                          "host=12 kind=device id=146 name=UART0 "
                          "state=on,exclusive\n");

    /* The claim ends when the host sets the device to off. */
    g_assert_true(sci_set_device(&a, DEV_UART0, SCI_DEV_OFF, 0));
    g_assert_true(sci_set_device(&b, DEV_UART0, SCI_DEV_ON, 0));

    /* A host cannot claim what another host has on. */
    g_assert_false(sci_set_device(&a, DEV_UART0, SCI_DEV_ON,
                                  SCI_DEV_FLAG_EXCLUSIVE));
    g_assert_cmpuint(sci_get_device(&a, DEV_UART0).programmed, !=, SCI_DEV_ON);
    g_assert_true(sci_set_device(&a, DEV_UART0, SCI_DEV_ON, 0));

    /* A shared request of the claimant also ends the claim. */
    g_assert_true(sci_set_device(&b, DEV_UART0, SCI_DEV_OFF, 0));
    g_assert_true(sci_set_device(&a, DEV_UART0, SCI_DEV_ON,
                                 SCI_DEV_FLAG_EXCLUSIVE));
    g_assert_false(sci_set_device(&b, DEV_UART0, SCI_DEV_ON, 0));
    g_assert_true(sci_set_device(&a, DEV_UART0, SCI_DEV_ON, 0));
    g_assert_true(sci_set_device(&b, DEV_UART0, SCI_DEV_ON, 0));
    qtest_quit(qts);
}

static void test_device_boot_state(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);
    SciHost b = sci_r5(qts);
    SciDevice d;

    /* A device without a switch is always on. */
    g_assert_cmpuint(sci_get_device(&a, DEV_GPIO_ROUTER).current, ==, 1);
    g_assert_true(sci_set_device(&a, DEV_GPIO_ROUTER, SCI_DEV_ON, 0));
    g_assert_true(sci_set_device(&a, DEV_GPIO_ROUTER, SCI_DEV_OFF, 0));
    g_assert_cmpuint(sci_get_device(&a, DEV_GPIO_ROUTER).current, ==, 1);

    /* A device that is on at boot stays on until the first host sets it. */
    d = sci_get_device(&a, DEV_A53SS0);
    g_assert_cmpuint(d.current, ==, 1);
    g_assert_cmpuint(d.programmed, ==, SCI_DEV_RETENTION);
    g_assert_true(sci_set_device(&a, DEV_A53SS0, SCI_DEV_ON,
                                 SCI_DEV_FLAG_EXCLUSIVE));
    g_assert_false(sci_set_device(&b, DEV_A53SS0, SCI_DEV_OFF, 0));
    g_assert_true(sci_set_device(&a, DEV_A53SS0, SCI_DEV_OFF, 0));
    d = sci_get_device(&a, DEV_A53SS0);
    g_assert_cmpuint(d.current, ==, 0);
    g_assert_cmpuint(d.losses, ==, 1);

    /* One message drops all votes of the firmware itself. */
    qtest_system_reset(qts);
    g_assert_cmpuint(sci_get_device(&a, DEV_A53SS0).current, ==, 1);
    g_assert_true(sci_call(&b, 0x0203, NULL, ""));
    d = sci_get_device(&a, DEV_A53SS0);
    g_assert_cmpuint(d.current, ==, 0);
    g_assert_cmpuint(d.programmed, ==, SCI_DEV_RETENTION);
    g_assert_cmpuint(d.losses, ==, 0);
    g_assert_cmpuint(sci_get_device(&a, DEV_GPIO_ROUTER).current, ==, 1);
    qtest_quit(qts);
}

/* DEVICE_DROP_POWERUP_REF does not affect devices without such a vote. */
static void test_device_drop_boot_votes(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);
    SciHost b = sci_r5(qts);

    /* This one has never been on. */
    g_assert_cmpuint(sci_get_device(&a, DEV_M4F_CORE0).current, ==, 0);
    /* This one has lost its context once, and has had none since. */
    g_assert_true(sci_set_device(&a, DEV_A53SS0, SCI_DEV_OFF, 0));
    g_assert_cmpuint(sci_get_device(&a, DEV_A53SS0).losses, ==, 1);
    /* The vote of another host stays. */
    g_assert_true(sci_set_device(&a, DEV_UART0, SCI_DEV_ON, 0));

    g_assert_true(sci_call(&b, 0x0203, NULL, ""));
    g_assert_true(sci_call(&b, 0x0203, NULL, ""));
    g_assert_cmpuint(sci_get_device(&a, DEV_M4F_CORE0).losses, ==, 0);
    g_assert_cmpuint(sci_get_device(&a, DEV_A53SS0).losses, ==, 1);
    g_assert_cmpuint(sci_get_device(&a, DEV_UART0).losses, ==, 0);
    g_assert_cmpuint(sci_get_device(&a, DEV_UART0).current, ==, 1);
    qtest_quit(qts);
}

static void test_device_resets(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);

    /* Deasserted at power-on; kept while the module is off, and afterwards */
    g_assert_cmphex(sci_get_device(&a, DEV_M4F_CORE0).resets, ==, 0);
    g_assert_true(sci_set_resets(&a, DEV_M4F_CORE0, 1));
    g_assert_cmphex(sci_get_device(&a, DEV_M4F_CORE0).resets, ==, 1);
    g_assert_true(sci_set_device(&a, DEV_M4F_CORE0, SCI_DEV_ON, 0));
    g_assert_cmphex(sci_get_device(&a, DEV_M4F_CORE0).resets, ==, 1);
    g_assert_true(sci_set_device(&a, DEV_M4F_CORE0, SCI_DEV_OFF, 0));
    g_assert_cmphex(sci_get_device(&a, DEV_M4F_CORE0).resets, ==, 1);
    /* The mask is absolute. */
    g_assert_true(sci_set_resets(&a, DEV_M4F_CORE0, 0));
    g_assert_cmphex(sci_get_device(&a, DEV_M4F_CORE0).resets, ==, 0);
    /* Resets that a module does not have stay deasserted. */
    g_assert_true(sci_set_resets(&a, DEV_M4F_CORE0, 0xffffffff));
    g_assert_cmphex(sci_get_device(&a, DEV_M4F_CORE0).resets, ==, 1);
    g_assert_true(sci_set_resets(&a, DEV_UART0, 1));
    g_assert_cmphex(sci_get_device(&a, DEV_UART0).resets, ==, 0);
    qtest_quit(qts);
}

static bool set_clock_state(SciHost *h, uint32_t dev, uint8_t clk,
                            uint8_t state)
{
    return sci_call(h, 0x0100, NULL, "4114", dev, clk, state, 0);
}

static bool clock_call(SciHost *h, uint16_t type, uint32_t dev, uint8_t clk,
                      SciResponse *r)
{
    return sci_call(h, type, r, "414", dev, clk, 0);
}

static uint64_t get_clock_freq(SciHost *h, uint32_t dev, uint8_t clk)
{
    SciResponse r;

    g_assert_true(clock_call(h, 0x010e, dev, clk, &r));
    return ldq_le_p(r.msg + 8);
}

static bool freq_call(SciHost *h, uint16_t type, uint32_t dev, uint8_t clk,
                      uint64_t min, uint64_t target, uint64_t max,
                      SciResponse *r)
{
    return sci_call(h, type, r, "488814", dev, min, target, max, clk, 0);
}

static void test_clock_state(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);
    SciHost b = sci_r5(qts);
    SciResponse r;

    g_assert_true(clock_call(&a, 0x0101, DEV_UART0, 0, &r));
    g_assert_cmpuint(r.msg[8], ==, 1);
    g_assert_cmpuint(r.msg[9], ==, 1);

    g_assert_true(set_clock_state(&a, DEV_UART0, 0, 2));
    g_assert_true(set_clock_state(&b, DEV_UART0, 0, 2));
    g_assert_true(set_clock_state(&a, DEV_UART0, 0, 0));
    g_assert_true(clock_call(&a, 0x0101, DEV_UART0, 0, &r));
    g_assert_cmpuint(r.msg[9], ==, 1);
    sci_assert_qom_string(qts, TI_SCI_PATH, "ownership",
                          "host=10 kind=processor id=0x20 state=unknown\n"
                          "host=10 kind=processor id=0x21 state=unknown\n"
                          "host=36 kind=clock id=146.0 state=on "
                          "freq=48000000\n");
    g_assert_true(set_clock_state(&b, DEV_UART0, 0, 0));
    g_assert_true(clock_call(&a, 0x0101, DEV_UART0, 0, &r));
    g_assert_cmpuint(r.msg[8], ==, 0);
    g_assert_cmpuint(r.msg[9], ==, 0);
    g_assert_true(set_clock_state(&a, DEV_UART0, 0, 1));
    g_assert_true(clock_call(&a, 0x0101, DEV_UART0, 0, &r));
    g_assert_cmpuint(r.msg[8], ==, 1);
    g_assert_cmpuint(r.msg[9], ==, 1);

    /* Flags are kept and shown. */
    g_assert_true(sci_call_flags(&a, 0x0100, 0x700, NULL, "411", DEV_UART0, 0,
                                 2));
    g_assert_true(clock_call(&a, 0x0101, DEV_UART0, 0, &r));
    g_assert_cmphex(r.flags, ==, 0x700 | SCI_RESP_ACK);

    /* The number in 32 bits */
    g_assert_true(sci_call(&a, 0x0100, NULL, "4114", DEV_UART0, 255, 0, 0));
    g_assert_true(sci_call(&a, 0x0101, &r, "414", DEV_UART0, 255, 0));
    g_assert_cmpuint(r.msg[8], ==, 0);

    g_assert_false(set_clock_state(&a, DEV_UART0, 0, 3));
    g_assert_false(set_clock_state(&a, DEV_NONE, 0, 2));
    g_assert_false(set_clock_state(&a, DEV_UART0, 200, 2));
    g_assert_false(sci_call(&a, 0x0100, NULL, "4114", DEV_UART0, 255, 2,
                             0x80000000));
    g_assert_false(clock_call(&a, 0x0101, DEV_NONE, 0, NULL));
    g_assert_false(clock_call(&a, 0x0101, DEV_UART0, 254, NULL));
    qtest_quit(qts);
}

static void test_clock_freq(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);
    SciHost b = sci_r5(qts);
    SciResponse r;

    g_assert_cmpuint(get_clock_freq(&a, DEV_UART0, 0), ==, 48000000);

    /* A query changes nothing. */
    g_assert_true(freq_call(&a, 0x010d, DEV_UART0, 0, 90, 100, 110, &r));
    g_assert_cmpuint(ldq_le_p(r.msg + 8), ==, 100);
    g_assert_cmpuint(get_clock_freq(&a, DEV_UART0, 0), ==, 48000000);

    g_assert_true(freq_call(&a, 0x010c, DEV_UART0, 0, 86400000, 96000000,
                            105600000, NULL));
    g_assert_cmpuint(get_clock_freq(&b, DEV_UART0, 0), ==, 96000000);
    /* Limits may have 64 bits, but a rate has 32. */
    g_assert_true(freq_call(&a, 0x010d, DEV_UART0, 0, 0, 1ULL << 40,
                            UINT64_MAX, &r));
    g_assert_cmpuint(ldq_le_p(r.msg + 8), ==, UINT32_MAX);

    g_assert_false(freq_call(&a, 0x010c, DEV_UART0, 0, 2, 1, 3, NULL));
    g_assert_false(freq_call(&a, 0x010c, DEV_UART0, 0, 1, 3, 2, NULL));
    g_assert_false(freq_call(&a, 0x010c, DEV_UART0, 0, 0, 0, 1, NULL));
    g_assert_false(freq_call(&a, 0x010c, DEV_UART0, 0, 1ULL << 32, 1ULL << 33,
                             1ULL << 34, NULL));
    g_assert_false(freq_call(&a, 0x010d, DEV_UART0, 0, 2, 1, 3, NULL));
    g_assert_false(freq_call(&a, 0x010c, DEV_NONE, 0, 1, 2, 3, NULL));
    g_assert_false(freq_call(&a, 0x010c, DEV_UART0, 254, 1, 2, 3, NULL));
    g_assert_false(clock_call(&a, 0x010e, DEV_UART0, 254, NULL));
    g_assert_cmpuint(get_clock_freq(&a, DEV_UART0, 0), ==, 96000000);

    qtest_system_reset(qts);
    g_assert_cmpuint(get_clock_freq(&a, DEV_UART0, 0), ==, 48000000);
    qtest_quit(qts);
}

static void test_clock_parent(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);
    SciResponse r;

    /* RTI0: clock 0 selects one of 1 ... 4, clock 2 (32 kHz) at boot. */
    g_assert_true(clock_call(&a, 0x0104, DEV_RTI0, 0, &r));
    g_assert_cmpuint(r.msg[8], ==, 4);
    g_assert_cmphex((uint32_t)ldl_le_p(r.msg + 9), ==, UINT32_MAX);
    g_assert_true(clock_call(&a, 0x0103, DEV_RTI0, 0, &r));
    g_assert_cmpuint(r.msg[8], ==, 2);
    g_assert_true(sci_call(&a, 0x0102, NULL, "41144", DEV_RTI0, 0, 1, 0, 0));
    g_assert_true(clock_call(&a, 0x0103, DEV_RTI0, 0, &r));
    g_assert_cmpuint(r.msg[8], ==, 1);
    g_assert_cmpuint(get_clock_freq(&a, DEV_RTI0, 0), ==, 25000000);
    g_assert_true(sci_call(&a, 0x0102, NULL, "41144", DEV_RTI0, 255, 255, 0,
                            3));
    g_assert_true(clock_call(&a, 0x0103, DEV_RTI0, 0, &r));
    g_assert_cmpuint(r.msg[8], ==, 3);

    g_assert_false(sci_call(&a, 0x0102, NULL, "411", DEV_RTI0, 0, 0));
    g_assert_false(sci_call(&a, 0x0102, NULL, "411", DEV_RTI0, 0, 5));
    g_assert_false(sci_call(&a, 0x0102, NULL, "411", DEV_RTI0, 1, 2));
    g_assert_false(sci_call(&a, 0x0102, NULL, "411", DEV_NONE, 0, 1));

    /* A clock that is not a mux has one parent, and no choice. */
    g_assert_true(clock_call(&a, 0x0104, DEV_RTI0, 1, &r));
    g_assert_cmpuint(r.msg[8], ==, 1);
    g_assert_false(clock_call(&a, 0x0103, DEV_RTI0, 1, NULL));
    g_assert_false(clock_call(&a, 0x0104, DEV_RTI0, 200, NULL));
    qtest_quit(qts);
}

static void test_clock_unlisted(void)
{
    QTestState *qts = qtest_init(K3_MACHINE K3_BARE " "
                                 "-global ti-sci.default-clock-frequency=1000");
    SciHost a = sci_linux(qts);
    SciResponse r;
    int kept = 0;

    g_assert_cmpuint(get_clock_freq(&a, DEV_UART0, 100), ==, 1000);
    g_assert_true(clock_call(&a, 0x0104, DEV_UART0, 100, &r));
    g_assert_cmpuint(r.msg[8], ==, 1);
    /* There is room for many of them, but not for any number. */
    for (int i = 0; i < 300; i++) {
        kept += sci_call(&a, 0x010c, NULL, "488814", DEV_UART0, (uint64_t)1,
                          (uint64_t)2, (uint64_t)3, 255, 100 + i);
    }
    g_assert_cmpint(kept, ==, 128);
    g_assert_cmpuint(get_clock_freq(&a, DEV_UART0, 100), ==, 2);
    g_assert_false(sci_call(&a, 0x010e, NULL, "414", DEV_UART0, 255, 512));
    qtest_quit(qts);
}

static bool get_range(SciHost *h, uint16_t type, uint8_t subtype, uint8_t host,
                      uint16_t *start, uint16_t *num)
{
    SciResponse r;
    bool ack = sci_call(h, 0x1500, &r, "211", type, subtype, host);

    *start = lduw_le_p(r.msg + 8);
    *num = lduw_le_p(r.msg + 10);
    return ack;
}

static void test_ranges(void)
{
    static const struct {
        uint16_t type;
        uint8_t subtype;
        uint8_t host;
        uint16_t start;
        uint16_t num;
    } ranges[] = {
        { DEV_GPIO_ROUTER, 0x00, 255, 0, 12 },
        { DEV_GPIO_ROUTER, 0x00, 12, 0, 12 },
        { DEV_GPIO_ROUTER, 0x00, 41, 12, 2 },
        { DEV_INTAGGR, 0x0a, 255, 5, 35 },
        { DEV_INTAGGR, 0x0a, 36, 44, 14 },
        { DEV_INTAGGR, 0x0d, 255, 16, 512 },
        { DEV_INTAGGR, 0x0d, 0x80, 1520, 16 },
        /* No host has it, or there is no such resource: an empty range */
        { DEV_GPIO_ROUTER, 0x00, 0x80, 0, 0 },
        { DEV_GPIO_ROUTER, 0x00, 36, 0, 0 },
        { DEV_GPIO_ROUTER, 0x3f, 255, 0, 0 },
        { 1023, 0x00, 255, 0, 0 },
    };
    QTestState *qts = start();
    SciHost a = sci_linux(qts);
    SciHost b = sci_r5(qts);
    uint16_t first, num;

    for (size_t i = 0; i < ARRAY_SIZE(ranges); i++) {
        g_assert_true(get_range(&a, ranges[i].type, ranges[i].subtype,
                                ranges[i].host, &first, &num));
        g_assert_cmpuint(first, ==, ranges[i].start);
        g_assert_cmpuint(num, ==, ranges[i].num);
    }
    g_assert_true(get_range(&b, DEV_INTAGGR, 0x0a, 255, &first, &num));
    g_assert_cmpuint(first, ==, 44);

    g_assert_false(get_range(&a, 1024, 0x00, 255, &first, &num));
    g_assert_false(get_range(&a, DEV_GPIO_ROUTER, 0x40, 255, &first, &num));
    g_assert_false(get_range(&a, DEV_GPIO_ROUTER, 0x00, 99, &first, &num));
    qtest_quit(qts);
}

#define VALID_ROUTER    0x00000003
#define VALID_EVENT     0x0000003c
#define VALID_SECONDARY 0x80000000

static bool route(SciHost *h, uint16_t msg, uint32_t valid, uint16_t dev,
                  uint16_t in, uint16_t out, uint8_t secondary)
{
    return sci_call(h, msg, NULL, "4222222211", valid, dev, in, dev, out, 0,
                     0, 0, 0, secondary);
}

static bool event(SciHost *h, uint16_t msg, uint16_t src, uint16_t src_index,
                  uint16_t vint, uint16_t gevt, uint8_t bit)
{
    return sci_call(h, msg, NULL, "4222222211", VALID_EVENT, src, src_index,
                     0, 0, DEV_INTAGGR, vint, gevt, bit, 0);
}

static void test_irq_router(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);
    SciHost b = sci_r5(qts);

    g_assert_true(route(&a, 0x1000, VALID_ROUTER, DEV_GPIO_ROUTER, 20, 0, 0));
    g_assert_true(route(&a, 0x1000, VALID_ROUTER, DEV_GPIO_ROUTER, 0, 11, 0));
    sci_assert_qom_string(qts, TI_SCI_PATH, "ownership",
                          "host=10 kind=processor id=0x20 state=unknown\n"
                          "host=10 kind=processor id=0x21 state=unknown\n"
                          "host=12 kind=route id=3.0 state=input:20\n"
                          "host=12 kind=route id=3.11 state=input:0\n");

    /* The input or the output is in use. */
    g_assert_false(route(&a, 0x1000, VALID_ROUTER, DEV_GPIO_ROUTER, 20, 0, 0));
    g_assert_false(route(&a, 0x1000, VALID_ROUTER, DEV_GPIO_ROUTER, 21, 0, 0));
    g_assert_false(route(&a, 0x1000, VALID_ROUTER, DEV_GPIO_ROUTER, 20, 1, 0));
    /* The output is not assigned to this host. */
    g_assert_false(route(&a, 0x1000, VALID_ROUTER, DEV_GPIO_ROUTER, 30, 12,
                         0));
    g_assert_false(route(&a, 0x1000, VALID_ROUTER, DEV_GPIO_ROUTER, 30, 0xffff,
                         0));
    g_assert_false(route(&b, 0x1000, VALID_ROUTER, DEV_GPIO_ROUTER, 30, 1, 0));
    g_assert_false(route(&a, 0x1000, VALID_ROUTER, DEV_UART0, 30, 1, 0));
    /* A host can set a route for another one. */
    g_assert_true(route(&a, 0x1000, VALID_ROUTER | VALID_SECONDARY,
                        DEV_GPIO_ROUTER, 30, 12, 41));
    g_assert_false(route(&a, 0x1000, VALID_ROUTER | VALID_SECONDARY,
                         DEV_GPIO_ROUTER, 31, 1, 99));
    /* Combinations that are not modelled, or are invalid */
    g_assert_false(route(&a, 0x1000, 0, DEV_GPIO_ROUTER, 31, 1, 0));
    g_assert_false(route(&a, 0x1000, 0x1, DEV_GPIO_ROUTER, 31, 1, 0));
    g_assert_false(route(&a, 0x1000, 0x3f, DEV_GPIO_ROUTER, 31, 1, 0));
    g_assert_false(route(&a, 0x1000, 0x7fffffff, DEV_GPIO_ROUTER, 31, 1, 0));
    g_assert_false(route(&a, 0x1000, VALID_ROUTER, DEV_GPIO_ROUTER, 0x1000, 1,
                         0));

    /* A release has the fields of the request, and the same host. */
    g_assert_false(route(&b, 0x1001, VALID_ROUTER, DEV_GPIO_ROUTER, 20, 0, 0));
    g_assert_false(route(&a, 0x1001, VALID_ROUTER, DEV_GPIO_ROUTER, 21, 0, 0));
    g_assert_false(route(&a, 0x1001, VALID_ROUTER, DEV_GPIO_ROUTER, 30, 12,
                         0));
    g_assert_true(route(&a, 0x1001, VALID_ROUTER | VALID_SECONDARY,
                        DEV_GPIO_ROUTER, 30, 12, 41));
    g_assert_true(route(&a, 0x1001, VALID_ROUTER, DEV_GPIO_ROUTER, 20, 0, 0));
    g_assert_false(route(&a, 0x1001, VALID_ROUTER, DEV_GPIO_ROUTER, 20, 0, 0));
    g_assert_true(route(&a, 0x1000, VALID_ROUTER, DEV_GPIO_ROUTER, 20, 1, 0));
    qtest_quit(qts);
}

static void test_irq_event(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);
    SciHost b = sci_r5(qts);
    int set = 0;

    g_assert_true(event(&a, 0x1000, 30, 7, 5, 16, 0));
    g_assert_true(event(&a, 0x1000, 30, 8, 5, 17, 63));
    g_assert_true(event(&b, 0x1000, 30, 9, 44, 528, 0));
    /* An event that all hosts may use */
    g_assert_true(event(&b, 0x1000, 30, 10, 45, 1535, 0));

    g_assert_false(event(&a, 0x1000, 30, 11, 5, 18, 0));    /* bit in use */
    g_assert_false(event(&a, 0x1000, 30, 11, 6, 16, 0));    /* event in use */
    g_assert_false(event(&a, 0x1000, 30, 11, 4, 18, 0));
    g_assert_false(event(&a, 0x1000, 30, 11, 40, 18, 0));
    g_assert_false(event(&a, 0x1000, 30, 11, 6, 15, 0));
    g_assert_false(event(&a, 0x1000, 30, 11, 6, 528, 0));
    g_assert_false(event(&a, 0x1000, 30, 11, 6, 18, 64));

    g_assert_false(event(&b, 0x1001, 30, 7, 5, 16, 0));
    g_assert_true(event(&a, 0x1001, 30, 7, 5, 16, 0));
    g_assert_true(event(&a, 0x1000, 30, 7, 5, 16, 0));

    /* All events, of which the firmware can record 512 */
    for (int i = 16; i < 16 + 512; i++) {
        set += event(&a, 0x1000, 30, i, 5 + i / 64, i, i % 64);
    }
    g_assert_cmpint(set, >, 500);
    g_assert_cmpint(set, <=, 512);
    qtest_system_reset(qts);
    sci_assert_qom_string(qts, TI_SCI_PATH, "ownership",
                          "host=10 kind=processor id=0x20 state=unknown\n"
                          "host=10 kind=processor id=0x21 state=unknown\n");
    qtest_quit(qts);
}

static void test_reset(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);
    SciResponse r;
    SciDevice d;

    g_assert_true(sci_set_device(&a, DEV_UART0, SCI_DEV_ON,
                                 SCI_DEV_FLAG_EXCLUSIVE));
    g_assert_true(sci_set_device(&a, DEV_UART0, SCI_DEV_OFF, 0));
    g_assert_true(sci_set_device(&a, DEV_M4F_CORE0, SCI_DEV_ON, 0));
    g_assert_true(sci_set_resets(&a, DEV_M4F_CORE0, 1));
    g_assert_true(set_clock_state(&a, DEV_UART0, 0, 2));
    g_assert_true(route(&a, 0x1000, VALID_ROUTER, DEV_GPIO_ROUTER, 1, 1, 0));

    /* Two requests wait for their responses. */
    sci_send(&a, 0x0002, SCI_FLAG_AOP, "");
    sci_send(&a, 0x0002, SCI_FLAG_AOP, "");
    qtest_system_reset(qts);
    qtest_clock_step(qts, 10 * SCALE_MS);
    g_assert_false(sci_receive(&a, &r));

    d = sci_get_device(&a, DEV_M4F_CORE0);
    g_assert_cmpuint(d.current, ==, 0);
    g_assert_cmpuint(d.programmed, ==, SCI_DEV_OFF);
    g_assert_cmphex(d.resets, ==, 0);
    g_assert_cmpuint(sci_get_device(&a, DEV_UART0).losses, ==, 0);
    sci_assert_qom_string(qts, TI_SCI_PATH, "ownership",
                          "host=10 kind=processor id=0x20 state=unknown\n"
                          "host=10 kind=processor id=0x21 state=unknown\n");
    qtest_quit(qts);
}

/* The firmware continues after a migration at any moment. */
static void test_migrate(void)
{
    g_autofree char *before = NULL;
    QTestState *qts = start();
    SciHost a = sci_linux(qts);
    SciHost b = sci_r5_secure(qts);
    SciResponse r;
    uint8_t seq;

    g_assert_true(sci_set_device(&a, DEV_UART0, SCI_DEV_ON,
                                 SCI_DEV_FLAG_EXCLUSIVE));
    g_assert_true(sci_set_device(&a, DEV_R5FSS0_CORE0, SCI_DEV_ON, 0));
    g_assert_true(sci_set_resets(&a, DEV_R5FSS0_CORE0, 1));
    g_assert_true(sci_proc_request(&a, 0x01));
    g_assert_true(freq_call(&a, 0x010c, DEV_UART0, 0, 1, 2, 3, NULL));
    g_assert_true(set_clock_state(&a, DEV_UART0, 0, 2));
    g_assert_true(route(&a, 0x1000, VALID_ROUTER, DEV_GPIO_ROUTER, 1, 1, 0));
    /* Never true: five checks, 100 us apart, the first in 200 us */
    sci_send(&a, 0xc401, SCI_FLAG_AOP, "111114", 0x01, 5, 1, 100, 200, 2);
    seq = a.seq;
    sci_send(&a, 0x0002, SCI_FLAG_AOP, "");
    sci_send(&b, 0x0002, SCI_FLAG_AOP, "");
    qtest_clock_step(qts, SCI_RESPONSE_DELAY_NS + 1000);
    before = sci_qom_string(qts, TI_SCI_PATH, "ownership");

    qts = k3_migrate(qts, K3_MACHINE K3_BARE, NULL);
    a.qts = qts;
    b.qts = qts;
    sci_assert_qom_string(qts, TI_SCI_PATH, "ownership", before);
    sci_assert_qom_string(qts, "/machine/k3/r5fss[0]/core[0]", "state",
                          "reset");
    g_assert_true(sci_receive(&b, &r));
    g_assert_cmphex(r.flags, ==, SCI_RESP_ACK);
    qtest_clock_step(qts, 2 * SCALE_MS);
    g_assert_true(sci_receive(&a, &r));
    g_assert_cmpuint(r.seq, ==, seq);
    g_assert_cmphex(r.flags, ==, 0);
    g_assert_true(sci_receive(&a, &r));
    g_assert_cmpuint(r.seq, ==, (uint8_t)(seq + 1));
    g_assert_cmphex(r.flags, ==, SCI_RESP_ACK);
    g_assert_cmpuint(get_clock_freq(&a, DEV_UART0, 0), ==, 2);
    qtest_quit(qts);
}

/* The firmware survives random values in every field of every message. */
static void test_noise(void)
{
    static const uint16_t types[] = {
        0x0002, 0x0022, 0x0100, 0x0101, 0x0102, 0x0103, 0x0104, 0x010c, 0x010d,
        0x010e, 0x0200, 0x0201, 0x0202, 0x0203, 0x0300, 0x1000, 0x1001, 0x1110,
        0x1500, 0xc000, 0xc001, 0xc005, 0xc100, 0xc101, 0xc120, 0xc400, 0xc401,
    };
    QTestState *qts = start();
    SciHost hosts[] = { sci_linux(qts), sci_r5(qts), sci_r5_secure(qts) };
    g_autofree char *ownership = NULL;
    SciResponse r;

    for (int i = 0; i < 3000; i++) {
        SciHost *h = &hosts[g_test_rand_int_range(0, ARRAY_SIZE(hosts))];
        uint8_t body[SCI_BODY_SIZE - 4];

        for (size_t j = 0; j < sizeof(body); j++) {
            body[j] = g_test_rand_bit() ? g_test_rand_int() :
                      g_test_rand_int_range(0, 4);
        }
        /* Sometimes a device or a processor that exists */
        if (g_test_rand_bit()) {
            memset(body, 0, 4);
            body[0] = g_test_rand_int_range(0, 170);
        }
        sci_send_bytes(h, types[g_test_rand_int_range(0, ARRAY_SIZE(types))],
                       g_test_rand_int(), body, sizeof(body));
        qtest_clock_step(qts, SCI_RESPONSE_DELAY_NS);
        sci_receive(h, &r);
    }
    ownership = sci_qom_string(qts, TI_SCI_PATH, "ownership");
    g_assert_nonnull(ownership);
    qtest_system_reset(qts);
    g_assert_true(sci_call(&hosts[0], 0x0002, NULL, ""));
    qtest_quit(qts);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    qtest_add_func("/k3/ti-sci/version", test_version);
    qtest_add_func("/k3/ti-sci/fw-caps", test_fw_caps);
    qtest_add_func("/k3/ti-sci/framing", test_framing);
    qtest_add_func("/k3/ti-sci/secure-header", test_secure_header);
    qtest_add_func("/k3/ti-sci/queue", test_queue);
    qtest_add_func("/k3/ti-sci/unmodelled", test_unmodelled);
    qtest_add_func("/k3/ti-sci/sys-reset", test_sys_reset);
    qtest_add_func("/k3/ti-sci/device/states", test_device_states);
    qtest_add_func("/k3/ti-sci/device/exclusive", test_device_exclusive);
    qtest_add_func("/k3/ti-sci/device/boot-state", test_device_boot_state);
    qtest_add_func("/k3/ti-sci/device/drop-boot-votes",
                   test_device_drop_boot_votes);
    qtest_add_func("/k3/ti-sci/device/resets", test_device_resets);
    qtest_add_func("/k3/ti-sci/clock/state", test_clock_state);
    qtest_add_func("/k3/ti-sci/clock/freq", test_clock_freq);
    qtest_add_func("/k3/ti-sci/clock/parent", test_clock_parent);
    qtest_add_func("/k3/ti-sci/clock/unlisted", test_clock_unlisted);
    qtest_add_func("/k3/ti-sci/resource/ranges", test_ranges);
    qtest_add_func("/k3/ti-sci/resource/router", test_irq_router);
    qtest_add_func("/k3/ti-sci/resource/event", test_irq_event);
    qtest_add_func("/k3/ti-sci/reset", test_reset);
    qtest_add_func("/k3/ti-sci/migrate", test_migrate);
    qtest_add_func("/k3/ti-sci/noise", test_noise);

    return g_test_run();
}
