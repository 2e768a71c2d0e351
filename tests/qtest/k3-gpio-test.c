/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QTest testcase for the TI K3 GPIO module
 */

#include "qemu/osdep.h"
#include "k3-test-utils.h"
#include "k3-ti-sci-utils.h"
#include "k3-route-utils.h"

/* GPIO0 of AM64x has 87 pins */
#define REGS            0x00600000
#include "k3-reg-utils.h"

#define PATH            "/machine/k3/gpio[0]"
#define PINS            87

#define PID             0x00
#define PCR             0x04
#define BINTEN          0x08
#define SET(pin)        (0x10 + (pin) / 32 * 0x28)
#define DIR(pin)        (SET(pin) + 0x00)
#define OUT_DATA(pin)   (SET(pin) + 0x04)
#define SET_DATA(pin)   (SET(pin) + 0x08)
#define CLR_DATA(pin)   (SET(pin) + 0x0c)
#define IN_DATA(pin)    (SET(pin) + 0x10)
#define SET_RIS(pin)    (SET(pin) + 0x14)
#define CLR_RIS(pin)    (SET(pin) + 0x18)
#define SET_FAL(pin)    (SET(pin) + 0x1c)
#define CLR_FAL(pin)    (SET(pin) + 0x20)
#define INTSTAT(pin)    (SET(pin) + 0x24)
#define BIT_OF(pin)     (1u << ((pin) % 32))

#define MUX(router, n)  ((router) + 4 + 4 * (n))
#define MUX_ON          0x10000
#define MAIN_MUX        0x00a00000

#define GICD            0x01800000
#define ICFGR(intid)    (GICD + 0xc00 + (intid) / 16 * 4)
#define ICPENDR(intid)  (GICD + 0x280 + (intid) / 32 * 4)

#define DEV_ROUTER      3
#define DEV_GPIO0       77
#define DEV_R5FSS0_0    121
#define VALID_ROUTER    0x3

/* Of lines 32 to 63 of an R5F */
#define VIM_RAW(n)      (K3_R5F_VIEW(n) + 0x2fff0420)
#define VIM_TYPE(n)     (K3_R5F_VIEW(n) + 0x2fff043c)

static void drive(QTestState *qts, unsigned pin, int level)
{
    qtest_set_irq_in(qts, PATH, NULL, pin, level);
}

/* Only an input that is edge triggered sees pulses */
static void use_edges(QTestState *qts, unsigned intid)
{
    uint32_t value = qtest_readl(qts, ICFGR(intid));

    qtest_writel(qts, ICFGR(intid), value | 2u << (intid % 16 * 2));
}

static bool take(QTestState *qts, unsigned intid)
{
    bool pending = k3_gic_pending(qts, intid);

    qtest_writel(qts, ICPENDR(intid), 1u << (intid % 32));
    return pending;
}

/* Output @n of the router gets @input; GIC input @n sees it */
static void watch(QTestState *qts, unsigned n, unsigned input)
{
    qtest_writel(qts, MUX(MAIN_MUX, n), MUX_ON | input);
    use_edges(qts, 32 + n);
}

static void test_registers(void)
{
    QTestState *qts = qtest_init(K3_MACHINE);

    g_assert_cmphex(rd(qts, PID), ==, 0x44831105);
    g_assert_cmphex(rd(qts, PCR), ==, 1);
    wr(qts, BINTEN, ~0u);
    g_assert_cmphex(rd(qts, BINTEN), ==, 0x1ff);
    for (unsigned pin = 0; pin < 144; pin += 32) {
        uint32_t mask = pin >= PINS ? 0 : PINS - pin >= 32 ? ~0u :
                        (1u << (PINS - pin)) - 1;

        g_assert_cmphex(rd(qts, DIR(pin)), ==, mask);
        g_assert_cmphex(rd(qts, IN_DATA(pin)), ==, mask);
        g_assert_cmphex(rd(qts, OUT_DATA(pin)), ==, 0);
        g_assert_cmphex(rd(qts, INTSTAT(pin)), ==, 0);

        wr(qts, OUT_DATA(pin), ~0u);
        g_assert_cmphex(rd(qts, OUT_DATA(pin)), ==, mask);
        wr(qts, CLR_DATA(pin), 0x0ff0);
        g_assert_cmphex(rd(qts, OUT_DATA(pin)), ==, mask & ~0x0ff0u);
        wr(qts, SET_DATA(pin), 0x00f0);
        g_assert_cmphex(rd(qts, SET_DATA(pin)), ==, mask & ~0x0f00u);
        g_assert_cmphex(rd(qts, CLR_DATA(pin)), ==, mask & ~0x0f00u);

        wr(qts, SET_RIS(pin), 0xffff);
        wr(qts, CLR_RIS(pin), 0x00ff);
        g_assert_cmphex(rd(qts, SET_RIS(pin)), ==, mask & 0xff00);
        g_assert_cmphex(rd(qts, CLR_RIS(pin)), ==, mask & 0xff00);
        wr(qts, SET_FAL(pin), 0xffff);
        wr(qts, CLR_FAL(pin), 0xff00);
        g_assert_cmphex(rd(qts, SET_FAL(pin)), ==, mask & 0x00ff);
        g_assert_cmphex(rd(qts, CLR_FAL(pin)), ==, mask & 0x00ff);
        wr(qts, DIR(pin), 0x12345678);
        g_assert_cmphex(rd(qts, DIR(pin)), ==, mask & 0x12345678);
    }

    /* Parts of registers, and two at once */
    wr(qts, OUT_DATA(0), 0);
    qtest_writeb(qts, REGS + OUT_DATA(0) + 1, 0xa5);
    qtest_writew(qts, REGS + SET_DATA(0) + 2, 0x8001);
    g_assert_cmphex(rd(qts, OUT_DATA(0)), ==, 0x8001a500);
    g_assert_cmphex(qtest_readb(qts, REGS + OUT_DATA(0) + 3), ==, 0x80);
    qtest_writeq(qts, REGS + DIR(0), 0x11223344aabbccddull);
    g_assert_cmphex(rd(qts, DIR(0)), ==, 0xaabbccdd);
    g_assert_cmphex(rd(qts, OUT_DATA(0)), ==, 0x11223344);

    qtest_system_reset(qts);
    g_assert_cmphex(rd(qts, BINTEN), ==, 0);
    g_assert_cmphex(rd(qts, DIR(0)), ==, ~0u);
    g_assert_cmphex(rd(qts, OUT_DATA(0)), ==, 0);
    g_assert_cmphex(rd(qts, SET_RIS(0)), ==, 0);
    g_assert_cmphex(rd(qts, SET_FAL(0)), ==, 0);
    qtest_quit(qts);
}

/* The lines to the board */
static void test_pins(void)
{
    static const unsigned pins[] = { 0, 31, 32, PINS - 1 };
    QTestState *qts = qtest_init(K3_MACHINE);

    qtest_irq_intercept_out(qts, PATH);
    for (unsigned i = 0; i < ARRAY_SIZE(pins); i++) {
        unsigned pin = pins[i];
        uint32_t bit = BIT_OF(pin);

        drive(qts, pin, 0);
        g_assert_cmphex(rd(qts, IN_DATA(pin)) & bit, ==, 0);
        drive(qts, pin, 1);
        g_assert_cmphex(rd(qts, IN_DATA(pin)) & bit, ==, bit);
        g_assert_true(qtest_get_irq(qts, pin));
        drive(qts, pin, 0);

        /* As an output it is what software says */
        wr(qts, SET_DATA(pin), bit);
        g_assert_false(qtest_get_irq(qts, pin));
        wr(qts, DIR(pin), ~bit);
        g_assert_true(qtest_get_irq(qts, pin));
        g_assert_cmphex(rd(qts, IN_DATA(pin)) & bit, ==, bit);
        drive(qts, pin, 1);
        wr(qts, CLR_DATA(pin), bit);
        g_assert_false(qtest_get_irq(qts, pin));
        g_assert_cmphex(rd(qts, IN_DATA(pin)) & bit, ==, 0);
        wr(qts, DIR(pin), ~0u);
        g_assert_true(qtest_get_irq(qts, pin));
        drive(qts, pin, 0);
    }
    /* A reset makes inputs of outputs, and does not touch the board */
    wr(qts, DIR(0), 0);
    wr(qts, OUT_DATA(0), 1);
    g_assert_true(qtest_get_irq(qts, 0));
    g_assert_false(qtest_get_irq(qts, 1));
    qtest_system_reset(qts);
    g_assert_false(qtest_get_irq(qts, 0));
    g_assert_true(qtest_get_irq(qts, 1));
    qtest_quit(qts);
}

/* A property for each pin, to look at outputs and to drive inputs */
static void test_property(void)
{
    QTestState *qts = qtest_init(K3_MACHINE);

    g_assert_true(qtest_qom_get_bool(qts, PATH, "pin[86]"));
    qtest_qom_set_bool(qts, PATH, "pin[86]", false);
    g_assert_false(qtest_qom_get_bool(qts, PATH, "pin[86]"));
    g_assert_cmphex(rd(qts, IN_DATA(86)) & BIT_OF(86), ==, 0);
    wr(qts, DIR(86), ~BIT_OF(86));
    wr(qts, SET_DATA(86), BIT_OF(86));
    g_assert_true(qtest_qom_get_bool(qts, PATH, "pin[86]"));
    /* What the board drives does not change an output */
    qtest_qom_set_bool(qts, PATH, "pin[86]", false);
    g_assert_true(qtest_qom_get_bool(qts, PATH, "pin[86]"));
    qtest_quit(qts);
}

static void test_edges(void)
{
    QTestState *qts = qtest_init(K3_MACHINE);

    /* Output 0: bank 2 (pins 32 to 47); output 1: pin 33 */
    watch(qts, 0, 192);
    watch(qts, 1, 33);
    drive(qts, 33, 0);
    drive(qts, 34, 0);

    /* Nobody asked for edges */
    wr(qts, BINTEN, 1 << 2);
    drive(qts, 33, 1);
    drive(qts, 33, 0);
    g_assert_cmphex(rd(qts, INTSTAT(33)), ==, 0);

    wr(qts, SET_RIS(33), BIT_OF(33) | BIT_OF(34));
    drive(qts, 33, 1);
    g_assert_cmphex(rd(qts, INTSTAT(33)), ==, BIT_OF(33));
    g_assert_true(take(qts, 32));
    g_assert_true(take(qts, 33));
    drive(qts, 33, 0);
    g_assert_false(take(qts, 32));
    g_assert_false(take(qts, 33));

    /* Another pin of the bank, while the status of the first is set */
    drive(qts, 34, 1);
    g_assert_cmphex(rd(qts, INTSTAT(33)), ==, BIT_OF(33) | BIT_OF(34));
    g_assert_true(take(qts, 32));
    g_assert_false(take(qts, 33));
    wr(qts, INTSTAT(33), BIT_OF(34));
    g_assert_cmphex(rd(qts, INTSTAT(33)), ==, BIT_OF(33));
    wr(qts, INTSTAT(33), ~0u);
    g_assert_cmphex(rd(qts, INTSTAT(33)), ==, 0);

    /* Both edges, then falling edges only */
    wr(qts, SET_FAL(33), BIT_OF(33));
    drive(qts, 33, 1);
    g_assert_true(take(qts, 33));
    drive(qts, 33, 0);
    g_assert_true(take(qts, 33));
    wr(qts, CLR_RIS(33), BIT_OF(33));
    drive(qts, 33, 1);
    g_assert_false(take(qts, 33));
    drive(qts, 33, 0);
    g_assert_true(take(qts, 33));
    g_assert_true(take(qts, 32));

    /* The level did not change */
    drive(qts, 33, 0);
    g_assert_false(take(qts, 32));

    /* An output interrupts, too; so does turning to what is outside */
    wr(qts, INTSTAT(33), ~0u);
    wr(qts, SET_DATA(33), BIT_OF(33));
    wr(qts, DIR(33), ~BIT_OF(33));
    g_assert_false(take(qts, 33));
    wr(qts, CLR_DATA(33), BIT_OF(33));
    g_assert_cmphex(rd(qts, INTSTAT(33)), ==, BIT_OF(33));
    g_assert_true(take(qts, 33));
    wr(qts, SET_DATA(33), BIT_OF(33));
    wr(qts, DIR(33), ~0u);
    g_assert_true(take(qts, 33));
    g_assert_true(take(qts, 32));

    /* Without BINTEN there is a status, but no interrupt, also not later */
    wr(qts, INTSTAT(33), ~0u);
    wr(qts, BINTEN, 0x1ff & ~(1 << 2));
    drive(qts, 33, 1);
    drive(qts, 33, 0);
    g_assert_cmphex(rd(qts, INTSTAT(33)), ==, BIT_OF(33));
    wr(qts, BINTEN, 0x1ff);
    g_assert_false(take(qts, 32));
    g_assert_false(take(qts, 33));

    /* A reset is no edge */
    wr(qts, DIR(33), ~BIT_OF(33));
    wr(qts, SET_DATA(33), BIT_OF(33));
    qtest_system_reset(qts);
    g_assert_cmphex(rd(qts, INTSTAT(33)), ==, 0);
    qtest_quit(qts);
}

/* A route from one device to another, as the TISCI User Guide numbers them */
static bool route(SciHost *h, uint16_t msg, uint16_t src, uint16_t index,
                  uint16_t dst, uint16_t line)
{
    return sci_call(h, msg, NULL, "4222222211", VALID_ROUTER, src, index, dst,
                    line, 0, 0, 0, 0, 0);
}

static void test_routes(void)
{
    QTestState *qts = qtest_init(K3_MACHINE_VIEWS);
    SciHost a = sci_linux(qts);

    wr(qts, BINTEN, 0x1ff);
    wr(qts, SET_FAL(16), BIT_OF(16));

    /* Bank 1, which is 91 in TISCI, to output 3 of the router */
    g_assert_true(route(&a, SCI_SET_IRQ, DEV_GPIO0, 91, DEV_ROUTER, 3));
    g_assert_cmphex(qtest_readl(qts, MUX(MAIN_MUX, 3)), ==, MUX_ON | 191);
    use_edges(qts, 35);
    drive(qts, 16, 0);
    g_assert_true(take(qts, 35));
    g_assert_true(route(&a, SCI_RELEASE_IRQ, DEV_GPIO0, 91, DEV_ROUTER, 3));
    g_assert_cmphex(qtest_readl(qts, MUX(MAIN_MUX, 3)), ==, 0);

    /* Pin 16 to an R5F: line 40 is output 8, which leads to all four of them */
    g_assert_true(route(&a, SCI_SET_IRQ, DEV_GPIO0, 16, DEV_R5FSS0_0, 40));
    g_assert_cmphex(qtest_readl(qts, MUX(MAIN_MUX, 8)), ==, MUX_ON | 16);
    for (int n = 0; n < 4; n++) {
        qtest_writel(qts, VIM_TYPE(n), 1 << (40 - 32));
    }
    drive(qts, 16, 1);
    for (int n = 0; n < 4; n++) {
        g_assert_false(qtest_readl(qts, VIM_RAW(n)) >> (40 - 32) & 1);
    }
    drive(qts, 16, 0);
    for (int n = 0; n < 4; n++) {
        g_assert_true(qtest_readl(qts, VIM_RAW(n)) >> (40 - 32) & 1);
    }
    g_assert_false(route(&a, SCI_SET_IRQ, DEV_GPIO0, 17, DEV_R5FSS0_0, 40));
    g_assert_true(route(&a, SCI_RELEASE_IRQ, DEV_GPIO0, 16, DEV_R5FSS0_0, 40));

    /* What does not exist, or belongs to another host */
    g_assert_false(route(&a, SCI_SET_IRQ, DEV_GPIO0, 87, DEV_ROUTER, 3));
    g_assert_false(route(&a, SCI_SET_IRQ, DEV_GPIO0, 96, DEV_ROUTER, 3));
    g_assert_false(route(&a, SCI_SET_IRQ, DEV_GPIO0, 16, DEV_ROUTER, 54));
    g_assert_false(route(&a, SCI_SET_IRQ, DEV_GPIO0, 16, DEV_ROUTER, 12));
    g_assert_false(route(&a, SCI_SET_IRQ, DEV_GPIO0, 16, DEV_GPIO0, 3));
    g_assert_false(route(&a, SCI_SET_IRQ, DEV_GPIO0, 16, DEV_R5FSS0_0, 48));
    g_assert_false(route(&a, SCI_SET_IRQ, DEV_GPIO0, 16, DEV_R5FSS0_0, 45));
    g_assert_false(route(&a, SCI_SET_IRQ, DEV_R5FSS0_0, 16, DEV_ROUTER, 3));
    qtest_quit(qts);
}

static void test_migration(void)
{
    QTestState *qts = qtest_init(K3_MACHINE);

    watch(qts, 2, 195);
    drive(qts, 80, 0);
    drive(qts, 81, 0);
    wr(qts, BINTEN, 1 << 5);
    wr(qts, SET_RIS(80), BIT_OF(80) | BIT_OF(81));
    wr(qts, SET_FAL(80), BIT_OF(82));
    wr(qts, SET_DATA(80), BIT_OF(83));
    wr(qts, DIR(80), ~BIT_OF(83));
    drive(qts, 80, 1);
    take(qts, 34);
    qts = k3_migrate(qts, K3_MACHINE, NULL);
    g_assert_false(take(qts, 34));
    g_assert_cmphex(rd(qts, INTSTAT(80)), ==, BIT_OF(80));
    g_assert_cmphex(rd(qts, SET_FAL(80)), ==, BIT_OF(82));
    g_assert_cmphex(rd(qts, OUT_DATA(80)), ==, BIT_OF(83));
    g_assert_cmphex(rd(qts, IN_DATA(80)) &
                    (BIT_OF(80) | BIT_OF(81) | BIT_OF(83)), ==,
                    BIT_OF(80) | BIT_OF(83));
    drive(qts, 81, 1);
    g_assert_true(take(qts, 34));
    qtest_quit(qts);
}

/* Nothing that software or the board does breaks the registers */
static void test_garbage(void)
{
    QTestState *qts = qtest_init(K3_MACHINE);
    g_autoptr(GRand) rand = g_rand_new_with_seed(4711);

    for (unsigned i = 0; i < 20000; i++) {
        uint64_t addr = REGS + g_rand_int_range(rand, 0, 0x100 / 8) * 8;
        uint32_t value = g_rand_int(rand);

        switch (g_rand_int_range(rand, 0, 6)) {
        case 0:
            qtest_writeb(qts, addr + (value & 7), value >> 8);
            break;
        case 1:
            qtest_writew(qts, addr + (value & 6), value >> 8);
            break;
        case 2:
            qtest_readq(qts, addr);
            break;
        case 3:
            drive(qts, value % PINS, value >> 31);
            break;
        case 4:
            qtest_writeq(qts, addr, (uint64_t)value << 32 | ~value);
            break;
        default:
            qtest_writel(qts, addr + (value & 4), value);
        }
    }
    for (unsigned pin = 0; pin < PINS; pin += 32) {
        g_assert_cmphex(rd(qts, IN_DATA(pin)) & ~rd(qts, DIR(pin)), ==,
                        rd(qts, OUT_DATA(pin)) & ~rd(qts, DIR(pin)));
    }
    qts = k3_migrate(qts, K3_MACHINE, NULL);
    qtest_quit(qts);
}

static void test_errors(void)
{
    g_autofree char *log = NULL;
    QTestState *qts = k3_start_logged(K3_MACHINE, &log);

    wr(qts, PID, 0);
    wr(qts, IN_DATA(0), 1);
    rd(qts, 0x0c);
    rd(qts, 0xd8);
    wr(qts, 0xfc, 0);
    qtest_quit(qts);
    g_assert_cmpuint(k3_count_words(log, "nothing to write at 0x0"), ==, 1);
    g_assert_cmpuint(k3_count_words(log, "IN_DATA is read only"), ==, 1);
    g_assert_cmpuint(k3_count_words(log, "no register at 0xc"), ==, 1);
    g_assert_cmpuint(k3_count_words(log, "no register at 0xd8"), ==, 1);
    g_assert_cmpuint(k3_count_words(log, "nothing to write at 0xfc"), ==, 1);
    unlink(log);
}

/*
 * Modules of all SoCs: the last pin, the bank and the router input to which it
 * belongs, and an output of the router with its input of the GIC
 */
static const struct {
    const char *soc;
    uint64_t base;
    unsigned pin;
    uint64_t router;
    unsigned input;
    unsigned output;
    unsigned intid;
} modules[] = {
    { "am64x", 0x00601000, 87, 0x00a00000, 185, 15, 47 },
    { "am64x", 0x04201000, 22, 0x04210000, 31, 3, 107 },
    { "am62x", 0x00600000, 91, 0x00a00000, 195, 0, 32 },
    { "am62x", 0x00600000, 91, 0x00a00000, 177, 0, 32 },    /* the pin */
    { "am62x", 0x00601000, 51, 0x00a00000, 183, 15, 47 },
    { "am62x", 0x04201000, 23, 0x04210000, 31, 0, 104 },
    { "am62a", 0x00600000, 91, 0x00a00000, 195, 0, 32 },
    { "am62d", 0x00601000, 51, 0x00a00000, 141, 0, 32 },    /* the pin */
    { "am62p", 0x04201000, 23, 0x04210000, 23, 0, 104 },    /* the pin */
    { "j722s", 0x00601000, 72, 0x00a00000, 184, 0, 32 },
    { "am65x", 0x00601000, 89, 0x00a00000, 205, 31, 423 },
    { "am65x", 0x42110000, 55, 0x42200000, 63, 15, 727 },
    { "am65x_sr1", 0x00600000, 95, 0x00a00000, 197, 0, 392 },
    { "j7200", 0x00630000, 68, 0x00a00000, 176, 8, 392 },
    { "j7200", 0x42100000, 84, 0x42200000, 117, 31, 975 },
    { "j721e", 0x00600000, 127, 0x00a00000, 263, 63, 447 },
    { "j721e", 0x00631000, 35, 0x00a00000, 302, 8, 392 },
    { "j721e", 0x42110000, 83, 0x42200000, 108, 16, 960 },
    { "j721s2", 0x00610000, 65, 0x00a00000, 158, 8, 392 },
    { "j742s2", 0x42110000, 88, 0x42200000, 108, 16, 960 },
    { "j784s4", 0x00620000, 65, 0x00a00000, 167, 8, 392 },
};

static void test_modules(void)
{
    for (unsigned i = 0; i < ARRAY_SIZE(modules); i++) {
        uint64_t base = modules[i].base;
        unsigned pin = modules[i].pin, intid = modules[i].intid;
        QTestState *qts = qtest_initf("-machine k3-virt,soc=%s -nodefaults"
                                      " -display none", modules[i].soc);

        g_assert_cmphex(qtest_readl(qts, base + PID), ==, 0x44831105);
        g_assert_cmphex(qtest_readl(qts, base + DIR(pin)), ==,
                        pin % 32 == 31 ? ~0u : BIT_OF(pin + 1) - 1);
        qtest_writel(qts, MUX(modules[i].router, modules[i].output),
                     MUX_ON | modules[i].input);
        use_edges(qts, intid);
        qtest_writel(qts, base + BINTEN, 1 << pin / 16);
        qtest_writel(qts, base + SET_RIS(pin), BIT_OF(pin));
        qtest_writel(qts, base + DIR(pin), ~BIT_OF(pin));
        g_assert_false(take(qts, intid));
        qtest_writel(qts, base + SET_DATA(pin), BIT_OF(pin));
        g_assert_true(take(qts, intid));
        qtest_quit(qts);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    qtest_add_func("/k3/gpio/registers", test_registers);
    qtest_add_func("/k3/gpio/pins", test_pins);
    qtest_add_func("/k3/gpio/property", test_property);
    qtest_add_func("/k3/gpio/edges", test_edges);
    qtest_add_func("/k3/gpio/routes", test_routes);
    qtest_add_func("/k3/gpio/migration", test_migration);
    qtest_add_func("/k3/gpio/garbage", test_garbage);
    qtest_add_func("/k3/gpio/errors", test_errors);
    qtest_add_func("/k3/gpio/modules", test_modules);
    return g_test_run();
}
