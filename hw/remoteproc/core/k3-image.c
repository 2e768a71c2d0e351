/*
 * Firmware image of a TI K3 remote core
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "elf.h"
#include "hw/remoteproc/k3-image.h"
#include "qapi/error.h"
#include "qemu/bswap.h"
#include "qemu/units.h"

/* More than any core can address, and small enough that sums do not overflow */
#define SEGMENT_MAX     (4 * GiB)

/* Offsets of the fields in the 32-bit and 64-bit classes */
typedef struct ElfLayout {
    uint8_t header_size;
    uint8_t entry;
    uint8_t phoff;
    uint8_t phentsize;          /* field; phnum follows */
    uint8_t ph_size;
    uint8_t ph_offset;
    uint8_t ph_paddr;
    uint8_t ph_filesz;
    uint8_t ph_memsz;
    uint8_t word;               /* bytes of an address */
} ElfLayout;

#define LAYOUT(bits) \
    { \
        .header_size = sizeof(Elf##bits##_Ehdr), \
        .entry = offsetof(Elf##bits##_Ehdr, e_entry), \
        .phoff = offsetof(Elf##bits##_Ehdr, e_phoff), \
        .phentsize = offsetof(Elf##bits##_Ehdr, e_phentsize), \
        .ph_size = sizeof(Elf##bits##_Phdr), \
        .ph_offset = offsetof(Elf##bits##_Phdr, p_offset), \
        .ph_paddr = offsetof(Elf##bits##_Phdr, p_paddr), \
        .ph_filesz = offsetof(Elf##bits##_Phdr, p_filesz), \
        .ph_memsz = offsetof(Elf##bits##_Phdr, p_memsz), \
        .word = (bits) / 8, \
    }

static const ElfLayout elf32 = LAYOUT(32);
static const ElfLayout elf64 = LAYOUT(64);

typedef struct ElfReader {
    const char *file;
    const uint8_t *data;
    uint64_t size;
    const ElfLayout *layout;
} ElfReader;

static uint64_t elf_word(const ElfReader *elf, const uint8_t *header,
                         unsigned field)
{
    return ldn_le_p(header + field, elf->layout->word);
}

static bool elf_check_header(ElfReader *elf, uint16_t machine, Error **errp)
{
    const uint8_t *h = elf->data;
    uint16_t e_machine;

    if (elf->size < EI_NIDENT || memcmp(h, ELFMAG, SELFMAG)) {
        error_setg(errp, "%s is not an ELF file", elf->file);
        return false;
    }
    elf->layout = h[EI_CLASS] == ELFCLASS64 ? &elf64 : &elf32;
    if (h[EI_CLASS] != ELFCLASS64 && h[EI_CLASS] != ELFCLASS32) {
        error_setg(errp, "%s: ELF class %u is neither 32 nor 64 bit",
                   elf->file, h[EI_CLASS]);
        return false;
    }
    if (h[EI_DATA] != ELFDATA2LSB) {
        error_setg(errp, "%s is not little endian", elf->file);
        return false;
    }
    if (elf->size < elf->layout->header_size) {
        error_setg(errp, "%s ends within the ELF header", elf->file);
        return false;
    }
    if (lduw_le_p(h + offsetof(Elf32_Ehdr, e_type)) != ET_EXEC) {
        error_setg(errp, "%s is not an executable: link it first", elf->file);
        return false;
    }
    e_machine = lduw_le_p(h + offsetof(Elf32_Ehdr, e_machine));
    if (machine && e_machine != machine) {
        error_setg(errp, "%s is for another kind of processor: e_machine is "
                   "%u, not %u", elf->file, e_machine, machine);
        return false;
    }
    return true;
}

/*
 * Fill in @seg; false if the header is invalid.  An empty segment has size 0.
 */
static bool elf_segment(const ElfReader *elf, unsigned index,
                        const uint8_t *h, K3ImageSegment *seg, Error **errp)
{
    uint64_t offset = elf_word(elf, h, elf->layout->ph_offset);

    *seg = (K3ImageSegment) {
        .index = index,
        .addr = elf_word(elf, h, elf->layout->ph_paddr),
        .size = elf_word(elf, h, elf->layout->ph_memsz),
        .file_size = elf_word(elf, h, elf->layout->ph_filesz),
    };
    if (seg->file_size > seg->size) {
        error_setg(errp, "%s: segment %u has more bytes in the file, %" PRIu64
                   ", than in memory, %" PRIu64, elf->file, index,
                   seg->file_size, seg->size);
        return false;
    }
    if (seg->size > SEGMENT_MAX || seg->addr + seg->size < seg->addr) {
        error_setg(errp, "%s: segment %u of 0x%" PRIx64 " bytes at 0x%" PRIx64
                   " does not fit into any memory", elf->file, index, seg->size,
                   seg->addr);
        return false;
    }
    if (offset > elf->size || seg->file_size > elf->size - offset) {
        error_setg(errp, "%s ends within segment %u", elf->file, index);
        return false;
    }
    seg->data = elf->data + offset;
    return true;
}

static bool elf_segments(const ElfReader *elf, K3Image *image, Error **errp)
{
    const ElfLayout *l = elf->layout;
    uint64_t offset = elf_word(elf, elf->data, l->phoff);
    unsigned entry_size = lduw_le_p(elf->data + l->phentsize);
    unsigned num = lduw_le_p(elf->data + l->phentsize + 2);

    if (num && entry_size < l->ph_size) {
        error_setg(errp, "%s: program headers of %u bytes are too short",
                   elf->file, entry_size);
        return false;
    }
    if (offset > elf->size ||
        (uint64_t)num * entry_size > elf->size - offset) {
        error_setg(errp, "%s ends within the program headers", elf->file);
        return false;
    }
    image->segments = g_new0(K3ImageSegment, num);
    for (unsigned i = 0; i < num; i++) {
        const uint8_t *h = elf->data + offset + i * entry_size;
        K3ImageSegment *seg = &image->segments[image->num_segments];

        if (ldl_le_p(h + offsetof(Elf32_Phdr, p_type)) != PT_LOAD) {
            continue;
        }
        if (!elf_segment(elf, i, h, seg, errp)) {
            return false;
        }
        image->num_segments += seg->size != 0;
    }
    if (!image->num_segments) {
        error_setg(errp, "%s has nothing to load", elf->file);
        return false;
    }
    return true;
}

K3Image *k3_image_open(const char *file, uint16_t machine, Error **errp)
{
    g_autoptr(GError) err = NULL;
    ElfReader elf = { .file = file };
    K3Image *image;
    char *contents;
    gsize size;

    /* Keep a copy: a build may replace the file before the next reset */
    if (!g_file_get_contents(file, &contents, &size, &err)) {
        error_setg(errp, "%s", err->message);
        return NULL;
    }
    image = g_new0(K3Image, 1);
    image->file = g_strdup(file);
    image->contents = (uint8_t *)contents;
    elf.data = image->contents;
    elf.size = size;
    if (!elf_check_header(&elf, machine, errp) ||
        !elf_segments(&elf, image, errp)) {
        k3_image_free(image);
        return NULL;
    }
    image->entry = elf_word(&elf, elf.data, elf.layout->entry);
    return image;
}

void k3_image_free(K3Image *image)
{
    if (image) {
        g_free(image->file);
        g_free(image->segments);
        g_free(image->contents);
        g_free(image);
    }
}

static bool range_is_ram(AddressSpace *as, hwaddr addr, hwaddr left)
{
    RCU_READ_LOCK_GUARD();

    while (left) {
        hwaddr len = left;
        hwaddr xlat;
        MemoryRegion *mr = address_space_translate(as, addr, &xlat, &len, true,
                                                   MEMTXATTRS_UNSPECIFIED);

        if (!memory_region_is_ram(mr) || mr->readonly || !len) {
            return false;
        }
        addr += len;
        left -= len;
    }
    return true;
}

bool k3_image_check(const K3Image *image, AddressSpace *view, Error **errp)
{
    for (size_t i = 0; i < image->num_segments; i++) {
        const K3ImageSegment *seg = &image->segments[i];

        if (!range_is_ram(view, seg->addr, seg->size)) {
            error_setg(errp, "%s: 0x%" PRIx64 " bytes at 0x%" PRIx64
                       " lie outside of the core's memories", image->file,
                       seg->size, seg->addr);
            return false;
        }
    }
    return true;
}

bool k3_image_write(const K3Image *image, AddressSpace *view, Error **errp)
{
    for (size_t i = 0; i < image->num_segments; i++) {
        const K3ImageSegment *seg = &image->segments[i];
        MemTxResult result =
            address_space_write(view, seg->addr, MEMTXATTRS_UNSPECIFIED,
                                seg->data, seg->file_size);

        if (result == MEMTX_OK) {
            result = address_space_set(view, seg->addr + seg->file_size, 0,
                                       seg->size - seg->file_size,
                                       MEMTXATTRS_UNSPECIFIED);
        }
        if (result != MEMTX_OK) {
            error_setg(errp, "%s: segment %u: cannot write 0x%" PRIx64
                       " bytes at 0x%" PRIx64, image->file, seg->index,
                       seg->size, seg->addr);
            return false;
        }
    }
    return true;
}
