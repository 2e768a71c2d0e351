/*
 * k3-virt: what the device tree of a board says about the machine
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include <libfdt.h>
#include "qapi/error.h"
#include "system/device_tree.h"
#include "hw/misc/k3-list.h"
#include "hw/arm/k3-dtb.h"
#include "hw/net/k3-cpsw.h"

/* The "compatible" property of the root node, for messages */
static char *root_compatibles(const void *fdt)
{
    GString *all = g_string_new("");
    const char *one;

    for (int i = 0; (one = fdt_stringlist_get(fdt, 0, "compatible", i, NULL));
         i++) {
        k3_list_append(all, "\"%s\"", one);
    }
    return g_string_free(all, false);
}

static char *known_compatibles(void)
{
    GString *all = g_string_new("");

    for (unsigned i = 0; i < k3_num_soc_infos; i++) {
        k3_list_append(all, "%s (%s)", k3_soc_infos[i]->compatible,
                       k3_soc_infos[i]->name);
    }
    return g_string_free(all, false);
}

static bool is_for(const void *fdt, const K3SocInfo *info)
{
    return !fdt_node_check_compatible(fdt, 0, info->compatible);
}

/* The first of our SoCs that the tree fits */
static const K3SocInfo *fitting_soc(const void *fdt)
{
    for (unsigned i = 0; i < k3_num_soc_infos; i++) {
        if (is_for(fdt, k3_soc_infos[i])) {
            return k3_soc_infos[i];
        }
    }
    return NULL;
}

static const K3SocInfo *find_soc(const void *fdt, const char *file,
                                 const K3SocInfo *soc, Error **errp)
{
    const K3SocInfo *fits = fitting_soc(fdt);
    g_autofree char *compatibles = NULL;

    if (soc ? is_for(fdt, soc) : fits != NULL) {
        return soc ?: fits;
    }
    compatibles = root_compatibles(fdt);
    if (fits) {
        error_setg(errp, "k3-virt: %s is for %s (soc=%s), not for soc=%s "
                   "(\"%s\"): use -machine k3-virt without soc=", file,
                   compatibles, fits->name, soc->name, soc->compatible);
    } else {
        g_autofree char *known = known_compatibles();

        error_setg(errp, "k3-virt: %s is for %s; k3-virt models only %s", file,
                   compatibles, known);
    }
    return NULL;
}

/* Numbers of a property, which may be shorter than it should be */
typedef struct Cells {
    const fdt32_t *at;
    int left;
} Cells;

static Cells get_cells(const void *fdt, int node, const char *property)
{
    int size;
    const fdt32_t *at = fdt_getprop(fdt, node, property, &size);

    return (Cells) { at, at ? size / sizeof(*at) : 0 };
}

/* @cells is negative if libfdt finds it wrong: no number can follow then */
static uint64_t next_number(Cells *c, int cells)
{
    uint64_t number = 0;

    if (cells < 0) {
        c->left = 0;
    }
    for (; cells > 0 && c->left > 0; cells--, c->left--) {
        number = number << 32 | fdt32_to_cpu(*c->at++);
    }
    return number;
}

/* From an address on the bus @node to one on the bus above */
static bool translate(const void *fdt, int node, int above, uint64_t *address)
{
    Cells ranges = get_cells(fdt, node, "ranges");

    if (!ranges.at) {
        return false;
    }
    if (!ranges.left) {
        return true;
    }
    while (ranges.left > 0) {
        uint64_t from = next_number(&ranges, fdt_address_cells(fdt, node));
        uint64_t to = next_number(&ranges, fdt_address_cells(fdt, above));
        uint64_t size = next_number(&ranges, fdt_size_cells(fdt, node));

        if (*address >= from && *address - from < size) {
            *address += to - from;
            return true;
        }
    }
    return false;
}

/* The first address of a node, as the processors see it */
static bool soc_address(const void *fdt, int node, uint64_t *address)
{
    int bus = fdt_parent_offset(fdt, node);
    Cells reg = get_cells(fdt, node, "reg");

    if (bus < 0 || !reg.left) {
        return false;
    }
    *address = next_number(&reg, fdt_address_cells(fdt, bus));
    while (bus > 0) {
        int above = fdt_parent_offset(fdt, bus);

        if (above < 0 || !translate(fdt, bus, above, address)) {
            return false;
        }
        bus = above;
    }
    return true;
}

/* The UART that stdout-path names */
static int find_console(const void *fdt, const K3SocInfo *info)
{
    int chosen = fdt_path_offset(fdt, "/chosen");
    const char *path = chosen < 0 ? NULL :
        fdt_stringlist_get(fdt, chosen, "stdout-path", 0, NULL);
    uint64_t address;
    size_t length;
    int node;

    if (!path) {
        return -1;
    }
    /* Behind the colon are baud rate and the like */
    length = strcspn(path, ":");
    if (*path != '/') {
        /* libfdt would follow an alias that names itself forever */
        path = fdt_get_alias_namelen(fdt, path, length);
        if (!path || *path != '/') {
            return -1;
        }
        length = strlen(path);
    }
    node = fdt_path_offset_namelen(fdt, path, length);
    if (node < 0 || !soc_address(fdt, node, &address)) {
        return -1;
    }
    for (size_t i = 0; i < info->num_uarts; i++) {
        if (info->uarts[i].base == address) {
            return i;
        }
    }
    return -1;
}

static bool has_type(const void *fdt, int node, const char *type)
{
    const char *has = fdt_stringlist_get(fdt, node, "device_type", 0, NULL);

    return has && g_str_equal(has, type);
}

/* Application core number @n */
static int find_cpu(const void *fdt, const K3SocInfo *info, unsigned n)
{
    int cpus = fdt_path_offset(fdt, "/cpus");
    int node;

    if (cpus < 0) {
        return -1;
    }
    fdt_for_each_subnode(node, fdt, cpus) {
        Cells reg = get_cells(fdt, node, "reg");

        if (has_type(fdt, node, "cpu") &&
            next_number(&reg, fdt_address_cells(fdt, cpus)) ==
            k3_soc_mpidr(info, n)) {
            return node;
        }
    }
    return -1;
}

static unsigned count_cpus(const void *fdt, const K3SocInfo *info)
{
    unsigned n = 0;

    while (n < info->max_cpus && find_cpu(fdt, info, n) >= 0) {
        n++;
    }
    return n;
}

/* RAM up to the end of @area; 0: no RAM can be there */
static uint64_t ram_up_to(const K3SocInfo *info, const K3Region *area)
{
    uint64_t below = 0;

    for (size_t i = 0; i < ARRAY_SIZE(info->ddr); i++) {
        const K3Region *window = &info->ddr[i];
        uint64_t start = area->base - window->base;

        if (area->base >= window->base && start < window->size) {
            return below + start + MIN(area->size, window->size - start);
        }
        below += window->size;
    }
    return 0;
}

static void read_memory(const void *fdt, K3Board *board)
{
    int node;

    fdt_for_each_subnode(node, fdt, 0) {
        Cells reg = get_cells(fdt, node, "reg");

        while (has_type(fdt, node, "memory") && reg.left > 0) {
            K3Region bank = { "bank" };
            uint64_t end;

            bank.base = next_number(&reg, fdt_address_cells(fdt, 0));
            bank.size = next_number(&reg, fdt_size_cells(fdt, 0));
            if (!bank.size) {
                continue;
            }
            end = ram_up_to(board->soc, &bank);
            if (!end) {
                board->no_ram = bank;
            }
            board->ram_size = MAX(board->ram_size, end);
        }
    }
}

/* Only what is in the tree's own memory */
static void read_reserved_memory(const void *fdt, K3Board *board)
{
    int parent = fdt_path_offset(fdt, "/reserved-memory");
    int node;

    if (parent < 0) {
        return;
    }
    fdt_for_each_subnode(node, fdt, parent) {
        Cells reg = get_cells(fdt, node, "reg");
        K3Region area = { "reserved memory" };
        uint64_t end;

        area.base = next_number(&reg, fdt_address_cells(fdt, parent));
        area.size = next_number(&reg, fdt_size_cells(fdt, parent));
        end = ram_up_to(board->soc, &area);
        if (area.size && end <= board->ram_size &&
            end > board->reserved_size) {
            board->reserved_size = end;
            board->reserved_end = area.base + area.size;
        }
    }
}

bool k3_dtb_enabled(const void *fdt, int node)
{
    const char *status = fdt_stringlist_get(fdt, node, "status", 0, NULL);

    return !status || g_str_equal(status, "okay") || g_str_equal(status, "ok");
}

int k3_dtb_ethernet_ports(const void *fdt, uint64_t base)
{
    int node = -1;

    while ((node = fdt_next_node(fdt, node, NULL)) >= 0) {
        uint64_t address;
        int ports = fdt_subnode_offset(fdt, node, "ethernet-ports");

        if (ports >= 0 && k3_dtb_enabled(fdt, node) &&
            soc_address(fdt, node, &address) && address == base) {
            return ports;
        }
    }
    return -1;
}

unsigned k3_dtb_ethernet_port(const void *fdt, int port, int *phy)
{
    Cells reg = get_cells(fdt, port, "reg");
    Cells handle = get_cells(fdt, port, "phy-handle");

    *phy = handle.left ?
           fdt_node_offset_by_phandle(fdt, fdt32_to_cpu(*handle.at)) : -1;
    return k3_dtb_enabled(fdt, port) && reg.left ? fdt32_to_cpu(*reg.at) : 0;
}

static void read_ethernet(const void *fdt, K3Board *board)
{
    const K3SocInfo *info = board->soc;
    int ports = info->num_cpsws ?
                k3_dtb_ethernet_ports(fdt, info->cpsws[0].base) : -1;
    int port, phy;

    if (ports < 0) {
        return;
    }
    fdt_for_each_subnode(port, fdt, ports) {
        unsigned n = k3_dtb_ethernet_port(fdt, port, &phy);

        if (n && n <= K3_CPSW_NUM_MACS &&
            (!board->ethernet_port || n < board->ethernet_port)) {
            board->ethernet_port = n;
        }
    }
}

/*
 * load_device_tree() and most of libfdt trust what a tree says about itself,
 * and loops that remove nodes rely on nodes that end.
 */
static bool is_damaged(const char *file)
{
    g_autofree char *tree = NULL;
    gsize size;

    /* load_device_tree() reports a file that cannot be read */
    return g_file_test(file, G_FILE_TEST_IS_REGULAR) &&
           g_file_get_contents(file, &tree, &size, NULL) &&
           fdt_check_full(tree, size);
}

void *k3_dtb_load(const char *file, Error **errp)
{
    void *fdt;
    int size;

    if (is_damaged(file)) {
        error_setg(errp, "k3-virt: %s is damaged, or is not a device tree",
                   file);
        return NULL;
    }
    fdt = load_device_tree(file, &size);
    if (!fdt) {
        error_setg(errp, "k3-virt: cannot load the device tree %s", file);
    }
    return fdt;
}

bool k3_dtb_read(const void *fdt, const char *file, const K3SocInfo *soc,
                 K3Board *board, Error **errp)
{
    *board = (K3Board) { .soc = find_soc(fdt, file, soc, errp) };
    if (!board->soc) {
        return false;
    }
    board->console = find_console(fdt, board->soc);
    board->num_cpus = count_cpus(fdt, board->soc);
    read_memory(fdt, board);
    read_reserved_memory(fdt, board);
    read_ethernet(fdt, board);
    return true;
}

/* Remove a node, and the nodes above that it leaves empty */
static void delete_node(void *fdt, int node)
{
    do {
        int above = fdt_parent_offset(fdt, node);

        fdt_del_node(fdt, node);
        node = above;
    } while (node > 0 && fdt_first_subnode(fdt, node) < 0 &&
             !fdt_getprop(fdt, node, "compatible", NULL));
}

/*
 * A CPU in a list of cooling devices: phandle, lowest and highest state.  The
 * list is of the same kind everywhere: "#cooling-cells" is 2 by definition.
 */
static void stop_cooling(void *fdt, fdt32_t cpu)
{
    int node = fdt_next_node(fdt, -1, NULL);

    while (node >= 0) {
        Cells old = get_cells(fdt, node, "cooling-device");
        g_autofree fdt32_t *list = g_new(fdt32_t, old.left + 1);
        int kept = 0;

        for (int i = 0; i < old.left; i++) {
            if (old.at[i - i % 3] != cpu) {
                list[kept++] = old.at[i];
            }
        }
        if (kept == old.left) {
            node = fdt_next_node(fdt, node, NULL);
        } else if (kept) {
            fdt_setprop(fdt, node, "cooling-device", list,
                        kept * sizeof(*list));
        } else {
            fdt_del_node(fdt, node);
            node = fdt_next_node(fdt, -1, NULL);
        }
    }
}

void k3_dtb_remove_cpu(void *fdt, const K3SocInfo *info, unsigned n)
{
    int node = find_cpu(fdt, info, n);
    fdt32_t phandle;

    if (node < 0) {
        return;
    }
    phandle = cpu_to_fdt32(fdt_get_phandle(fdt, node));
    fdt_del_node(fdt, node);
    if (!phandle) {
        return;
    }
    /* cpu-map, and what is private to a CPU, such as its debug unit */
    while ((node = fdt_node_offset_by_prop_value(fdt, -1, "cpu", &phandle,
                                                 sizeof(phandle))) >= 0) {
        delete_node(fdt, node);
    }
    stop_cooling(fdt, phandle);
}
