/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QTest testcase for the TI K3 SD/eMMC host controller
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"

/* MMCSD1 of AM64x, which has the SD card, and MMCSD0, which has the eMMC */
#define HOST            0x0fa00000
#define REGS            0x0fa08000
#define PATH            "/machine/k3/sd-host[1]"
#define EMMC_HOST       0x0fa10000
#define EMMC_SS         0x0fa18000
#define EMMC_PATH       "/machine/k3/sd-host[0]"

#include "k3-reg-utils.h"

#define DDR             0x80000000
#define SECOND_DDR      0x880000000ull
#define SECTOR          512
#define NUM_SECTORS     2048

/* The subsystem */
#define CTL_CFG_2       0x14
#define CTL_CFG_2_EMBEDDED  (1u << 30)
#define CTL_CFG_2_ADMA2     (1u << 19)
#define CTL_CFG_4       0x1c
#define PHY_CTRL_1      0x100
#define PHY_CTRL_1_PDB      (1u << 0)
#define PHY_CTRL_1_ENDLL    (1u << 1)
#define PHY_STAT_1      0x130

/* The host controller */
#define ARGUMENT2       0x00
#define BLKSIZE         0x04
#define BLKCNT          0x06
#define ARGUMENT        0x08
#define TRNMOD          0x0c
#define TRNMOD_DMA          (1 << 0)
#define TRNMOD_BLK_CNT      (1 << 1)
#define TRNMOD_AUTO_CMD23   (1 << 3)
#define TRNMOD_READ         (1 << 4)
#define TRNMOD_MULTI        (1 << 5)
#define CMDREG          0x0e
#define RESP            0x10
#define BDATA           0x20
#define PRNSTS          0x24
#define PRNSTS_DATA         (1u << 11)
#define PRNSTS_PRESENT      (1u << 16)
#define HOSTCTL         0x28
#define HOSTCTL_ADMA2_64    (3 << 3)
#define HOSTCTL_CDTEST_INS  (1 << 6)
#define HOSTCTL_CDTEST_EN   (1 << 7)
#define PWRCON          0x29
#define PWRCON_3V3_ON       0x0f
#define CLKCON          0x2c
#define SWRST           0x2f
#define NORINTSTS       0x30
#define NIS_CMD             (1 << 0)
#define NIS_TRANSFER        (1 << 1)
#define ERRINTSTS       0x32
#define NORINTSTSEN     0x34
#define ERRINTSTSEN     0x36
#define EIS_TIMEOUT         (1 << 0)
#define EIS_AUTO_CMD        (1 << 8)
#define NORINTSIGEN     0x38
#define AUTO_CMD_STATUS 0x3c
#define AUTO_CMD_TIMEOUT    (1 << 1)
#define CAPAB           0x40
#define CAPAB_ADMA2         (1u << 19)
#define MAXCURR         0x48
#define ADMASYSADDR     0x58
#define HOST_VERSION    0xfe
#define CQ_VERSION      0x200

#define RSP_NONE        0
#define RSP_136         1
#define RSP_48          2
#define RSP_48_BUSY     3
#define WITH_DATA       (1 << 5)

static char *image;

static uint8_t pattern(uint64_t at)
{
    return at / SECTOR * 7 + at;
}

static void make_image(void)
{
    g_autofree uint8_t *data = g_malloc(NUM_SECTORS * SECTOR);
    int fd = g_file_open_tmp("k3-sdhci-XXXXXX", &image, NULL);

    g_assert_cmpint(fd, >=, 0);
    for (unsigned i = 0; i < NUM_SECTORS * SECTOR; i++) {
        data[i] = pattern(i);
    }
    g_assert_cmpint(write(fd, data, NUM_SECTORS * SECTOR), ==,
                    NUM_SECTORS * SECTOR);
    close(fd);
}

/* With a card in the slot that index= counts */
static char *machine(unsigned index)
{
    return g_strdup_printf(K3_MACHINE " -drive if=sd,index=%u,format=raw,"
                           "file=%s", index, image);
}

static uint32_t command(QTestState *qts, uint64_t host, unsigned cmd,
                        uint32_t argument, unsigned flags)
{
    qtest_writel(qts, host + ARGUMENT, argument);
    qtest_writew(qts, host + CMDREG, cmd << 8 | flags);
    g_assert_cmphex(qtest_readw(qts, host + NORINTSTS) & NIS_CMD, ==,
                    NIS_CMD);
    g_assert_cmphex(qtest_readw(qts, host + ERRINTSTS), ==, 0);
    /* An answer with busy ends with the interrupt of a transfer, too */
    qtest_writew(qts, host + NORINTSTS, NIS_CMD |
                 ((flags & 3) == RSP_48_BUSY ? NIS_TRANSFER : 0));
    return qtest_readl(qts, host + RESP);
}

static void power_up(QTestState *qts, uint64_t host)
{
    qtest_writeb(qts, host + SWRST, 1);
    qtest_writeb(qts, host + PWRCON, PWRCON_3V3_ON);
    g_assert_cmphex(qtest_readb(qts, host + PWRCON), ==, PWRCON_3V3_ON);
    qtest_writew(qts, host + CLKCON, 0x0001);
    g_assert_cmphex(qtest_readw(qts, host + CLKCON), ==, 0x0003);
    qtest_writew(qts, host + CLKCON, 0x0007);
    qtest_writew(qts, host + NORINTSTSEN, 0x00ff);
    qtest_writew(qts, host + ERRINTSTSEN, 0x03ff);
    command(qts, host, 0, 0, RSP_NONE);
}

/* Bring an SD card into the transfer state, as a driver does */
static void identify(QTestState *qts, uint64_t host)
{
    uint32_t rca;

    power_up(qts, host);
    g_assert_cmphex(command(qts, host, 8, 0x1aa, RSP_48), ==, 0x1aa);
    do {
        command(qts, host, 55, 0, RSP_48);
        qtest_clock_step(qts, 1000000);
    } while (!(command(qts, host, 41, 0x40ff8000, RSP_48) & (1u << 31)));
    command(qts, host, 2, 0, RSP_136);
    rca = command(qts, host, 3, 0, RSP_48) & 0xffff0000;
    command(qts, host, 7, rca, RSP_48_BUSY);
}

static void assert_sector(const uint8_t *data, unsigned sector)
{
    for (unsigned i = 0; i < SECTOR; i++) {
        g_assert_cmphex(data[i], ==, pattern(sector * SECTOR + i));
    }
}

static void read_pio(QTestState *qts, uint64_t host, unsigned sector)
{
    uint8_t data[SECTOR];

    qtest_writew(qts, host + BLKSIZE, SECTOR);
    qtest_writew(qts, host + BLKCNT, 1);
    qtest_writew(qts, host + TRNMOD, TRNMOD_READ);
    command(qts, host, 17, sector * SECTOR, RSP_48 | WITH_DATA);
    g_assert_cmphex(qtest_readl(qts, host + PRNSTS) & PRNSTS_DATA, ==,
                    PRNSTS_DATA);
    for (unsigned i = 0; i < SECTOR; i += 4) {
        stl_le_p(&data[i], qtest_readl(qts, host + BDATA));
    }
    assert_sector(data, sector);
    g_assert_cmphex(qtest_readw(qts, host + NORINTSTS) & NIS_TRANSFER, ==,
                    NIS_TRANSFER);
    qtest_writew(qts, host + NORINTSTS, 0xffff);
}

/* Two descriptors in a table, each for one sector */
static void start_adma(QTestState *qts, uint64_t host, unsigned cmd,
                       unsigned sector, uint64_t table, uint64_t buffer,
                       unsigned direction)
{
    for (unsigned i = 0; i < 2; i++) {
        uint64_t at = table + i * 12;

        qtest_writel(qts, at, SECTOR << 16 | 0x21 | i << 1);
        qtest_writel(qts, at + 4, buffer + i * SECTOR);
        qtest_writel(qts, at + 8, (buffer + i * SECTOR) >> 32);
    }
    qtest_writeb(qts, host + HOSTCTL, HOSTCTL_ADMA2_64);
    qtest_writel(qts, host + ADMASYSADDR, table);
    qtest_writel(qts, host + ADMASYSADDR + 4, table >> 32);
    qtest_writew(qts, host + BLKSIZE, SECTOR);
    qtest_writew(qts, host + BLKCNT, 2);
    qtest_writew(qts, host + TRNMOD, TRNMOD_DMA | TRNMOD_BLK_CNT |
                 TRNMOD_MULTI | direction);
    qtest_writew(qts, host + NORINTSIGEN, NIS_TRANSFER);
    command(qts, host, cmd, sector * SECTOR, RSP_48 | WITH_DATA);
}

static void test_subsystem(void)
{
    static const K3Reg sd[] = {
        { 0x00, 0x68415200, 0x68415200 },
        { 0x10, 0x201030c8, 0x3f10f3ff },
        { 0x14, 0x25e8c801, 0xe7efffbf },
        { 0x18, 0x18002407, 0x98ffeff7 },
        { 0x1c, 0, 0x00ffffff },
        { 0x20, 0, 0xff },
        { 0x24, 0x100, 0x1fff },
        { 0x44, 1, 0x1fff },
        { 0x60, 0x80000000, 0x80000000 },
        { PHY_CTRL_1, 0x80010000, 0x807300f3 },
        { 0x108, 0x10ff30ff, 0x30ff30ff },
        { 0x10c, 0, 0xff10f31f },
        { 0x110, 0, 0x00030707 },
        { 0x114, 0, 0xcf0000ff },
        { 0x134, 0, 0 },
    };
    static const K3Reg emmc[] = {
        { 0x14, 0x64ecc801 },
        { 0x18, 0x98000407 },
        { PHY_CTRL_1, 0x00010000 },
    };
    QTestState *qts = k3_start(K3_MACHINE, NULL);

    k3_assert_reset_values(qts, REGS, sd, ARRAY_SIZE(sd));
    k3_assert_reset_values(qts, EMMC_SS, emmc, ARRAY_SIZE(emmc));
    k3_assert_writable_bits(qts, REGS, sd, ARRAY_SIZE(sd));
    qtest_system_reset(qts);
    k3_assert_reset_values(qts, REGS, sd, ARRAY_SIZE(sd));
    qtest_quit(qts);
}

/* The status follows what is enabled */
static void test_phy(void)
{
    QTestState *qts = k3_start(K3_MACHINE, NULL);

    g_assert_cmphex(rd(qts, PHY_STAT_1), ==, 0xe0);
    wr(qts, PHY_CTRL_1, PHY_CTRL_1_PDB);
    g_assert_cmphex(rd(qts, PHY_STAT_1), ==, 0xe2);
    wr(qts, PHY_CTRL_1, PHY_CTRL_1_PDB | PHY_CTRL_1_ENDLL);
    g_assert_cmphex(rd(qts, PHY_STAT_1), ==, 0xe3);
    wr(qts, PHY_CTRL_1, PHY_CTRL_1_ENDLL);
    g_assert_cmphex(rd(qts, PHY_STAT_1), ==, 0xe1);
    qtest_system_reset(qts);
    g_assert_cmphex(rd(qts, PHY_STAT_1), ==, 0xe0);
    qtest_quit(qts);
}

static void test_capabilities(void)
{
    QTestState *qts = k3_start(K3_MACHINE, NULL);

    /* No 1.8 V signalling, no UHS-I modes, no tuning */
    g_assert_cmphex(qtest_readl(qts, HOST + CAPAB), ==, 0x1568c801);
    g_assert_cmphex(qtest_readl(qts, HOST + CAPAB + 4), ==, 0);
    g_assert_cmphex(qtest_readl(qts, EMMC_HOST + CAPAB), ==, 0x556cc801);
    g_assert_cmphex(qtest_readw(qts, HOST + HOST_VERSION) & 0xff, ==, 2);

    /* They follow the subsystem's configuration */
    wr(qts, CTL_CFG_2, rd(qts, CTL_CFG_2) & ~CTL_CFG_2_ADMA2);
    g_assert_false(qtest_readl(qts, HOST + CAPAB) & CAPAB_ADMA2);
    wr(qts, CTL_CFG_4, 0x123456);
    g_assert_cmphex(qtest_readl(qts, HOST + MAXCURR), ==, 0x123456);
    qtest_system_reset(qts);
    g_assert_cmphex(qtest_readl(qts, HOST + CAPAB), ==, 0x1568c801);
    g_assert_cmphex(qtest_readl(qts, HOST + MAXCURR), ==, 0);
    qtest_quit(qts);
}

static bool present(QTestState *qts, uint64_t host)
{
    return qtest_readl(qts, host + PRNSTS) & PRNSTS_PRESENT;
}

static void test_empty(void)
{
    QTestState *qts = k3_start(K3_MACHINE, NULL);

    /* Without a card, there is no power */
    g_assert_false(present(qts, HOST));
    qtest_writeb(qts, HOST + PWRCON, PWRCON_3V3_ON);
    g_assert_cmphex(qtest_readb(qts, HOST + PWRCON), ==, PWRCON_3V3_ON & ~1);

    /* The test level replaces that of the pin */
    qtest_writeb(qts, HOST + HOSTCTL, HOSTCTL_CDTEST_EN);
    g_assert_false(present(qts, HOST));
    qtest_writeb(qts, HOST + HOSTCTL, HOSTCTL_CDTEST_EN | HOSTCTL_CDTEST_INS);
    g_assert_true(present(qts, HOST));
    qtest_writeb(qts, HOST + PWRCON, PWRCON_3V3_ON);
    g_assert_cmphex(qtest_readb(qts, HOST + PWRCON), ==, PWRCON_3V3_ON);
    qtest_writeb(qts, HOST + HOSTCTL, 0);
    g_assert_false(present(qts, HOST));
    g_assert_cmphex(qtest_readb(qts, HOST + PWRCON), ==, PWRCON_3V3_ON & ~1);

    /* An embedded device is taken for granted, but nothing answers */
    g_assert_true(present(qts, EMMC_HOST));
    qtest_writel(qts, EMMC_SS + CTL_CFG_2, 0x24ecc801);
    g_assert_false(present(qts, EMMC_HOST));
    wr(qts, CTL_CFG_2, rd(qts, CTL_CFG_2) | CTL_CFG_2_EMBEDDED);
    g_assert_true(present(qts, HOST));
    qtest_writeb(qts, HOST + SWRST, 1);
    g_assert_true(present(qts, HOST));
    power_up(qts, HOST);
    qtest_writel(qts, HOST + ARGUMENT, 0x1aa);
    qtest_writew(qts, HOST + CMDREG, 8 << 8 | RSP_48);
    g_assert_cmphex(qtest_readw(qts, HOST + ERRINTSTS), ==, EIS_TIMEOUT);
    qtest_quit(qts);
}

static void test_pio(void)
{
    g_autofree char *args = machine(0);
    QTestState *qts = k3_start(args, PATH);

    g_assert_true(present(qts, HOST));
    identify(qts, HOST);
    read_pio(qts, HOST, 5);
    qtest_quit(qts);
}

static void test_adma(uint64_t buffer, const char *more)
{
    g_autofree char *card = machine(0);
    g_autofree char *args = g_strdup_printf("%s%s", card, more);
    QTestState *qts = k3_start(args, PATH);
    uint8_t data[SECTOR];

    identify(qts, HOST);
    start_adma(qts, HOST, 18, 9, buffer + 0x1000, buffer, TRNMOD_READ);
    for (unsigned i = 0; i < 2; i++) {
        qtest_memread(qts, buffer + i * SECTOR, data, SECTOR);
        assert_sector(data, 9 + i);
    }
    g_assert_true(irq(qts));
    qtest_writew(qts, HOST + NORINTSTS, 0xffff);
    g_assert_false(irq(qts));
    command(qts, HOST, 12, 0, RSP_48_BUSY);

    /* Write both sectors elsewhere, and read the second one */
    start_adma(qts, HOST, 25, 101, buffer + 0x1000, buffer, 0);
    g_assert_true(irq(qts));
    qtest_writew(qts, HOST + NORINTSTS, 0xffff);
    command(qts, HOST, 12, 0, RSP_48_BUSY);
    qtest_memset(qts, buffer, 0, 2 * SECTOR);
    start_adma(qts, HOST, 18, 102, buffer + 0x1000, buffer, TRNMOD_READ);
    qtest_memread(qts, buffer, data, SECTOR);
    assert_sector(data, 10);
    qtest_quit(qts);
}

static void test_adma_low(void)
{
    test_adma(DDR, " -snapshot");
}

/* AM62P has a second window of its DDR memory, beyond 32 bits */
static void test_adma_high(void)
{
    test_adma(SECOND_DDR, " -snapshot -m 2176M -machine soc=am62p");
}

/* A link to itself has no end, but it must not become a block without bytes. */
static void test_adma_link(void)
{
    g_autofree char *args = machine(0);
    QTestState *qts = k3_start(args, PATH);

    identify(qts, HOST);
    qtest_writel(qts, DDR, 0x31);
    qtest_writel(qts, DDR + 4, DDR);
    qtest_writel(qts, DDR + 8, 0);
    qtest_writeb(qts, HOST + HOSTCTL, HOSTCTL_ADMA2_64);
    qtest_writel(qts, HOST + ADMASYSADDR, DDR);
    qtest_writel(qts, HOST + ADMASYSADDR + 4, 0);
    qtest_writew(qts, HOST + BLKSIZE, SECTOR);
    qtest_writew(qts, HOST + TRNMOD, TRNMOD_DMA | TRNMOD_MULTI | TRNMOD_READ);
    command(qts, HOST, 18, 0, RSP_48 | WITH_DATA);
    qtest_writew(qts, HOST + BLKSIZE, 0);
    /* Now a sector */
    qtest_writel(qts, DDR, SECTOR << 16 | 0x21);
    qtest_clock_step(qts, 1000000);
    g_assert_true(present(qts, HOST));
    qtest_quit(qts);
}

static void identify_emmc(QTestState *qts)
{
    power_up(qts, EMMC_HOST);
    while (!(command(qts, EMMC_HOST, 1, 0x40ff8000, RSP_48) & (1u << 31))) {
        qtest_clock_step(qts, 1000000);
    }
    command(qts, EMMC_HOST, 2, 0, RSP_136);
    command(qts, EMMC_HOST, 3, 1 << 16, RSP_48);
    command(qts, EMMC_HOST, 7, 1 << 16, RSP_48_BUSY);
}

static void test_emmc(void)
{
    g_autofree char *args = machine(1);
    QTestState *qts = k3_start(args, EMMC_PATH);

    g_assert_false(present(qts, HOST));
    g_assert_true(present(qts, EMMC_HOST));
    identify_emmc(qts);
    read_pio(qts, EMMC_HOST, 3);
    qtest_quit(qts);
}

/* The number of blocks is announced, so the transfer needs no end */
static void test_auto_cmd23(void)
{
    g_autofree char *args = machine(1);
    QTestState *qts = k3_start(args, EMMC_PATH);
    uint8_t data[SECTOR];

    identify_emmc(qts);
    for (unsigned i = 0; i < 2; i++) {
        qtest_writeb(qts, EMMC_HOST + HOSTCTL, HOSTCTL_ADMA2_64);
        qtest_writel(qts, EMMC_HOST + ARGUMENT2, 2);
        start_adma(qts, EMMC_HOST, 18, 9 + i, DDR + 0x1000, DDR,
                   TRNMOD_READ | TRNMOD_AUTO_CMD23);
        g_assert_cmphex(qtest_readw(qts, EMMC_HOST + TRNMOD) &
                        TRNMOD_AUTO_CMD23, ==, TRNMOD_AUTO_CMD23);
        /* The answer of the automatic command: state "transfer" */
        g_assert_cmphex(qtest_readl(qts, EMMC_HOST + RESP + 12) & 0x1e00, ==,
                        4 << 9);
        qtest_memread(qts, DDR, data, SECTOR);
        assert_sector(data, 9 + i);
        qtest_writew(qts, EMMC_HOST + NORINTSTS, 0xffff);
    }
    qtest_writeb(qts, EMMC_HOST + SWRST, 1);
    g_assert_cmphex(qtest_readw(qts, EMMC_HOST + TRNMOD), ==, 0);
    qtest_quit(qts);
}

/* Nobody answers the automatic command, so the other one is not sent */
static void test_auto_cmd23_error(void)
{
    QTestState *qts = k3_start(K3_MACHINE, NULL);

    power_up(qts, EMMC_HOST);
    qtest_writew(qts, EMMC_HOST + BLKSIZE, SECTOR);
    qtest_writew(qts, EMMC_HOST + BLKCNT, 2);
    qtest_writel(qts, EMMC_HOST + TRNMOD, (18 << 8 | RSP_48 | WITH_DATA) << 16 |
                 TRNMOD_MULTI | TRNMOD_READ | TRNMOD_AUTO_CMD23);
    g_assert_cmphex(qtest_readw(qts, EMMC_HOST + ERRINTSTS), ==, EIS_AUTO_CMD);
    g_assert_cmphex(qtest_readw(qts, EMMC_HOST + AUTO_CMD_STATUS), ==,
                    AUTO_CMD_TIMEOUT);
    g_assert_cmphex(qtest_readw(qts, EMMC_HOST + NORINTSTS) & NIS_CMD, ==, 0);
    qtest_quit(qts);
}

static void test_migration(void)
{
    g_autofree char *card = machine(0);
    g_autofree char *args = g_strdup_printf("%s -snapshot", card);
    QTestState *qts = k3_start(args, PATH);
    uint8_t data[SECTOR];

    wr(qts, PHY_CTRL_1, PHY_CTRL_1_PDB);
    wr(qts, CTL_CFG_2, rd(qts, CTL_CFG_2) | CTL_CFG_2_EMBEDDED);
    identify(qts, HOST);
    start_adma(qts, HOST, 18, 9, DDR + 0x1000, DDR, TRNMOD_READ);
    qts = k3_migrate(qts, args, PATH);
    g_assert_cmphex(rd(qts, PHY_STAT_1), ==, 0xe2);
    g_assert_cmphex(qtest_readl(qts, HOST + CAPAB), ==, 0x5568c801);
    g_assert_cmphex(qtest_readw(qts, HOST + NORINTSTS) & NIS_TRANSFER, ==,
                    NIS_TRANSFER);
    qtest_writew(qts, HOST + NORINTSTS, 0xffff);
    command(qts, HOST, 12, 0, RSP_48_BUSY);
    read_pio(qts, HOST, 7);
    qtest_memread(qts, DDR + SECTOR, data, SECTOR);
    assert_sector(data, 10);
    qtest_quit(qts);
}

static void test_unmodelled(void)
{
    g_autofree char *log = NULL;
    QTestState *qts = k3_start_logged(K3_MACHINE, &log);

    g_assert_cmphex(qtest_readl(qts, HOST + CQ_VERSION), ==, 0);
    qtest_writel(qts, HOST + 0x800, 1);
    wr(qts, 0x114, 1u << 30);
    wr(qts, 0x00, 1);
    g_assert_cmphex(rd(qts, 0x64), ==, 0);
    g_assert_cmphex(rd(qts, 0x200), ==, 0);
    qtest_quit(qts);
    g_assert_cmpuint(k3_count_words(log, "command queue is not"), ==, 1);
    g_assert_cmpuint(k3_count_words(log, "register 0x800 is not"), ==, 1);
    g_assert_cmpuint(k3_count_words(log, "self test of the PHY"), ==, 1);
    g_assert_cmpuint(k3_count_words(log, "SS_ID_REV is read only"), ==, 1);
    g_assert_cmpuint(k3_count_words(log, "debug bus at 0x64"), ==, 1);
    g_assert_cmpuint(k3_count_words(log, "no register at 0x200"), ==, 1);
    unlink(log);
}

/* A slot that the SoC does not have */
static void test_refused(void)
{
    g_autofree char *third = machine(2);

    k3_assert_refused(third, "machine type does not support");
}

int main(int argc, char **argv)
{
    int status;

    g_test_init(&argc, &argv, NULL);
    make_image();

    qtest_add_func("/k3/sdhci/subsystem", test_subsystem);
    qtest_add_func("/k3/sdhci/phy", test_phy);
    qtest_add_func("/k3/sdhci/capabilities", test_capabilities);
    qtest_add_func("/k3/sdhci/empty", test_empty);
    qtest_add_func("/k3/sdhci/pio", test_pio);
    qtest_add_func("/k3/sdhci/adma", test_adma_low);
    qtest_add_func("/k3/sdhci/adma-high", test_adma_high);
    qtest_add_func("/k3/sdhci/adma-link", test_adma_link);
    qtest_add_func("/k3/sdhci/emmc", test_emmc);
    qtest_add_func("/k3/sdhci/auto-cmd23", test_auto_cmd23);
    qtest_add_func("/k3/sdhci/auto-cmd23-error", test_auto_cmd23_error);
    qtest_add_func("/k3/sdhci/migration", test_migration);
    qtest_add_func("/k3/sdhci/unmodelled", test_unmodelled);
    qtest_add_func("/k3/sdhci/refused", test_refused);

    status = g_test_run();
    unlink(image);
    g_free(image);
    return status;
}
