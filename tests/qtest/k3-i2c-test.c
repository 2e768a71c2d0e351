/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QTest testcase for the TI K3 I2C controller
 */

#include "qemu/osdep.h"
#include "qemu/bitops.h"

#define PATH            "/machine/k3/i2c[0]"
#define REGS            0x20000000
#include "k3-i2c-utils.h"
#include "k3-route-utils.h"

#define SENSOR          0x48
#define EEPROM          0x50
#define NOBODY          0x33

#define DEVICES K3_MACHINE " -device tmp105,bus=I2C0,address=0x48" \
    " -device at24c-eeprom,bus=I2C0,address=0x50,rom-size=256"

static QTestState *start(void)
{
    QTestState *qts = k3_start(DEVICES, PATH);

    set_up(qts);
    return qts;
}

static const K3Reg regs[] = {
    { REVNB_LO, 0x000c, 0x000c },
    { REVNB_HI, 0x5040, 0x5040 },
    { 0x08, 0, 0 },
    { 0x20, 0, 0 },
    { IRQENABLE_SET, 0, IT_ALL },
    { IRQENABLE_CLR, 0, 0 },
    { WE, 0, IT_ALL },
    { SYSS, 0, 0 },
    { CNT, 0, 0xffff },
    { SA, 0x3ff, 0x3ff },
    { PSC, 0, 0xff },
    { SCLL, 0, 0xffff },
    { SCLH, 0, 0xffff },
    { BUFSTAT, 0x8000, 0x8000 },
    { 0xd0, 0, 0 },
    { 0xfc, 0, 0 },
};

static void test_registers(void)
{
    QTestState *qts = qtest_init(K3_MACHINE);

    k3_assert_reset_values(qts, REGS, regs, ARRAY_SIZE(regs));
    g_assert_cmphex(rd(qts, SYSC), ==, 1);
    k3_assert_writable_bits(qts, REGS, regs, ARRAY_SIZE(regs));
    /* Halves and bytes of a word */
    qtest_writew(qts, REGS + SCLL, 0x1234);
    g_assert_cmphex(qtest_readw(qts, REGS + SCLL), ==, 0x1234);
    g_assert_cmphex(qtest_readw(qts, REGS + SCLL + 2), ==, 0);
    g_assert_cmphex(qtest_readb(qts, REGS + SCLL + 1), ==, 0x12);
    qtest_writeb(qts, REGS + SCLL, 0x56);
    g_assert_cmphex(rd(qts, SCLL), ==, 0x1256);
    qtest_writeb(qts, REGS + SCLL + 1, 0x78);
    g_assert_cmphex(rd(qts, SCLL), ==, 0x7856);
    qtest_writew(qts, REGS + SCLL + 2, 0xffff);
    g_assert_cmphex(rd(qts, SCLL), ==, 0x7856);

    qtest_system_reset(qts);
    k3_assert_reset_values(qts, REGS, regs, ARRAY_SIZE(regs));
    qtest_quit(qts);
}

static void test_soft_reset(void)
{
    QTestState *qts = start();

    g_assert_cmphex(rd(qts, SYSS), ==, 1);
    wr(qts, IRQENABLE_SET, BF);
    begin(qts, EEPROM, 10, TRX | STP);
    qtest_clock_step(qts, ADDRESS_NS + BIT_NS);
    wr(qts, SYSC, 2);
    k3_assert_reset_values(qts, REGS, regs, ARRAY_SIZE(regs));
    g_assert_cmphex(rd(qts, CON), ==, 0);
    g_assert_cmphex(rd(qts, IRQSTATUS_RAW), ==, 0);
    /* Nothing comes of the transfer */
    qtest_clock_step(qts, 100 * BYTE_NS);
    g_assert_cmphex(rd(qts, IRQSTATUS_RAW), ==, 0);
    /* The reset is done once the module is enabled */
    g_assert_cmphex(rd(qts, SYSS), ==, 0);
    wr(qts, CON, EN);
    g_assert_cmphex(rd(qts, SYSS), ==, 1);
    qtest_quit(qts);
}

static void test_sensor(void)
{
    QTestState *qts = start();
    uint8_t bytes[2];
    uint8_t limit[] = { 3, 0x12, 0x30 };

    qtest_qmp_assert_success(qts,
        "{ 'execute': 'qom-set', 'arguments': { 'path':"
        "  '/machine/peripheral-anon/device[0]', 'property': 'temperature',"
        "  'value': 21000 } }");
    read_at(qts, SENSOR, 0, bytes, 2);
    g_assert_cmphex(bytes[0], ==, 21);
    read_at(qts, SENSOR, 3, bytes, 2);
    g_assert_cmphex(bytes[0], ==, 0x50);
    transfer(qts, SENSOR, limit, 3, TRX | STP);
    read_at(qts, SENSOR, 3, bytes, 2);
    g_assert_cmphex(bytes[0], ==, 0x12);
    g_assert_cmphex(bytes[1], ==, 0x30);
    qtest_quit(qts);
}

/* Messages longer than the FIFO, and another device after a repeated START */
static void test_eeprom(void)
{
    QTestState *qts = start();
    uint8_t page[101] = { 16 }, back[100], pointer = 16;

    for (unsigned i = 1; i < sizeof(page); i++) {
        page[i] = i * 7;
    }
    transfer(qts, EEPROM, page, sizeof(page), TRX | STP);
    read_at(qts, EEPROM, 16, back, sizeof(back));
    g_assert_cmpmem(back, sizeof(back), page + 1, sizeof(back));

    transfer(qts, EEPROM, &pointer, 1, TRX);
    transfer(qts, SENSOR, back, 2, 0);
    transfer(qts, EEPROM, back, 1, STP);
    g_assert_cmphex(back[0], ==, page[1]);
    qtest_quit(qts);
}

static void test_timing(void)
{
    QTestState *qts = start();
    uint8_t byte;

    begin(qts, EEPROM, 3, STP);
    qtest_clock_step(qts, ADDRESS_NS + BYTE_NS - 1);
    g_assert_cmphex(rd(qts, IRQSTATUS_RAW), ==, BB);
    qtest_clock_step(qts, 1);
    g_assert_cmphex(rd(qts, IRQSTATUS_RAW), ==, BB | RRDY);
    g_assert_cmphex(rd(qts, CNT), ==, 1);
    qtest_clock_step(qts, 2 * BYTE_NS - 1);
    g_assert_cmphex(rd(qts, IRQSTATUS_RAW), ==, BB | RRDY);
    qtest_clock_step(qts, 1);
    g_assert_cmphex(rd(qts, IRQSTATUS_RAW), ==, RRDY | BF);
    g_assert_cmphex(rd(qts, BUFSTAT), ==, 0x8300);
    g_assert_cmphex(rd(qts, CNT), ==, 3);
    g_assert_cmphex(rd(qts, CON), ==, EN);

    /* High-speed mode: from the functional clock, without PSC */
    wr(qts, CON, EN | 0x1000);
    wr(qts, IRQSTATUS, IT_ALL);
    wr(qts, SCLL, 17 << 8);
    wr(qts, SCLH, 19 << 8);
    begin(qts, EEPROM, 1, STP | 0x1000);
    qtest_clock_step(qts, 19 * 500 - 1);
    g_assert_cmphex(rd(qts, IRQSTATUS_RAW), ==, BB);
    qtest_clock_step(qts, 1);
    g_assert_cmphex(rd(qts, IRQSTATUS_RAW), ==, RRDY | BF);
    byte = rd(qts, DATA);
    g_assert_cmphex(byte, ==, 0);
    g_assert_cmphex(rd(qts, IRQSTATUS_RAW) & ARDY, ==, ARDY);
    qtest_quit(qts);
}

static void test_nack(void)
{
    QTestState *qts = start();

    wr(qts, IRQENABLE_SET, NACK);
    begin(qts, NOBODY, 2, TRX | STP);
    wr(qts, DATA, 1);
    qtest_clock_step(qts, ADDRESS_NS - 1);
    g_assert_false(irq(qts));
    g_assert_cmphex(rd(qts, IRQSTATUS), ==, BB);
    qtest_clock_step(qts, 1);
    g_assert_true(irq(qts));
    g_assert_cmphex(rd(qts, IRQSTATUS), ==, NACK);
    g_assert_cmphex(rd(qts, IRQSTATUS_RAW) & (NACK | BB | BF | ARDY), ==,
                    NACK | BF);
    g_assert_cmphex(rd(qts, CON), ==, EN | TRX);
    wr(qts, IRQSTATUS, NACK);
    g_assert_false(irq(qts));
    /* What Linux does next has no effect */
    wr(qts, CON, EN | TRX | STP);
    g_assert_cmphex(rd(qts, CON), ==, EN | TRX);
    g_assert_cmphex(rd(qts, IRQSTATUS_RAW) & BB, ==, 0);

    /* 10-bit addresses are not modelled: nobody has one */
    begin(qts, EEPROM, 1, XSA | STP);
    qtest_clock_step(qts, ADDRESS_NS);
    g_assert_cmphex(rd(qts, IRQSTATUS), ==, NACK);
    qtest_quit(qts);
}

/* A threshold of 16, as Linux has it */
static void test_thresholds(void)
{
    QTestState *qts = start();

    wr(qts, IRQENABLE_SET, ARDY | RRDY | XRDY | RDR | XDR);
    begin(qts, EEPROM, 36, TRX | STP);
    wr(qts, BUF, 0x0f0f);
    wr(qts, IRQSTATUS, IT_ALL);
    g_assert_cmphex(rd(qts, IRQSTATUS), ==, BB | XRDY);
    g_assert_true(irq(qts));
    for (int i = 0; i < 16; i++) {
        wr(qts, DATA, i);
    }
    wr(qts, IRQSTATUS, XRDY);
    g_assert_cmphex(rd(qts, IRQSTATUS), ==, BB);
    g_assert_cmphex(rd(qts, BUFSTAT), ==, 0x8000 | 20);
    qtest_clock_step(qts, ADDRESS_NS);
    g_assert_cmphex(rd(qts, IRQSTATUS), ==, BB | XRDY);
    for (int i = 0; i < 16; i++) {
        wr(qts, DATA, i);
    }
    wr(qts, IRQSTATUS, XRDY);
    /* Four bytes are left, fewer than the threshold */
    qtest_clock_step(qts, 15 * BYTE_NS);
    g_assert_cmphex(rd(qts, IRQSTATUS), ==, BB);
    qtest_clock_step(qts, BYTE_NS);
    g_assert_cmphex(rd(qts, IRQSTATUS), ==, BB | XDR);
    g_assert_cmphex(rd(qts, BUFSTAT), ==, 0x8000 | 4);
    for (int i = 0; i < 4; i++) {
        wr(qts, DATA, i);
    }
    wr(qts, IRQSTATUS, XDR);
    qtest_clock_step(qts, 20 * BYTE_NS - 1);
    g_assert_cmphex(rd(qts, IRQSTATUS), ==, BB);
    qtest_clock_step(qts, 1);
    g_assert_cmphex(rd(qts, IRQSTATUS), ==, ARDY);
    wr(qts, IRQSTATUS, IT_ALL);
    g_assert_false(irq(qts));

    begin(qts, EEPROM, 20, STP);
    wr(qts, BUF, 0x0f0f);
    qtest_clock_step(qts, ADDRESS_NS + 15 * BYTE_NS);
    wr(qts, IRQSTATUS, IT_ALL);
    g_assert_cmphex(rd(qts, IRQSTATUS), ==, BB);
    qtest_clock_step(qts, BYTE_NS);
    g_assert_cmphex(rd(qts, IRQSTATUS), ==, BB | RRDY);
    /* Clearing it does not help while the bytes are there */
    wr(qts, IRQSTATUS, RRDY);
    g_assert_cmphex(rd(qts, IRQSTATUS), ==, BB | RRDY);
    for (int i = 0; i < 16; i++) {
        rd(qts, DATA);
    }
    wr(qts, IRQSTATUS, RRDY);
    qtest_clock_step(qts, 4 * BYTE_NS);
    g_assert_cmphex(rd(qts, IRQSTATUS), ==, RDR);
    g_assert_cmphex(rd(qts, BUFSTAT), ==, 0x8400);
    for (int i = 0; i < 4; i++) {
        rd(qts, DATA);
    }
    wr(qts, IRQSTATUS, RDR);
    g_assert_cmphex(rd(qts, IRQSTATUS), ==, ARDY);
    qtest_quit(qts);
}

/* SCL is held while a FIFO does not permit to go on */
static void test_held(void)
{
    QTestState *qts = start();

    begin(qts, EEPROM, 2, TRX | STP);
    qtest_clock_step(qts, 1000 * BYTE_NS);
    g_assert_cmphex(rd(qts, IRQSTATUS_RAW), ==, BB | XRDY | XUDF);
    wr(qts, DATA, 0);
    qtest_clock_step(qts, 1000 * BYTE_NS);
    g_assert_cmphex(rd(qts, CNT), ==, 1);
    wr(qts, DATA, 0xaa);
    wr(qts, IRQSTATUS, IT_ALL);
    qtest_clock_step(qts, BYTE_NS);
    g_assert_cmphex(rd(qts, IRQSTATUS_RAW), ==, ARDY | BF);
    wr(qts, IRQSTATUS, IT_ALL);

    begin(qts, EEPROM, 40, STP);
    qtest_clock_step(qts, 1000 * BYTE_NS);
    g_assert_cmphex(rd(qts, IRQSTATUS_RAW), ==, BB | RRDY | ROVR);
    g_assert_cmphex(rd(qts, CNT), ==, 40 - FIFO_SIZE);
    g_assert_cmpuint(k3_qom_get_uint(qts, PATH, "rx-level"), ==, FIFO_SIZE);
    for (int i = 0; i < 8; i++) {
        rd(qts, DATA);
        qtest_clock_step(qts, BYTE_NS);
    }
    g_assert_cmphex(rd(qts, IRQSTATUS_RAW) & (BB | BF | ARDY), ==, BF);
    for (int i = 0; i < FIFO_SIZE; i++) {
        rd(qts, DATA);
    }
    g_assert_cmphex(rd(qts, IRQSTATUS_RAW) & ARDY, ==, ARDY);

    /* Emptying the FIFO makes room as well */
    begin(qts, EEPROM, 40, STP);
    qtest_clock_step(qts, 1000 * BYTE_NS);
    wr(qts, BUF, RXFIFO_CLR);
    qtest_clock_step(qts, 8 * BYTE_NS);
    g_assert_cmphex(rd(qts, IRQSTATUS_RAW) & (BB | BF), ==, BF);
    g_assert_cmpuint(k3_qom_get_uint(qts, PATH, "rx-level"), ==, 8);

    /* STP comes after the message */
    begin(qts, EEPROM, 1, TRX);
    wr(qts, DATA, 0);
    qtest_clock_step(qts, 1000 * BYTE_NS);
    g_assert_cmphex(rd(qts, IRQSTATUS_RAW) & (BB | ARDY | BF), ==, BB | ARDY);
    wr(qts, CON, EN | MST | TRX | STP);
    g_assert_cmphex(rd(qts, IRQSTATUS_RAW) & (BB | ARDY | BF), ==, ARDY | BF);
    g_assert_cmphex(rd(qts, CON), ==, EN | TRX);
    qtest_quit(qts);
}

static void test_errors(void)
{
    QTestState *qts = start();

    /* Reading an empty FIFO, writing to a full one */
    rd(qts, DATA);
    g_assert_cmphex(rd(qts, IRQSTATUS_RAW), ==, AERR);
    wr(qts, IRQSTATUS, AERR);
    for (int i = 0; i < FIFO_SIZE; i++) {
        wr(qts, DATA, i);
    }
    g_assert_cmphex(rd(qts, IRQSTATUS_RAW), ==, 0);
    wr(qts, DATA, 0);
    g_assert_cmphex(rd(qts, IRQSTATUS_RAW), ==, AERR);
    g_assert_cmpuint(k3_qom_get_uint(qts, PATH, "tx-level"), ==, FIFO_SIZE);

    /* Without EN, there is neither status nor data */
    wr(qts, CON, 0);
    g_assert_cmphex(rd(qts, IRQSTATUS_RAW), ==, 0);
    g_assert_cmpuint(k3_qom_get_uint(qts, PATH, "tx-level"), ==, 0);
    wr(qts, DATA, 0);
    wr(qts, CON, MST | STT | STP);
    qtest_clock_step(qts, BYTE_NS);
    g_assert_cmphex(rd(qts, IRQSTATUS_RAW), ==, 0);
    g_assert_cmphex(rd(qts, CON), ==, MST);
    g_assert_cmpuint(k3_qom_get_uint(qts, PATH, "tx-level"), ==, 0);

    /* Taking EN away ends a transfer, and so does becoming a slave */
    wr(qts, CON, EN);
    begin(qts, EEPROM, 10, STP);
    qtest_clock_step(qts, ADDRESS_NS + 2 * BYTE_NS);
    wr(qts, CON, 0);
    g_assert_cmphex(rd(qts, IRQSTATUS_RAW), ==, 0);
    wr(qts, CON, EN);
    begin(qts, EEPROM, 10, STP);
    qtest_clock_step(qts, ADDRESS_NS + 2 * BYTE_NS);
    wr(qts, CON, EN);
    g_assert_cmphex(rd(qts, IRQSTATUS_RAW) & (BB | BF), ==, BF);

    /* A second START in a transfer is ignored */
    begin(qts, EEPROM, 2, STP);
    wr(qts, SA, NOBODY);
    wr(qts, CON, EN | MST | STT | STP);
    qtest_clock_step(qts, ADDRESS_NS + 2 * BYTE_NS);
    g_assert_cmphex(rd(qts, IRQSTATUS_RAW) & (BB | NACK | RRDY), ==, RRDY);

    /* A test of the lines, as it frees a stuck bus */
    g_assert_cmphex(rd(qts, SYSTEST) & (SCL_I_FUNC | SCL_I), ==, SCL_I_FUNC);
    wr(qts, SYSTEST, 0xb000);
    g_assert_cmphex(rd(qts, SYSTEST) & (SCL_I_FUNC | SCL_I), ==, 0);
    wr(qts, SYSTEST, 0xb005);
    g_assert_cmphex(rd(qts, SYSTEST) & (SCL_I_FUNC | SCL_I), ==,
                    SCL_I_FUNC | SCL_I);
    qtest_quit(qts);
}

static void test_raw(void)
{
    QTestState *qts = start();

    /* Setting an event by hand */
    wr(qts, IRQSTATUS_RAW, 0xffff);
    g_assert_cmphex(rd(qts, IRQSTATUS_RAW), ==, IT_ALL);
    g_assert_false(irq(qts));
    wr(qts, IRQENABLE_SET, BF);
    g_assert_true(irq(qts));
    g_assert_cmphex(rd(qts, IRQSTATUS), ==, BF);
    wr(qts, IRQENABLE_CLR, BF);
    g_assert_false(irq(qts));
    wr(qts, IRQENABLE_SET, BF);
    qtest_system_reset(qts);
    g_assert_false(irq(qts));
    qtest_quit(qts);
}

/* In the middle of a byte, and with bytes in the FIFO */
static void test_migration(void)
{
    QTestState *qts = start();
    uint8_t pointer = 3;

    wr(qts, IRQENABLE_SET, ARDY);
    transfer(qts, SENSOR, &pointer, 1, TRX);
    begin(qts, SENSOR, 2, STP);
    qtest_clock_step(qts, ADDRESS_NS + BYTE_NS + BIT_NS);
    qts = k3_migrate(qts, DEVICES, PATH);
    g_assert_cmphex(rd(qts, IRQSTATUS_RAW), ==, BB | RRDY);
    g_assert_cmpuint(k3_qom_get_uint(qts, PATH, "rx-level"), ==, 1);
    /* The clock of a qtest starts anew, so the end of the byte is far away */
    qtest_clock_step(qts, 100 * BYTE_NS);
    g_assert_cmphex(rd(qts, IRQSTATUS_RAW), ==, RRDY | BF);
    g_assert_cmphex(rd(qts, DATA), ==, 0x50);
    g_assert_false(irq(qts));
    g_assert_cmphex(rd(qts, DATA), ==, 0);
    g_assert_true(irq(qts));
    qts = k3_migrate(qts, DEVICES, PATH);
    g_assert_true(irq(qts));
    g_assert_cmphex(rd(qts, IRQSTATUS), ==, ARDY);
    qtest_quit(qts);
}

/* Nothing that software writes does any harm */
static void test_garbage(void)
{
    QTestState *qts = start();
    g_autoptr(GRand) rand = g_rand_new_with_seed(4711);
    uint8_t bytes[2];

    for (unsigned i = 0; i < 20000; i++) {
        uint64_t addr = REGS + g_rand_int_range(rand, 0, 0x100 / 4) * 4;
        uint32_t value = g_rand_int(rand);

        switch (g_rand_int_range(rand, 0, 8)) {
        case 0:
            qtest_writeb(qts, addr + (value & 3), value >> 8);
            break;
        case 1:
            qtest_writew(qts, addr + (value & 2), value >> 8);
            break;
        case 2:
            qtest_readl(qts, addr);
            break;
        case 3:
            qtest_clock_step(qts, value % (100 * BYTE_NS));
            break;
        case 4:
            wr(qts, SA, value & 1 ? SENSOR : EEPROM);
            wr(qts, CON, EN | MST | STT | (value & (TRX | STP)));
            break;
        case 5:
            wr(qts, DATA, value);
            break;
        default:
            qtest_writel(qts, addr, value);
        }
    }
    wr(qts, SYSC, 2);
    set_up(qts);
    read_at(qts, SENSOR, 3, bytes, 2);
    qtest_quit(qts);
}

static void test_log(void)
{
    g_autofree char *log = NULL;
    QTestState *qts = k3_start_logged(K3_MACHINE, &log);

    wr(qts, BUF, 0x8000);
    wr(qts, DMARXENABLE_SET, 1);
    wr(qts, OA, 0x12);
    wr(qts, EOI, 0);
    wr(qts, SYSS, 0);
    rd(qts, 0xe0);
    qtest_quit(qts);
    g_assert_cmpuint(k3_count_words(log, "DMA is not modelled"), ==, 2);
    g_assert_cmpuint(k3_count_words(log, "slave mode is not modelled"), ==, 1);
    g_assert_cmpuint(k3_count_words(log, "is read only"), ==, 1);
    g_assert_cmpuint(k3_count_words(log, "SYSS is read only"), ==, 1);
    g_assert_cmpuint(k3_count_words(log, "no register at 0xe0"), ==, 1);
    unlink(log);
}

/* The first and the last controller of a SoC, and their lines to the GIC */
static const struct {
    const char *soc;
    uint64_t base;
    unsigned spi;
} instances[] = {
    { "am64x", 0x20000000, 161 },
    { "am64x", 0x04910000, 108 },
    { "am62x", 0x2b200000, 165 },
    { "am62a", 0x2b200000, 165 },
    { "am62p", 0x2b200000, 165 },
    { "j722s", 0x2b200000, 165 },
    { "am65x", 0x02000000, 200 },
    { "am65x", 0x42120000, 696 },
    { "j7200", 0x42120000, 896 },
    { "j721e", 0x02060000, 206 },
    { "j721e", 0x42120000, 896 },
    { "j721s2", 0x42120000, 896 },
    { "j784s4", 0x42120000, 896 },
};

static void test_instances(void)
{
    for (unsigned i = 0; i < ARRAY_SIZE(instances); i++) {
        uint64_t base = instances[i].base;
        unsigned intid = instances[i].spi + 32;
        QTestState *qts = qtest_initf("-machine k3-virt,soc=%s -nodefaults"
                                      " -display none", instances[i].soc);

        g_assert_cmphex(qtest_readw(qts, base + REVNB_HI), ==, 0x5040);
        qtest_writel(qts, base + CON, EN);
        qtest_writel(qts, base + IRQENABLE_SET, BF);
        g_assert_false(k3_gic_pending(qts, intid));
        qtest_writel(qts, base + IRQSTATUS_RAW, BF);
        g_assert_true(k3_gic_pending(qts, intid));
        qtest_quit(qts);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    qtest_add_func("/k3-i2c/registers", test_registers);
    qtest_add_func("/k3-i2c/soft-reset", test_soft_reset);
    qtest_add_func("/k3-i2c/sensor", test_sensor);
    qtest_add_func("/k3-i2c/eeprom", test_eeprom);
    qtest_add_func("/k3-i2c/timing", test_timing);
    qtest_add_func("/k3-i2c/nack", test_nack);
    qtest_add_func("/k3-i2c/thresholds", test_thresholds);
    qtest_add_func("/k3-i2c/held", test_held);
    qtest_add_func("/k3-i2c/errors", test_errors);
    qtest_add_func("/k3-i2c/raw", test_raw);
    qtest_add_func("/k3-i2c/migration", test_migration);
    qtest_add_func("/k3-i2c/garbage", test_garbage);
    qtest_add_func("/k3-i2c/log", test_log);
    qtest_add_func("/k3-i2c/instances", test_instances);

    return g_test_run();
}
