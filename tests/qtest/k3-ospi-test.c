/*
 * QTest for the controller of serial flash memories of TI K3 SoCs
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "k3-test-utils.h"

#define PATH            "/machine/k3/ospi[0]"
#define BASE            0x0fc40000
#define DATA            0x500000000
/* The interrupt, as the GIC has it */
#define SPI             139

#define CONFIG          (BASE + 0x00)
#define CONFIG_RESET    0x80780081
#define DIRECT          0x80
#define CS_0            (0xe << 10)
#define RD_INSTR        (BASE + 0x04)
#define WR_INSTR        (BASE + 0x08)
#define SIZE            (BASE + 0x14)
#define SRAM_PARTITION  (BASE + 0x18)
#define TRIGGER         (BASE + 0x1c)
#define REMAP           (BASE + 0x24)
#define SRAM_FILL       (BASE + 0x2c)
#define IRQ_STATUS      (BASE + 0x40)
#define IND_DONE        0x4
#define ILLEGAL         0x20
#define WATERMARK       0x40
#define SRAM_FULL       0x1000
#define IRQ_MASK        (BASE + 0x44)
#define IND_RD          (BASE + 0x60)
#define IND_WR          (BASE + 0x70)
#define START           0x1
#define CANCEL          0x2
#define BUSY            0x4
#define DONE            0x20
#define CMD             (BASE + 0x90)
#define EXECUTE         0x1
#define CMD_ADDR        (BASE + 0x94)
#define CMD_RD_LOW      (BASE + 0xa0)
#define CMD_RD_HIGH     (BASE + 0xa4)
#define CMD_WR_LOW      (BASE + 0xa8)
#define CMD_WR_HIGH     (BASE + 0xac)

/* Commands of the flash memory, with four bytes of address */
#define WREN            0x06
#define WRDI            0x04
#define RDSR            0x05
#define WEL             0x02
#define RDID            0x9f
#define READ4           0x13
#define FAST_READ4      0x0c
#define PROGRAM4        0x12
#define ERASE4          0x21

#define FLASH_SIZE      (64 * 1024 * 1024)
#define PAGE            256
#define SRAM_SIZE       1024
/* What the image has: the pattern up to here, and then bytes of 0xff */
#define FILLED          8192

static char *image;

static uint8_t pattern(uint32_t at)
{
    return at * 5 + at / PAGE;
}

static uint32_t pattern_word(uint32_t at)
{
    return pattern(at) | pattern(at + 1) << 8 | pattern(at + 2) << 16 |
           (uint32_t)pattern(at + 3) << 24;
}

static void make_image(void)
{
    g_autofree uint8_t *data = g_malloc(FLASH_SIZE);
    int fd = g_file_open_tmp("k3-ospi-XXXXXX", &image, NULL);

    g_assert_cmpint(fd, >=, 0);
    memset(data, 0xff, FLASH_SIZE);
    for (unsigned i = 0; i < FILLED; i++) {
        data[i] = pattern(i);
    }
    g_assert_cmpint(write(fd, data, FLASH_SIZE), ==, FLASH_SIZE);
    close(fd);
}

static char *machine(void)
{
    return g_strdup_printf(K3_MACHINE K3_BARE " -snapshot -drive if=mtd,"
                           "format=raw,file=%s", image);
}

/* A command without an address, which reads @bytes */
static uint64_t get(QTestState *qts, uint8_t opcode, unsigned bytes)
{
    qtest_writel(qts, CMD, EXECUTE | (uint32_t)opcode << 24 | 1 << 23 |
                 (bytes - 1) << 20);
    g_assert_cmphex(qtest_readl(qts, CMD) & 0x3, ==, 0);
    return qtest_readl(qts, CMD_RD_LOW) |
           (uint64_t)qtest_readl(qts, CMD_RD_HIGH) << 32;
}

static void command(QTestState *qts, uint8_t opcode)
{
    qtest_writel(qts, CMD, EXECUTE | (uint32_t)opcode << 24);
}

/* Use the flash memory as Linux does */
static void set_up(QTestState *qts)
{
    qtest_writel(qts, CONFIG, CONFIG_RESET | CS_0);
    qtest_writel(qts, SIZE, 0x100003 | PAGE << 4);
    qtest_writel(qts, RD_INSTR, READ4);
    qtest_writel(qts, WR_INSTR, PROGRAM4);
}

static QTestState *start(const char *intercept)
{
    g_autofree char *args = machine();
    QTestState *qts = k3_start(args, intercept);

    set_up(qts);
    return qts;
}

static void erase(QTestState *qts, uint32_t addr)
{
    command(qts, WREN);
    qtest_writel(qts, CMD_ADDR, addr);
    qtest_writel(qts, CMD, EXECUTE | ERASE4 << 24 | 1 << 19 | 3 << 16);
}

static void test_registers(void)
{
    static const struct {
        unsigned offset;
        uint32_t reset;
    } regs[] = {
        { 0x00, CONFIG_RESET }, { 0x04, 0x3 }, { 0x08, 0x2 }, { 0x10, 0x1 },
        { 0x14, 0x101002 }, { 0x18, 0x80 }, { 0x28, 0x200 }, { 0x38, 0x10005 },
        { 0x3c, UINT32_MAX }, { 0x74, UINT32_MAX }, { 0x80, 0x4 },
        { 0xb4, 0x40000000 }, { 0xb8, 0x800000 }, { 0xbc, 0x8001 },
        { 0xe0, 0x13edfa00 }, { 0xe4, 0x06f90000 },
    };
    g_autofree char *log = NULL;
    QTestState *qts = k3_start_logged(K3_MACHINE K3_BARE, &log);

    for (unsigned round = 0; round < 2; round++) {
        for (unsigned i = 0; i < ARRAY_SIZE(regs); i++) {
            g_assert_cmphex(qtest_readl(qts, BASE + regs[i].offset), ==,
                            regs[i].reset);
        }
        /* Linux finds out how many words the SRAM has */
        qtest_writel(qts, SRAM_PARTITION, UINT32_MAX);
        g_assert_cmphex(qtest_readl(qts, SRAM_PARTITION), ==, 0xff);
        qtest_writel(qts, CONFIG, 0);
        /* It is always idle */
        g_assert_cmphex(qtest_readl(qts, CONFIG), ==, 0x80000000);
        qtest_system_reset(qts);
    }
    g_assert_cmphex(qtest_readl(qts, BASE + 0x4c), ==, 0);
    qtest_writel(qts, BASE + 0xbc, 0);
    qtest_quit(qts);
    g_assert_cmpuint(k3_count_words(log, "no register at 0x4c"), ==, 1);
    g_assert_cmpuint(k3_count_words(log, "is read only"), ==, 1);
    unlink(log);
}

/* Without a flash memory, and with none at a chip select */
static void test_nobody(void)
{
    QTestState *qts = qtest_init(K3_MACHINE K3_BARE);

    set_up(qts);
    g_assert_cmphex(get(qts, RDID, 6), ==, 0xffffffffffff);
    g_assert_cmphex(qtest_readl(qts, DATA), ==, UINT32_MAX);
    qtest_quit(qts);

    qts = start(NULL);
    g_assert_cmphex(get(qts, RDID, 3), ==, 0x20ba20);
    for (unsigned cs = 1; cs < 5; cs++) {
        qtest_writel(qts, CONFIG, CONFIG_RESET | (~(1u << cs) & 0xf) << 10);
        g_assert_cmphex(get(qts, RDID, 3), ==, 0xffffff);
    }
    qtest_quit(qts);
}

static void test_commands(void)
{
    QTestState *qts = start(NULL);

    g_assert_cmphex(get(qts, RDID, 5), ==, 0x441020ba20);
    g_assert_cmphex(get(qts, RDSR, 1), ==, 0);
    command(qts, WREN);
    g_assert_cmphex(get(qts, RDSR, 1), ==, WEL);
    command(qts, WRDI);
    g_assert_cmphex(get(qts, RDSR, 1), ==, 0);
    /* With an address, and with eight dummy cycles */
    qtest_writel(qts, CMD_ADDR, 0x123);
    qtest_writel(qts, CMD, EXECUTE | (uint32_t)READ4 << 24 | 1 << 23 |
                 7 << 20 | 1 << 19 | 3 << 16);
    g_assert_cmphex(qtest_readl(qts, CMD_RD_LOW), ==, pattern_word(0x123));
    g_assert_cmphex(qtest_readl(qts, CMD_RD_HIGH), ==, pattern_word(0x127));
    qtest_writel(qts, CMD_ADDR, 0x321);
    qtest_writel(qts, CMD, EXECUTE | (uint32_t)FAST_READ4 << 24 | 1 << 23 |
                 3 << 20 | 1 << 19 | 3 << 16 | 8 << 7);
    g_assert_cmphex(qtest_readl(qts, CMD_RD_LOW), ==, pattern_word(0x321));
    /* With data */
    erase(qts, 0x10000);
    command(qts, WREN);
    qtest_writel(qts, CMD_ADDR, 0x10004);
    qtest_writel(qts, CMD_WR_LOW, 0x44332211);
    qtest_writel(qts, CMD_WR_HIGH, 0x88776655);
    qtest_writel(qts, CMD, EXECUTE | PROGRAM4 << 24 | 1 << 19 | 3 << 16 |
                 1 << 15 | 5 << 12);
    g_assert_cmphex(qtest_readq(qts, DATA + 0x10004), ==, 0xffff665544332211);
    /* Nothing happens while the controller is off */
    command(qts, WRDI);
    qtest_writel(qts, CONFIG, (CONFIG_RESET | CS_0) & ~1);
    command(qts, WREN);
    qtest_writel(qts, CONFIG, CONFIG_RESET | CS_0);
    g_assert_cmphex(get(qts, RDSR, 1), ==, 0);
    qtest_quit(qts);
}

static void test_direct(void)
{
    g_autofree char *args = machine();
    g_autofree char *log = NULL;
    QTestState *qts = k3_start_logged(args, &log);
    uint8_t data[16];

    set_up(qts);
    /* The trigger range has no meaning yet */
    g_assert_cmphex(qtest_readl(qts, DATA), ==, pattern_word(0));
    g_assert_cmphex(qtest_readb(qts, DATA + 0x7ff), ==, pattern(0x7ff));
    qtest_memread(qts, DATA + 0x100, data, sizeof(data));
    for (unsigned i = 0; i < sizeof(data); i++) {
        g_assert_cmphex(data[i], ==, pattern(0x100 + i));
    }
    g_assert_cmphex(qtest_readq(qts, DATA + FILLED), ==, UINT64_MAX);
    /* A write is one of the flash memory, which clears bits */
    qtest_writel(qts, DATA + FILLED, 0x12345678);
    qtest_writel(qts, DATA + FILLED, 0xff00ff00);
    g_assert_cmphex(qtest_readl(qts, DATA + FILLED), ==, 0x12005600);
    qtest_writel(qts, REMAP, 0x200);
    qtest_writel(qts, CONFIG, CONFIG_RESET | CS_0 | 1 << 16);
    g_assert_cmphex(qtest_readl(qts, DATA), ==, pattern_word(0x200));
    g_assert_cmpuint(k3_count_words(log, "direct access is off"), ==, 0);
    qtest_writel(qts, CONFIG, (CONFIG_RESET | CS_0) & ~DIRECT);
    g_assert_cmphex(qtest_readl(qts, DATA), ==, 0);
    g_assert_cmphex(qtest_readl(qts, IRQ_STATUS) & ILLEGAL, ==, ILLEGAL);
    qtest_quit(qts);
    g_assert_cmpuint(k3_count_words(log, "direct access is off"), ==, 1);
    unlink(log);
}

static void begin(QTestState *qts, uint64_t control, uint32_t addr,
                  uint32_t bytes)
{
    qtest_writel(qts, control + 0x8, addr);
    qtest_writel(qts, control + 0xc, bytes);
    qtest_writel(qts, IRQ_STATUS, UINT32_MAX);
    qtest_writel(qts, control, DONE);
    qtest_writel(qts, control, START);
}

static void test_indirect_read(void)
{
    QTestState *qts = start(PATH);
    uint32_t at = 0x50;

    qtest_writel(qts, IRQ_MASK, IND_DONE | SRAM_FULL);
    begin(qts, IND_RD, at, 8);
    g_assert_true(qtest_get_irq(qts, 0));
    g_assert_cmphex(qtest_readl(qts, IRQ_STATUS), ==, IND_DONE);
    g_assert_cmphex(qtest_readl(qts, IND_RD), ==, DONE);
    g_assert_cmphex(qtest_readl(qts, SRAM_FILL), ==, 2);
    g_assert_cmphex(qtest_readl(qts, DATA + 0x10), ==, pattern_word(0x10));
    g_assert_cmphex(qtest_readl(qts, DATA), ==, pattern_word(at));
    g_assert_cmphex(qtest_readl(qts, DATA + 0xc), ==, pattern_word(at + 4));
    g_assert_cmphex(qtest_readl(qts, SRAM_FILL), ==, 0);
    qtest_writel(qts, IND_RD, DONE);
    g_assert_cmphex(qtest_readl(qts, IND_RD), ==, 0);
    qtest_writel(qts, IRQ_STATUS, UINT32_MAX);
    g_assert_false(qtest_get_irq(qts, 0));
    g_assert_cmphex(qtest_readl(qts, DATA), ==, pattern_word(0));

    /* More than there is room for, to the middle of a word */
    begin(qts, IND_RD, at, SRAM_SIZE + 6);
    g_assert_cmphex(qtest_readl(qts, IRQ_STATUS), ==, SRAM_FULL);
    g_assert_cmphex(qtest_readl(qts, IND_RD), ==, BUSY);
    g_assert_cmphex(qtest_readl(qts, SRAM_FILL), ==, SRAM_SIZE / 4);
    for (unsigned i = 0; i < SRAM_SIZE + 4; i += 4) {
        g_assert_cmphex(qtest_readl(qts, DATA), ==, pattern_word(at + i));
    }
    g_assert_cmphex(qtest_readl(qts, IRQ_STATUS), ==, IND_DONE | SRAM_FULL);
    g_assert_cmphex(qtest_readl(qts, SRAM_FILL), ==, 1);
    g_assert_cmphex(qtest_readl(qts, DATA), ==,
                    pattern_word(at + SRAM_SIZE + 4) & 0xffff);

    /* Give up; as many bytes as the register can hold */
    begin(qts, IND_RD, 0xfffffff0, UINT32_MAX);
    qtest_writel(qts, IND_RD, CANCEL);
    g_assert_cmphex(qtest_readl(qts, SRAM_FILL), ==, 0);
    g_assert_cmphex(qtest_readl(qts, IND_RD), ==, 0);
    g_assert_cmphex(qtest_readl(qts, DATA), ==, pattern_word(0));
    qtest_quit(qts);
}

static void write_indirect(QTestState *qts, uint32_t addr, uint32_t bytes)
{
    begin(qts, IND_WR, addr, bytes);
    for (unsigned i = 0; i < bytes; i += 4) {
        g_assert_cmphex(qtest_readl(qts, IND_WR), ==, BUSY);
        qtest_writel(qts, DATA, pattern_word(i));
    }
    g_assert_cmphex(qtest_readl(qts, IND_WR), ==, DONE);
    g_assert_cmphex(qtest_readl(qts, IRQ_STATUS) & IND_DONE, ==, IND_DONE);
}

static void assert_written(QTestState *qts, uint32_t addr, uint32_t bytes)
{
    for (unsigned i = 0; i < bytes; i++) {
        g_assert_cmphex(qtest_readb(qts, DATA + addr + i), ==, pattern(i));
    }
    g_assert_cmphex(qtest_readb(qts, DATA + addr - 1), ==, 0xff);
    g_assert_cmphex(qtest_readb(qts, DATA + addr + bytes), ==, 0xff);
}

static void test_indirect_write(void)
{
    QTestState *qts = start(PATH);

    /* Over the ends of pages, with and without a page size */
    write_indirect(qts, 0x20000 + PAGE - 6, PAGE + 13);
    assert_written(qts, 0x20000 + PAGE - 6, PAGE + 13);
    qtest_writel(qts, SIZE, 0x100003);
    write_indirect(qts, 0x20000 + 8 * PAGE, PAGE);
    assert_written(qts, 0x20000 + 8 * PAGE, PAGE);
    /* The memory takes nothing without WREN */
    qtest_writel(qts, SIZE, 0x100003 | PAGE << 4);
    qtest_writel(qts, WR_INSTR, PROGRAM4 | 1 << 8);
    command(qts, WRDI);
    write_indirect(qts, 0x30000, 8);
    g_assert_cmphex(qtest_readq(qts, DATA + 0x30000), ==, UINT64_MAX);
    command(qts, WREN);
    write_indirect(qts, 0x30001, PAGE - 1);
    assert_written(qts, 0x30001, PAGE - 1);
    begin(qts, IND_WR, 0x40000, 0);
    g_assert_cmphex(qtest_readl(qts, IND_WR), ==, DONE);
    qtest_quit(qts);
}

static void test_trigger(void)
{
    QTestState *qts = start(PATH);

    qtest_writel(qts, TRIGGER, 0x100);
    begin(qts, IND_RD, 0x50, 8);
    g_assert_cmphex(qtest_readl(qts, DATA), ==, pattern_word(0));
    g_assert_cmphex(qtest_readl(qts, DATA + 0x110), ==, pattern_word(0x110));
    g_assert_cmphex(qtest_readl(qts, DATA + 0x10c), ==, pattern_word(0x50));
    qtest_quit(qts);
}

/* In the middle of both transfers */
static void test_migrate(void)
{
    g_autofree char *args = machine();
    QTestState *qts = start(PATH);

    qtest_writel(qts, IRQ_MASK, SRAM_FULL);
    begin(qts, IND_RD, 0x50, SRAM_SIZE + 8);
    g_assert_cmphex(qtest_readl(qts, DATA), ==, pattern_word(0x50));
    qts = k3_migrate(qts, args, PATH);
    g_assert_true(qtest_get_irq(qts, 0));
    for (unsigned i = 4; i < SRAM_SIZE + 8; i += 4) {
        g_assert_cmphex(qtest_readl(qts, DATA), ==, pattern_word(0x50 + i));
    }
    begin(qts, IND_WR, 0x20000, 8);
    qtest_writel(qts, DATA, pattern_word(0));
    qts = k3_migrate(qts, args, PATH);
    qtest_writel(qts, DATA, pattern_word(4));
    g_assert_cmphex(qtest_readl(qts, IND_WR), ==, DONE);
    qtest_quit(qts);
}

static void test_socs(void)
{
    static const struct {
        const char *soc;
        uint64_t base;
        uint64_t data;
        unsigned spi;           /* 0: more than qtest can watch */
    } socs[] = {
        { "am64x", BASE, DATA, SPI },
        { "j722s", BASE, DATA, SPI },
        { "am65x", 0x47050000, 0x700000000 },
        { "j7200", 0x47040000, DATA },
        { "j721e", 0x47050000, 0x700000000 },
    };

    for (unsigned i = 0; i < ARRAY_SIZE(socs); i++) {
        QTestState *qts = qtest_initf("-m 1G -machine k3-virt,soc=%s"
                                      K3_BARE, socs[i].soc);

        if (socs[i].spi) {
            qtest_irq_intercept_in(qts, "/machine/k3/gic");
            g_assert_false(qtest_get_irq(qts, socs[i].spi));
            qtest_writel(qts, socs[i].base + 0x44, IND_DONE);
        }
        g_assert_cmphex(qtest_readl(qts, socs[i].data), ==, UINT32_MAX);
        qtest_writel(qts, socs[i].base + 0x60, START);
        g_assert_cmphex(qtest_readl(qts, socs[i].base + 0x60), ==, DONE);
        if (socs[i].spi) {
            g_assert_true(qtest_get_irq(qts, socs[i].spi));
        }
        qtest_quit(qts);
    }
}

static void test_refused(void)
{
    static const char small[] = "format=raw,file.driver=null-co,file.size=1M";
    g_autofree char *second = g_strdup_printf(
        K3_MACHINE " -drive if=mtd,index=1,%s", small);
    g_autofree char *first = g_strdup_printf(
        K3_MACHINE " -drive if=mtd,%s", small);

    k3_assert_refused(second, "machine type does not support");
    k3_assert_refused(first, "67108864 bytes");
}

int main(int argc, char **argv)
{
    int status;

    g_test_init(&argc, &argv, NULL);
    make_image();
    qtest_add_func("/k3/ospi/registers", test_registers);
    qtest_add_func("/k3/ospi/nobody", test_nobody);
    qtest_add_func("/k3/ospi/commands", test_commands);
    qtest_add_func("/k3/ospi/direct", test_direct);
    qtest_add_func("/k3/ospi/indirect-read", test_indirect_read);
    qtest_add_func("/k3/ospi/indirect-write", test_indirect_write);
    qtest_add_func("/k3/ospi/trigger", test_trigger);
    qtest_add_func("/k3/ospi/migrate", test_migrate);
    qtest_add_func("/k3/ospi/socs", test_socs);
    qtest_add_func("/k3/ospi/refused", test_refused);
    status = g_test_run();
    unlink(image);
    return status;
}
