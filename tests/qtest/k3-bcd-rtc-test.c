/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QTest testcase for real-time clocks, on an I2C bus of a K3 SoC
 */

#include "qemu/osdep.h"

#define REGS            0x20000000
#include "k3-i2c-utils.h"

#define SECOND          1000000000LL

/* A Friday; the clock stands still unless a test moves it */
#define MACHINE K3_MACHINE " -rtc base=2026-01-02T23:59:58,clock=vm" \
    " -device ds1337,bus=I2C0,address=0x20" \
    " -device ds1340,bus=I2C0,address=0x21" \
    " -device pcf8563,bus=I2C0,address=0x22" \
    " -device pcf85063a,bus=I2C0,address=0x23" \
    " -device rv3028,bus=I2C0,address=0x24" \
    " -device rx8130,bus=I2C0,address=0x25" \
    " -device bq32000,bus=I2C0,address=0x26"

#define NUM_TIME        7

/* Second, minute, hour, and so on at the end of Friday, and a second later */
typedef struct Chip {
    uint8_t address;
    uint8_t first;
    uint8_t num_regs;
    uint8_t friday[NUM_TIME];
    uint8_t saturday[NUM_TIME];
} Chip;

static const Chip chips[] = {
    { 0x20, 0, 0x10,
      { 0x59, 0x59, 0x23, 6, 0x02, 0x01, 0x26 },
      { 0x00, 0x00, 0x00, 7, 0x03, 0x01, 0x26 } },
    { 0x21, 0, 0x0a,
      { 0x59, 0x59, 0x23, 6, 0x02, 0x01, 0x26 },
      { 0x00, 0x00, 0x00, 7, 0x03, 0x01, 0x26 } },
    { 0x22, 2, 0x10,
      { 0x59, 0x59, 0x23, 0x02, 5, 0x01, 0x26 },
      { 0x00, 0x00, 0x00, 0x03, 6, 0x01, 0x26 } },
    { 0x23, 4, 0x12,
      { 0x59, 0x59, 0x23, 0x02, 5, 0x01, 0x26 },
      { 0x00, 0x00, 0x00, 0x03, 6, 0x01, 0x26 } },
    { 0x24, 0, 0x40,
      { 0x59, 0x59, 0x23, 5, 0x02, 0x01, 0x26 },
      { 0x00, 0x00, 0x00, 6, 0x03, 0x01, 0x26 } },
    { 0x25, 0x10, 0x40,
      { 0x59, 0x59, 0x23, 0x20, 0x02, 0x01, 0x26 },
      { 0x00, 0x00, 0x00, 0x40, 0x03, 0x01, 0x26 } },
    { 0x26, 0, 0x0a,
      { 0x59, 0x59, 0xe3, 6, 0x02, 0x01, 0x26 },
      { 0x00, 0x00, 0xc0, 7, 0x03, 0x01, 0x26 } },
};

static QTestState *start(void)
{
    QTestState *qts = qtest_init(MACHINE);

    set_up(qts);
    return qts;
}

static void assert_time(QTestState *qts, const Chip *chip,
                        const uint8_t *expected)
{
    uint8_t bytes[NUM_TIME];

    read_at(qts, chip->address, chip->first, bytes, NUM_TIME);
    g_assert_cmpmem(bytes, NUM_TIME, expected, NUM_TIME);
}

static void write_at(QTestState *qts, const Chip *chip, uint8_t reg,
                     const uint8_t *values, unsigned num)
{
    uint8_t bytes[NUM_TIME + 1] = { reg };

    memcpy(bytes + 1, values, num);
    transfer(qts, chip->address, bytes, num + 1, TRX | STP);
}

static void test_date(void)
{
    QTestState *qts = start();

    qtest_clock_step(qts, SECOND);
    for (unsigned i = 0; i < ARRAY_SIZE(chips); i++) {
        assert_time(qts, &chips[i], chips[i].friday);
    }
    qtest_clock_step(qts, SECOND);
    for (unsigned i = 0; i < ARRAY_SIZE(chips); i++) {
        assert_time(qts, &chips[i], chips[i].saturday);
    }
    qtest_quit(qts);
}

static void test_set(void)
{
    QTestState *qts = start();

    qtest_clock_step(qts, 1000 * SECOND);
    for (unsigned i = 0; i < ARRAY_SIZE(chips); i++) {
        write_at(qts, &chips[i], chips[i].first, chips[i].friday, NUM_TIME);
    }
    for (unsigned i = 0; i < ARRAY_SIZE(chips); i++) {
        assert_time(qts, &chips[i], chips[i].friday);
    }
    qtest_clock_step(qts, SECOND);
    for (unsigned i = 0; i < ARRAY_SIZE(chips); i++) {
        assert_time(qts, &chips[i], chips[i].saturday);
    }

    /* A reset changes nothing */
    qtest_system_reset(qts);
    set_up(qts);
    for (unsigned i = 0; i < ARRAY_SIZE(chips); i++) {
        assert_time(qts, &chips[i], chips[i].saturday);
    }
    qtest_quit(qts);
}

/* One register sets a part of the time; what is no time sets nothing */
static void test_set_part(void)
{
    QTestState *qts = start();
    const Chip *chip = &chips[0];
    static const uint8_t bad[NUM_TIME] = { 0x60, 0x59, 0x23, 1, 1, 1, 0 };
    uint8_t time[NUM_TIME], year = 0x99, leap[] = { 0x29, 0x02, 0x28 };

    write_at(qts, chip, 6, &year, 1);
    read_at(qts, chip->address, 0, time, NUM_TIME);
    g_assert_cmphex(time[0], ==, 0x58);
    g_assert_cmphex(time[4], ==, 0x02);
    g_assert_cmphex(time[6], ==, 0x99);

    write_at(qts, chip, 4, leap, sizeof(leap));
    read_at(qts, chip->address, 0, time, NUM_TIME);
    g_assert_cmphex(time[3], ==, 3);        /* a Tuesday */
    g_assert_cmpmem(time + 4, 3, leap, 3);

    write_at(qts, chip, 0, bad, NUM_TIME);
    read_at(qts, chip->address, 0, time, NUM_TIME);
    g_assert_cmpmem(time + 4, 3, leap, 3);
    qtest_quit(qts);
}

/* All other registers are latches, and the pointer wraps */
static void test_latches(void)
{
    QTestState *qts = start();

    for (unsigned i = 0; i < ARRAY_SIZE(chips); i++) {
        const Chip *chip = &chips[i];

        for (unsigned reg = 0; reg < chip->num_regs; reg++) {
            uint8_t value = 0xa0 + reg, read;

            if (reg < chip->first || reg >= chip->first + NUM_TIME) {
                write_at(qts, chip, reg, &value, 1);
                read_at(qts, chip->address, reg, &read, 1);
                g_assert_cmphex(read, ==, value);
            }
        }
    }
    for (unsigned i = 0; i < ARRAY_SIZE(chips); i++) {
        uint8_t around[2], first;

        read_at(qts, chips[i].address, chips[i].num_regs - 1, around, 2);
        read_at(qts, chips[i].address, 0, &first, 1);
        g_assert_cmphex(around[0], ==, 0xa0 + chips[i].num_regs - 1);
        g_assert_cmphex(around[1], ==, first);
    }
    /* A pointer beyond the last register wraps, too */
    write_at(qts, &chips[1], 0xff, (const uint8_t[]) { 0x55 }, 1);
    qtest_quit(qts);
}

static void test_migrate(void)
{
    QTestState *qts = start();
    const Chip *chip = &chips[3];
    uint8_t latch = 0x77;

    write_at(qts, chip, chip->first, chip->friday, NUM_TIME);
    write_at(qts, chip, 3, &latch, 1);
    qts = k3_migrate(qts, MACHINE, NULL);
    assert_time(qts, chip, chip->friday);
    qtest_clock_step(qts, SECOND);
    assert_time(qts, chip, chip->saturday);
    read_at(qts, chip->address, 3, &latch, 1);
    g_assert_cmphex(latch, ==, 0x77);
    qtest_quit(qts);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/k3/bcd-rtc/date", test_date);
    qtest_add_func("/k3/bcd-rtc/set", test_set);
    qtest_add_func("/k3/bcd-rtc/set-part", test_set_part);
    qtest_add_func("/k3/bcd-rtc/latches", test_latches);
    qtest_add_func("/k3/bcd-rtc/migrate", test_migrate);
    return g_test_run();
}
