/*
 * k3-virt: what its source files share
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_ARM_K3_VIRT_H
#define HW_ARM_K3_VIRT_H

#include "hw/arm/boot.h"
#include "hw/arm/k3-dtb.h"
#include "hw/arm/k3-fdt.h"
#include "hw/arm/k3-soc.h"
#include "hw/boards.h"
#include "hw/pci-host/gpex.h"
#include "hw/virtio/virtio-bus.h"
#include "k3-early-boot.h"
#include "k3-uboot.h"

/*
 * "k3-base" is abstract.  "k3-virt" is the SoC that soc= or the device tree
 * names; "k3-virt-am64x" and its siblings, one for each SoC, are that one.
 */
#define TYPE_K3_MACHINE MACHINE_TYPE_NAME("k3-base")
OBJECT_DECLARE_TYPE(K3MachineState, K3MachineClass, K3_MACHINE)

#define K3_NUM_VIRTIO   8

struct K3MachineClass {
    MachineClass parent_class;

    const K3SocInfo *soc;       /* NULL: the user chooses */
};

struct K3MachineState {
    MachineState parent_obj;

    K3SocState soc;
    DeviceState *virtio[K3_NUM_VIRTIO];
    VirtioBusState virtio_full;
    GPEXHost pcie;
    MemoryRegion pcie_ecam;
    MemoryRegion pcie_mmio;
    MemoryRegion pcie_pio;
    uint32_t cards;             /* slots that have one */
    uint32_t flashes;           /* OSPI controllers that have one */
    MemoryRegion *debug_views;
    struct arm_boot_info boot_info;
    Notifier machine_done;
    int fdt_size;

    K3Board board;              /* see k3_virt_board() */
    void *board_tree;           /* of -dtb or of U-Boot; NULL: there is none */
    K3UBoot uboot;              /* of -bios */

    /* Options */
    const K3SocInfo *chosen_soc;        /* NULL: none yet */
    char *remote_cores;
    bool debug_views_on;
    int r5f_mode;               /* K3R5FMode */
    OnOffAuto lockstep_permitted;
    OnOffAuto single_core_only;
    K3EarlyBoot early_boot;
};

/* k3-virt-options.c */

/* Add the options that every machine has */
void k3_virt_add_options(ObjectClass *oc);

/* Add "soc", which only a machine without a SoC of its own lets the user set */
void k3_virt_add_soc_option(ObjectClass *oc);

/* Limits of the machine: those of its SoC, or of all SoCs together */
void k3_virt_set_limits(MachineClass *mc, const K3SocInfo *soc);

/*
 * Choose the SoC and check the options against it; exits with an error.
 * @sim_cores has a bit for each remote core that is simulated.
 */
const K3SocInfo *k3_virt_check_options(K3MachineState *s, uint32_t *sim_cores);

/* ti,cluster-mode that the user wants; -1: as on TI's boards */
int k3_virt_cluster_mode(const K3MachineState *s);

void k3_virt_free_options(K3MachineState *s);

/* k3-virt-board.c */

/*
 * What the device tree of -dtb says, or else that of U-Boot; NULL if there is
 * neither.  Exits with an error.
 */
const K3Board *k3_virt_board(K3MachineState *s);

/* The file that has this tree, for messages */
const char *k3_virt_board_file(K3MachineState *s);

/* RAM of the machine: the default depends on the board */
void k3_virt_set_memory(MachineClass *mc);

/* k3-virt-boot.c */

/* Load what the machine boots; exits with an error */
void k3_virt_load_kernel(K3MachineState *s);

/* k3-virt-bios.c */

/* Have the first application core start with U-Boot after a reset */
void k3_virt_load_uboot(K3MachineState *s);

/* Put the control tree where U-Boot looks for it, when it is complete */
void k3_virt_load_control_tree(K3MachineState *s);

/* k3-virt-cards.c */

void k3_virt_create_cards(K3MachineState *s);

void k3_virt_create_flashes(K3MachineState *s);

/* k3-virt-pci.c */

void k3_virt_create_pci(K3MachineState *s);

/* Whether there is any device besides the host bridge */
bool k3_virt_pci_used(K3MachineState *s);

/* k3-virt-slots.c */

void k3_virt_create_slots(K3MachineState *s);

bool k3_virt_slot_used(K3MachineState *s, unsigned i);

/* k3-virt-views.c */

void k3_virt_create_debug_views(K3MachineState *s);

#endif
