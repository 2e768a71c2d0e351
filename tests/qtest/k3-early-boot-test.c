/*
 * Test of remote cores that run, or are left half way, before Linux
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Nothing is executed here: "running" is as far as a core comes.
 */

#include "qemu/osdep.h"
#include "qemu/cutils.h"
#include "elf.h"
#include "k3-r5f-utils.h"

#define MACHINE         K3_MACHINE_VIEWS
#define REST            K3_BARE
#define VIEW(n, addr)   (K3_R5F_VIEW(n) + (addr))

#define DDR             0xa0100000u
#define MSRAM           0x70010000u
#define ENTRY           0x80u

#define EM_TI_C6000     140

#define DEV_A53SS0      137

#define CFG_LOCKSTEP    0x00000100
#define CFG_EARLY       (CFG_TCM_RSTBASE | CFG_BTCM_EN | CFG_ATCM_EN)

typedef struct Segment {
    uint32_t addr;
    uint32_t size;
    uint32_t file_size;
    uint8_t fill;
} Segment;

/* An ELF file for a core; the caller removes and frees it */
static char *write_elf(uint32_t entry, uint16_t machine,
                       const Segment *segments, unsigned num)
{
    g_autoptr(GByteArray) out = g_byte_array_new();
    Elf32_Ehdr ehdr = {
        .e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS32,
                     ELFDATA2LSB, EV_CURRENT },
        .e_type = cpu_to_le16(ET_EXEC),
        .e_machine = cpu_to_le16(machine),
        .e_version = cpu_to_le32(EV_CURRENT),
        .e_entry = cpu_to_le32(entry),
        .e_phoff = cpu_to_le32(sizeof(ehdr)),
        .e_ehsize = cpu_to_le16(sizeof(ehdr)),
        .e_phentsize = cpu_to_le16(sizeof(Elf32_Phdr)),
        .e_phnum = cpu_to_le16(num),
    };
    uint32_t offset = sizeof(ehdr) + num * sizeof(Elf32_Phdr);
    char *file = NULL;
    int fd = g_file_open_tmp("k3-early-XXXXXX", &file, NULL);

    g_assert_cmpint(fd, >=, 0);
    close(fd);
    g_byte_array_append(out, (uint8_t *)&ehdr, sizeof(ehdr));
    for (unsigned i = 0; i < num; i++) {
        Elf32_Phdr phdr = {
            .p_type = cpu_to_le32(PT_LOAD),
            .p_offset = cpu_to_le32(offset),
            /* Where it runs is not where it is loaded */
            .p_vaddr = cpu_to_le32(0xdead0000),
            .p_paddr = cpu_to_le32(segments[i].addr),
            .p_filesz = cpu_to_le32(segments[i].file_size),
            .p_memsz = cpu_to_le32(segments[i].size),
        };

        g_byte_array_append(out, (uint8_t *)&phdr, sizeof(phdr));
        offset += segments[i].file_size;
    }
    for (unsigned i = 0; i < num; i++) {
        g_autofree uint8_t *bytes = g_malloc(segments[i].file_size);

        memset(bytes, segments[i].fill, segments[i].file_size);
        g_byte_array_append(out, bytes, segments[i].file_size);
    }
    g_assert_true(g_file_set_contents(file, (char *)out->data, out->len,
                                      NULL));
    return file;
}

static void assert_bytes(QTestState *qts, uint64_t addr, uint32_t size,
                         uint8_t fill)
{
    g_autofree uint8_t *bytes = g_malloc(size);

    qtest_memread(qts, addr, bytes, size);
    for (uint32_t i = 0; i < size; i++) {
        if (bytes[i] != fill) {
            g_error("0x%" PRIx64 " is 0x%02x, not 0x%02x", addr + i, bytes[i],
                    fill);
        }
    }
}

static const Segment everywhere[] = {
    { 0x0, 0x8000, 0x1000, 0xa1 },
    { 0x41010000, 0x400, 0x400, 0xb1 },
    { MSRAM, 0x200, 0x100, 0xc1 },
    { DDR, 0x10000, 0x8000, 0xd1 },
};

static void assert_loaded(QTestState *qts)
{
    assert_bytes(qts, r5f[0].atcm, 0x1000, 0xa1);
    assert_bytes(qts, r5f[0].atcm + 0x1000, 0x7000, 0);
    assert_bytes(qts, r5f[0].btcm, 0x400, 0xb1);
    assert_bytes(qts, r5f[0].btcm + 0x400, 0x7c00, 0);
    assert_bytes(qts, MSRAM, 0x100, 0xc1);
    assert_bytes(qts, MSRAM + 0x100, 0x100, 0);
    assert_bytes(qts, DDR, 0x8000, 0xd1);
    assert_bytes(qts, DDR + 0x8000, 0x8000, 0);
}

/* What the firmware tells a host that has taken the processor */
static void assert_status(SciHost *h, int n, uint64_t vector, uint32_t config,
                          uint32_t control)
{
    SciProcStatus p = sci_own_proc_status(h, r5f[n].proc);

    g_assert_cmphex(p.vector, ==, vector);
    g_assert_cmphex(p.config, ==, config);
    g_assert_cmphex(p.control, ==, control);
}

/* Loaded and started, as seen by memory and by messages, at every reset */
static void test_running(void)
{
    g_autofree char *elf = write_elf(ENTRY, EM_ARM, everywhere,
                                     ARRAY_SIZE(everywhere));
    QTestState *qts = qtest_initf(MACHINE ",early-boot=r5f0_0:%s" REST, elf);
    SciHost a = sci_linux(qts);

    for (int i = 0; i < 3; i++) {
        SciDevice dev;

        r5f_assert_state(qts, 0, "running");
        r5f_assert_state(qts, 1, "off");
        assert_loaded(qts);
        /* At the core's own addresses, too */
        assert_bytes(qts, VIEW(0, 0), 0x1000, 0xa1);
        assert_bytes(qts, VIEW(0, 0x41010000), 0x400, 0xb1);

        dev = sci_get_device(&a, r5f[0].dev);
        g_assert_cmpuint(dev.current, ==, 1);
        g_assert_cmpuint(dev.resets, ==, 0);
        g_assert_cmpuint(sci_get_device(&a, r5f[1].dev).current, ==, 0);
        r5f_request(&a, 0);
        assert_status(&a, 0, ENTRY, CFG_EARLY, 0);

        qtest_memset(qts, r5f[0].atcm, 0x55, 0x8000);
        qtest_memset(qts, r5f[0].btcm, 0x55, 0x8000);
        qtest_memset(qts, MSRAM, 0x55, 0x200);
        qtest_memset(qts, DDR, 0x55, 0x10000);
        r5f_lreset(&a, 0, true);
        r5f_config(&a, 0, 0x4000, 0, CFG_ATCM_EN);
        qtest_system_reset(qts);
        a = sci_linux(qts);
    }
    qtest_quit(qts);
    unlink(elf);
}

/* A host that stops the core gets what it would get of any other. */
static void test_power_cycle(void)
{
    g_autofree char *elf = write_elf(ENTRY, EM_ARM, everywhere,
                                     ARRAY_SIZE(everywhere));
    QTestState *qts = qtest_initf(MACHINE ",early-boot=r5f0_0:%s" REST, elf);
    SciHost a = sci_linux(qts);

    r5f_request(&a, 0);
    r5f_stop(&a, 0);
    r5f_assert_state(qts, 0, "off");
    r5f_prepare(&a, 0, 0, 0);
    r5f_assert_state(qts, 0, "reset");
    assert_bytes(qts, r5f[0].atcm, 0x8000, 0);
    assert_bytes(qts, r5f[0].btcm, 0x8000, 0);
    r5f_start(&a, 0, 0x100);
    r5f_assert_state(qts, 0, "running");
    g_assert_cmphex(k3_qom_get_uint(qts, r5f[0].path, "boot-vector"), ==,
                    0x100);
    qtest_quit(qts);
    unlink(elf);
}

/*
 * A core that the firmware's own vote keeps powered is a core like others when
 * that vote is dropped: what the policy says of it holds for all devices.
 */
static void test_drop_boot_votes(void)
{
    g_autofree char *elf = write_elf(ENTRY, EM_ARM, everywhere,
                                     ARRAY_SIZE(everywhere));
    QTestState *qts = qtest_initf(MACHINE ",early-boot=r5f0_0:%s" REST
                                  " -global ti-sci.stop-policy="
                                  "nack-unless-wfi", elf);
    SciHost a = sci_linux(qts);

    g_assert_false(sci_call(&a, 0x0203, NULL, ""));
    r5f_assert_state(qts, 0, "running");
    g_assert_cmpuint(sci_get_device(&a, r5f[0].dev).current, ==, 1);
    g_assert_cmpuint(sci_get_device(&a, DEV_A53SS0).current, ==, 1);

    /* Another vote keeps it powered: nothing to ask */
    g_assert_true(sci_set_device(&a, r5f[0].dev, SCI_DEV_ON, 0));
    g_assert_true(sci_call(&a, 0x0203, NULL, ""));
    r5f_assert_state(qts, 0, "running");
    g_assert_cmpuint(sci_get_device(&a, DEV_A53SS0).current, ==, 0);

    qtest_system_reset(qts);
    sci_qom_set_string(qts, TI_SCI_PATH, "stop-policy", "ack");
    a = sci_linux(qts);
    g_assert_true(sci_call(&a, 0x0203, NULL, ""));
    r5f_assert_state(qts, 0, "off");

    qtest_system_reset(qts);
    sci_qom_set_string(qts, TI_SCI_PATH, "stop-policy", "hang-unless-wfi");
    a = sci_linux(qts);
    g_assert_true(sci_call(&a, 0x0203, NULL, ""));
    g_assert_true(sci_bus_hung(qts));
    r5f_assert_state(qts, 0, "off");
    qtest_quit(qts);
    unlink(elf);
}

/* With another engine: the memories, and the core's view of them, are there */
static void test_simulated(void)
{
    static const char *const fw = "/machine/k3/r5fss[0]/core[0]/engine";
    g_autofree char *elf = write_elf(ENTRY, EM_ARM, everywhere,
                                     ARRAY_SIZE(everywhere));
    QTestState *qts = qtest_initf(MACHINE ",remote-cores=sim,"
                                  "early-boot=r5f0_0:%s" REST, elf);
    SciHost a = sci_linux(qts);

    for (int i = 0; i < 2; i++) {
        r5f_assert_state(qts, 0, "running");
        r5f_assert_state(qts, 1, "off");
        g_assert_cmpuint(k3_qom_get_uint(qts, fw, "starts"), ==, 1);
        assert_loaded(qts);
        assert_bytes(qts, VIEW(0, 0), 0x1000, 0xa1);
        assert_bytes(qts, VIEW(0, 0x41010000), 0x400, 0xb1);
        r5f_request(&a, 0);
        assert_status(&a, 0, ENTRY, CFG_EARLY, 0);
        qtest_clock_step(qts, 10 * 1000 * 1000);
        r5f_assert_state(qts, 0, "wfi");
        qtest_system_reset(qts);
        a = sci_linux(qts);
    }
    qtest_quit(qts);
    unlink(elf);
}

static const Segment whole_tcm[] = {
    { 0x0, 0x10000, 0x10000, 0xa2 },
    { 0x41010000, 0x10000, 0x10000, 0xb2 },
};

/* In the joint modes the second core's memories belong to the first's image. */
static void test_joint_modes(void)
{
    static const struct {
        const char *options;
        uint32_t config;
    } modes[] = {
        { "r5f-mode=lockstep,lockstep-permitted=on", CFG_LOCKSTEP },
        { "r5f-mode=single-cpu", CFG_SINGLE_CORE },
        { "single-core-only=on", CFG_SINGLE_CORE },
    };
    g_autofree char *elf = write_elf(0, EM_ARM, whole_tcm,
                                     ARRAY_SIZE(whole_tcm));

    for (size_t i = 0; i < ARRAY_SIZE(modes); i++) {
        QTestState *qts = qtest_initf(MACHINE ",%s,early-boot=r5f1_0:%s" REST,
                                      modes[i].options, elf);
        SciHost a = sci_linux(qts);

        for (int again = 0; again < 2; again++) {
            assert_bytes(qts, r5f[2].atcm, 0x10000, 0xa2);
            assert_bytes(qts, r5f[2].btcm, 0x10000, 0xb2);
            assert_bytes(qts, r5f[3].atcm, 0x8000, 0xa2);
            assert_bytes(qts, VIEW(2, 0), 0x10000, 0xa2);
            assert_bytes(qts, VIEW(2, 0x41010000), 0x10000, 0xb2);
            r5f_assert_state(qts, 2, "running");
            r5f_request(&a, 2);
            assert_status(&a, 2, 0, CFG_EARLY | modes[i].config, 0);
            g_assert_cmpuint(sci_get_device(&a, r5f[3].dev).current, ==, 1);
            qtest_memset(qts, r5f[3].atcm, 0x55, 0x8000);
            qtest_system_reset(qts);
            a = sci_linux(qts);
        }
        qtest_quit(qts);
    }
    unlink(elf);
}

static void test_two_cores(void)
{
    static const Segment one[] = { { 0x0, 0x10, 0x10, 1 } };
    static const Segment two[] = { { 0x0, 0x10, 0x10, 2 } };
    g_autofree char *elf1 = write_elf(0, EM_ARM, one, 1);
    g_autofree char *elf2 = write_elf(0, EM_ARM, two, 1);
    QTestState *qts = qtest_initf(MACHINE ",early-boot.0=r5f0_0:%s,"
                                  "early-boot.1=r5f0_1:%s" REST, elf1, elf2);

    assert_bytes(qts, r5f[0].atcm, 0x10, 1);
    assert_bytes(qts, r5f[1].atcm, 0x10, 2);
    r5f_assert_state(qts, 0, "running");
    r5f_assert_state(qts, 1, "running");
    qtest_quit(qts);
    unlink(elf1);
    unlink(elf2);
}

/* States that a boot loader which gave up leaves behind */
static void test_held(void)
{
    g_autofree char *elf = write_elf(ENTRY, EM_ARM, everywhere,
                                     ARRAY_SIZE(everywhere));
    QTestState *qts = qtest_initf(MACHINE ",early-boot=r5f0_0:%s,"
                                  "initial-state.0=r5f0_0:reset,"
                                  "initial-state.1=r5f1_0:halted" REST, elf);
    SciHost a = sci_linux(qts);

    for (int i = 0; i < 2; i++) {
        r5f_assert_state(qts, 0, "reset");
        r5f_assert_state(qts, 2, "halted");
        assert_loaded(qts);
        g_assert_cmpuint(sci_get_device(&a, r5f[0].dev).current, ==, 1);
        g_assert_cmpuint(sci_get_device(&a, r5f[0].dev).resets, ==, 1);
        g_assert_cmpuint(sci_get_device(&a, r5f[2].dev).current, ==, 1);
        g_assert_cmpuint(sci_get_device(&a, r5f[2].dev).resets, ==, 0);
        r5f_request(&a, 0);
        assert_status(&a, 0, ENTRY, CFG_EARLY, CTRL_HALT);
        /* It goes on from there as hardware does */
        r5f_lreset(&a, 0, false);
        r5f_assert_state(qts, 0, "halted");
        r5f_halt(&a, 0, false);
        r5f_assert_state(qts, 0, "running");
        qtest_system_reset(qts);
        a = sci_linux(qts);
    }
    qtest_quit(qts);
    unlink(elf);
}

/* The image is for the reset; a machine that comes in has its own memories. */
static void check_migration(bool shared)
{
    g_autofree char *elf = write_elf(ENTRY, EM_ARM, everywhere,
                                     ARRAY_SIZE(everywhere));
    g_autofree char *ram = g_strdup_printf("%s.ram", elf);
    g_autofree char *memory = !shared ? g_strdup("") : g_strdup_printf(
        ",memory-backend=ram -m 1G "
        "-object memory-backend-file,id=ram,size=1G,share=on,mem-path=%s", ram);
    g_autofree char *args = g_strdup_printf(
        MACHINE ",early-boot=r5f0_0:%s%s" REST, elf, memory);
    QTestState *qts = qtest_init(args);
    SciHost a;

    qtest_memset(qts, r5f[0].atcm, 0x77, 0x8000);
    qtest_memset(qts, DDR, 0x77, 0x10000);
    qts = k3_migrate_memory(qts, args, NULL, shared);
    a = sci_linux(qts);
    r5f_assert_state(qts, 0, "running");
    assert_bytes(qts, r5f[0].atcm, 0x8000, 0x77);
    assert_bytes(qts, DDR, 0x10000, 0x77);
    r5f_request(&a, 0);
    assert_status(&a, 0, ENTRY, CFG_EARLY, 0);
    qtest_system_reset(qts);
    assert_loaded(qts);
    r5f_assert_state(qts, 0, "running");
    qtest_quit(qts);
    unlink(elf);
    unlink(ram);
}

static void test_migration(void)
{
    check_migration(false);
}

static void test_migration_of_shared_memory(void)
{
    check_migration(true);
}

static void assert_refused(const char *options, const char *words)
{
    g_autofree char *args = g_strdup_printf("-machine k3-virt,%s", options);

    k3_assert_refused(args, words);
}

/* A core that executes nothing has memories of its own as well. */
static void test_dsp(void)
{
    static const Segment segments[] = {
        { 0x00800000, 0x48000, 0x1000, 0xa1 },
        { 0x00f00000, 0x8000, 0x100, 0xb1 },
        { 0xa6100000, 0x1000, 0x800, 0xd1 },
    };
    static const uint64_t soc[] = { 0x4d80800000, 0x4d80f00000, 0xa6100000 };
    g_autofree char *elf = write_elf(0xa6100400, EM_TI_C6000, segments,
                                     ARRAY_SIZE(segments));
    g_autofree char *args =
        g_strdup_printf("-machine k3-virt,soc=j721e,early-boot=c66_0:%s" REST,
                        elf);
    g_autofree char *c71 = g_strdup_printf("soc=j721e,early-boot=c71_0:%s",
                                           elf);
    QTestState *qts = qtest_init(args);

    for (int again = 0; again < 2; again++) {
        sci_assert_qom_string(qts, "/machine/k3/dsp[0]", "state", "running");
        sci_assert_qom_string(qts, "/machine/k3/dsp[1]", "state", "off");
        g_assert_cmphex(k3_qom_get_uint(qts, "/machine/k3/dsp[0]",
                                        "boot-vector"), ==, 0xa6100400);
        for (int i = 0; i < ARRAY_SIZE(segments); i++) {
            const Segment *seg = &segments[i];

            assert_bytes(qts, soc[i], seg->file_size, seg->fill);
            assert_bytes(qts, soc[i] + seg->file_size,
                         seg->size - seg->file_size, 0);
            qtest_memset(qts, soc[i], 0x77, seg->size);
        }
        qts = k3_migrate(qts, args, NULL);
        for (int i = 0; i < ARRAY_SIZE(segments); i++) {
            assert_bytes(qts, soc[i], segments[i].size, 0x77);
        }
        qtest_system_reset(qts);
    }
    qtest_quit(qts);
    /* Entries have to be aligned to 2 MiB there */
    assert_refused(c71, "cannot hold entry 0xa6100400");
    assert_refused("soc=j721e,initial-state=c71_0:halted",
                   "has no halt control");
    unlink(elf);
}

static void assert_elf_refused(const char *options, uint32_t entry,
                               uint16_t machine, const Segment *segments,
                               unsigned num, const char *words)
{
    g_autofree char *elf = write_elf(entry, machine, segments, num);
    g_autofree char *all = g_strdup_printf("%searly-boot=r5f0_0:%s", options,
                                           elf);

    assert_refused(all, words);
    unlink(elf);
}

static void test_refused_options(void)
{
    assert_refused("early-boot=r5f0_0",
                   "k3-virt: early-boot=r5f0_0 is not CORE:FILE");
    assert_refused("early-boot=r5f0_0:", "is not CORE:FILE");
    assert_refused("early-boot=m9f:/dev/null",
                   "has no core 'm9f'; it has r5f0_0, r5f0_1, r5f1_0, r5f1_1");
    assert_refused("early-boot=r5f0_0:/no/such/file", "/no/such/file");
    assert_refused("early-boot=r5f0_0:/dev/null", "k3-virt: early-boot: "
                   "r5f0_0: /dev/null is not an ELF file");
    assert_refused("early-boot.x=r5f0_0:/dev/null",
                   "k3-virt: early-boot must be CORE:... or a list of these");
    assert_refused("initial-state=r5f0_0",
                   "k3-virt: initial-state=r5f0_0 is not CORE:STATE");
    assert_refused("initial-state=r5f0_0:asleep",
                   "k3-virt: initial-state: r5f0_0 cannot be 'asleep'");
    assert_refused("initial-state=r5f2_0:reset", "has no core 'r5f2_0'");
    assert_refused("r5f-mode=triple", "'triple'");
}

static void test_refused_images(void)
{
    static const Segment tcm[] = { { 0x0, 0x100, 0x100, 1 } };
    static const Segment hole[] = { { 0x10000000, 0x100, 0, 0 } };
    static const Segment past_tcm[] = { { 0x7000, 0x1001, 0x10, 1 } };
    static const Segment wrap[] = { { 0xfffff000, 0x2000, 0x10, 1 } };
    static const Segment file_larger[] = { { 0x0, 0x10, 0x20, 1 } };
    static const Segment peer_tcm[] = { { 0x78200000, 0x10, 0x10, 1 } };
    static const Segment registers[] = { { 0x29000000, 0x10, 0x10, 1 } };
    static const Segment empty[] = { { 0x0, 0, 0, 0 } };
    static const Segment overlap[] = { { DDR, 0x100, 0x10, 1 },
                                       { DDR + 0x80, 0x100, 0x10, 1 } };

    assert_elf_refused("", 0, EM_AARCH64, tcm, 1, "another kind of processor");
    assert_elf_refused("", 0x24, EM_ARM, tcm, 1, "cannot hold entry 0x24");
    assert_elf_refused("", 0, EM_ARM, hole, 1, "0x100 bytes at 0x10000000 lie "
                       "outside of the core's memories");
    assert_elf_refused("", 0, EM_ARM, past_tcm, 1, "outside of the core's");
    assert_elf_refused("", 0, EM_ARM, wrap, 1, "outside of the core's");
    assert_elf_refused("", 0, EM_ARM, peer_tcm, 1, "outside of the core's");
    assert_elf_refused("", 0, EM_ARM, registers, 1, "outside of the core's");
    assert_elf_refused("", 0, EM_ARM, file_larger, 1, "more bytes in the file");
    assert_elf_refused("", 0, EM_ARM, empty, 1, "has nothing to load");
    assert_elf_refused("", 0, EM_ARM, NULL, 0, "has nothing to load");
    assert_elf_refused("", 0, EM_ARM, overlap, 2, "overlap");
    /* Twice 32 KiB need a mode that joins them, and permission for it */
    assert_elf_refused("", 0, EM_ARM, whole_tcm, 2, "outside of the core's");
    assert_elf_refused("r5f-mode=lockstep,lockstep-permitted=off,", 0, EM_ARM,
                       whole_tcm, 2, "needs lockstep-permitted=on");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    qtest_add_func("/k3/early-boot/running", test_running);
    qtest_add_func("/k3/early-boot/power-cycle", test_power_cycle);
    qtest_add_func("/k3/early-boot/drop-boot-votes", test_drop_boot_votes);
    qtest_add_func("/k3/early-boot/simulated", test_simulated);
    qtest_add_func("/k3/early-boot/joint-modes", test_joint_modes);
    qtest_add_func("/k3/early-boot/two-cores", test_two_cores);
    qtest_add_func("/k3/early-boot/held", test_held);
    qtest_add_func("/k3/early-boot/migration", test_migration);
    qtest_add_func("/k3/early-boot/migration-of-shared-memory",
                   test_migration_of_shared_memory);
    qtest_add_func("/k3/early-boot/dsp", test_dsp);
    qtest_add_func("/k3/early-boot/refused-options", test_refused_options);
    qtest_add_func("/k3/early-boot/refused-images", test_refused_images);

    return g_test_run();
}
