/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QTest testcase for GPIO expanders, on an I2C bus of a K3 SoC
 */

#include "qemu/osdep.h"

#define REGS            0x20000000
#include "k3-i2c-utils.h"

#define SMALL           0x20
#define MEDIUM          0x21
#define LARGE           0x22
#define AGILE           0x23

#define AUTO_INCREMENT  0x80

#define DEVICES K3_MACHINE \
    " -device pca953x,bus=I2C0,address=0x20,pins=8,id=small" \
    " -device pca953x,bus=I2C0,address=0x21,id=medium" \
    " -device pca953x,bus=I2C0,address=0x22,pins=24,id=large" \
    " -device pca953x,bus=I2C0,address=0x23,pins=16,agile=on,id=agile"

static QTestState *start(const char *id)
{
    QTestState *qts = qtest_init(DEVICES);
    g_autofree char *path = g_strdup_printf("/machine/peripheral/%s", id);

    qtest_irq_intercept_out_named(qts, path, "interrupt");
    set_up(qts);
    return qts;
}

static uint8_t get(QTestState *qts, unsigned address, uint8_t reg)
{
    uint8_t value;

    read_at(qts, address, reg, &value, 1);
    return value;
}

static void set(QTestState *qts, unsigned address, uint8_t reg, uint8_t value)
{
    uint8_t bytes[] = { reg, value };

    transfer(qts, address, bytes, 2, TRX | STP);
}

static void drive(QTestState *qts, const char *id, unsigned pin, int level)
{
    g_autofree char *path = g_strdup_printf("/machine/peripheral/%s", id);

    qtest_set_irq_in(qts, path, NULL, pin, level);
}

static void test_reset(void)
{
    QTestState *qts = start("small");
    static const struct {
        uint8_t address;
        unsigned ports;
        unsigned stride;
    } chips[] = {
        { SMALL, 1, 1 }, { MEDIUM, 2, 2 }, { LARGE, 3, 4 }, { AGILE, 2, 2 }
    };

    for (unsigned i = 0; i < ARRAY_SIZE(chips); i++) {
        uint8_t address = chips[i].address;

        for (unsigned port = 0; port < chips[i].ports; port++) {
            uint8_t stride = chips[i].stride;

            g_assert_cmphex(get(qts, address, port), ==, 0xff);
            g_assert_cmphex(get(qts, address, stride + port), ==, 0xff);
            g_assert_cmphex(get(qts, address, 2 * stride + port), ==, 0);
            g_assert_cmphex(get(qts, address, 3 * stride + port), ==, 0xff);
            set(qts, address, port, 0);
            set(qts, address, stride + port, 0x5a);
            set(qts, address, 2 * stride + port, 0x0f);
            set(qts, address, 3 * stride + port, 0xf0);
            /* Outputs read as they are driven; 0x0f of all is inverted */
            g_assert_cmphex(get(qts, address, port), ==, 0xfa ^ 0x0f);
            g_assert_cmphex(get(qts, address, stride + port), ==, 0x5a);
            g_assert_cmphex(get(qts, address, 2 * stride + port), ==, 0x0f);
            g_assert_cmphex(get(qts, address, 3 * stride + port), ==, 0xf0);
        }
    }
    /* What is not there */
    g_assert_cmphex(get(qts, SMALL, 4), ==, 0xff);
    g_assert_cmphex(get(qts, SMALL, 0x46), ==, 0xff);
    g_assert_cmphex(get(qts, LARGE, 3), ==, 0xff);
    set(qts, LARGE, 3, 0);
    set(qts, LARGE, 0x7f, 0);

    qtest_system_reset(qts);
    set_up(qts);
    g_assert_cmphex(get(qts, MEDIUM, 6), ==, 0xff);
    qtest_quit(qts);
}

static void test_increment(void)
{
    QTestState *qts = start("large");
    uint8_t one[] = { 4, 0x11, 0x22, 0x33 };
    uint8_t all[] = { AUTO_INCREMENT | 4, 0x44, 0x55, 0x66, 0x77 };
    uint8_t pair[] = { 2, 0x11, 0x22, 0x33 };
    uint8_t back[4];

    /* Without the bit, 24 pins stay with a port */
    transfer(qts, LARGE, one, sizeof(one), TRX | STP);
    g_assert_cmphex(get(qts, LARGE, 4), ==, 0x33);
    g_assert_cmphex(get(qts, LARGE, 5), ==, 0xff);
    transfer(qts, LARGE, all, sizeof(all), TRX | STP);
    read_at(qts, LARGE, AUTO_INCREMENT | 4, back, 4);
    g_assert_cmphex(back[0], ==, 0x77);
    g_assert_cmphex(back[1], ==, 0x55);
    g_assert_cmphex(back[2], ==, 0x66);
    g_assert_cmphex(back[3], ==, 0x77);
    /* 16 pins alternate */
    transfer(qts, MEDIUM, pair, sizeof(pair), TRX | STP);
    read_at(qts, MEDIUM, 2, back, 3);
    g_assert_cmphex(back[0], ==, 0x33);
    g_assert_cmphex(back[1], ==, 0x22);
    g_assert_cmphex(back[2], ==, 0x33);
    qtest_quit(qts);
}

static void test_interrupt(void)
{
    QTestState *qts = start("large");

    g_assert_false(qtest_get_irq(qts, 0));
    drive(qts, "large", 17, 0);
    g_assert_true(qtest_get_irq(qts, 0));
    g_assert_cmphex(get(qts, LARGE, 1), ==, 0xff);
    g_assert_true(qtest_get_irq(qts, 0));
    g_assert_cmphex(get(qts, LARGE, 2), ==, 0xfd);
    g_assert_false(qtest_get_irq(qts, 0));
    /* A pin that changes back takes the interrupt away */
    drive(qts, "large", 17, 1);
    g_assert_true(qtest_get_irq(qts, 0));
    drive(qts, "large", 17, 0);
    g_assert_false(qtest_get_irq(qts, 0));
    /* An output has no interrupt */
    set(qts, LARGE, 0xe, 0xfd);
    drive(qts, "large", 17, 1);
    g_assert_false(qtest_get_irq(qts, 0));
    qtest_quit(qts);
}

static void test_agile(void)
{
    QTestState *qts = start("agile");

    /* The mask is set after a reset */
    g_assert_cmphex(get(qts, AGILE, 0x4a), ==, 0xff);
    drive(qts, "agile", 0, 0);
    g_assert_false(qtest_get_irq(qts, 0));
    g_assert_cmphex(get(qts, AGILE, 0x4c), ==, 0);
    set(qts, AGILE, 0x4a, 0xfe);
    g_assert_true(qtest_get_irq(qts, 0));
    g_assert_cmphex(get(qts, AGILE, 0x4c), ==, 1);
    set(qts, AGILE, 0x4c, 0);
    qts = k3_migrate(qts, DEVICES, NULL);
    g_assert_cmphex(get(qts, AGILE, 0x4c), ==, 1);
    g_assert_cmphex(get(qts, AGILE, 0), ==, 0xfe);
    g_assert_cmphex(get(qts, AGILE, 0x4c), ==, 0);
    set(qts, AGILE, 0x4f, 3);
    g_assert_cmphex(get(qts, AGILE, 0x4f), ==, 3);
    qtest_quit(qts);
}

static void test_bad_properties(void)
{
    k3_assert_refused("-machine k3-virt -device pca953x,address=0x20,pins=9",
                      "pca953x: pins=9: must be 8, 16 or 24");
    k3_assert_refused("-machine k3-virt -device pca953x,address=0x20,pins=24,"
                      "agile=on", "pca953x: agile=on needs 8 or 16 pins");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    qtest_add_func("/k3-pca953x/reset", test_reset);
    qtest_add_func("/k3-pca953x/increment", test_increment);
    qtest_add_func("/k3-pca953x/interrupt", test_interrupt);
    qtest_add_func("/k3-pca953x/agile", test_agile);
    qtest_add_func("/k3-pca953x/bad-properties", test_bad_properties);

    return g_test_run();
}
