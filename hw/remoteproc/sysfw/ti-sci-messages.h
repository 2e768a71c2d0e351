/*
 * TI-SCI: layout of the messages
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The structures have the names, and their fields the names, that the TISCI
 * User Guide gives them in its chapters "General", "Clocks", "Devices",
 * "Interrupt Management", "Resource Management" and "Processor Boot
 * Management".  All are packed and little-endian.  A message that consists of
 * the header only has no structure of its own, and messages of the same layout
 * share one.  Offsets and sizes agree with Linux, drivers/firmware/ti_sci.h.
 */
#ifndef HW_REMOTEPROC_TI_SCI_MESSAGES_H
#define HW_REMOTEPROC_TI_SCI_MESSAGES_H

#include "qemu/bitops.h"
#include "qemu/bswap.h"

#define TISCI_SIZE(message, size) \
    QEMU_BUILD_BUG_ON(sizeof(struct message) != (size))

/* Precedes the header in the threads of secure hosts */
struct tisci_sec_header {
    uint16_t integ_check;
    uint16_t rsvd;
} QEMU_PACKED;
TISCI_SIZE(tisci_sec_header, 4);

struct tisci_header {
    uint16_t type;
    uint8_t host;
    uint8_t seq;
    uint32_t flags;
} QEMU_PACKED;
TISCI_SIZE(tisci_header, 8);

/* Flags of all requests, and of all responses */
#define TISCI_REQ_ACK_ON_RECEIVED       BIT(0)
#define TISCI_REQ_ACK_ON_PROCESSED      BIT(1)
#define TISCI_RESP_ACK                  BIT(1)

/* How all requests about a device, a clock or a processor begin */
struct tisci_subject_req {
    struct tisci_header hdr;
    union {
        uint32_t device;
        uint8_t processor_id;
    };
} QEMU_PACKED;
TISCI_SIZE(tisci_subject_req, 12);

/* General */

#define TISCI_VERSION_STR_SIZE          32

struct tisci_msg_version_resp {
    struct tisci_header hdr;
    char str[TISCI_VERSION_STR_SIZE];
    uint16_t version;
    uint8_t abi_major;
    uint8_t abi_minor;
} QEMU_PACKED;
TISCI_SIZE(tisci_msg_version_resp, 44);

struct tisci_query_fw_caps_resp {
    struct tisci_header hdr;
    uint64_t fw_caps;
} QEMU_PACKED;
TISCI_SIZE(tisci_query_fw_caps_resp, 16);

/* Devices */

#define TISCI_DEVICE_WAKE_ENABLED       BIT(8)
#define TISCI_DEVICE_RESET_ISO          BIT(9)
#define TISCI_DEVICE_EXCLUSIVE          BIT(10)

struct tisci_msg_set_device_req {
    struct tisci_header hdr;
    uint32_t id;
    uint32_t reserved;
    uint8_t state;
} QEMU_PACKED;
TISCI_SIZE(tisci_msg_set_device_req, 17);

struct tisci_msg_get_device_req {
    struct tisci_header hdr;
    uint32_t id;
} QEMU_PACKED;
TISCI_SIZE(tisci_msg_get_device_req, 12);

struct tisci_msg_get_device_resp {
    struct tisci_header hdr;
    uint32_t context_loss_count;
    uint32_t resets;
    uint8_t programmed_state;
    uint8_t current_state;
} QEMU_PACKED;
TISCI_SIZE(tisci_msg_get_device_resp, 18);

struct tisci_msg_set_device_resets_req {
    struct tisci_header hdr;
    uint32_t id;
    uint32_t resets;
} QEMU_PACKED;
TISCI_SIZE(tisci_msg_set_device_resets_req, 16);

/* Clocks */

/* Flags of SET_CLOCK and GET_CLOCK: SSC, frequency change, termination */
#define TISCI_CLOCK_FLAGS_SHIFT         8
#define TISCI_CLOCK_FLAGS_LENGTH        3

/* A number in a byte that says: see the field of 32 bits */
#define TISCI_CLK_USE_32                0xff

struct tisci_msg_set_clock_req {
    struct tisci_header hdr;
    uint32_t device;
    uint8_t clk;
    uint8_t state;
    uint32_t clk32;
} QEMU_PACKED;
TISCI_SIZE(tisci_msg_set_clock_req, 18);

/* Also GET_CLOCK_PARENT, GET_NUM_CLOCK_PARENTS and GET_FREQ */
struct tisci_msg_get_clock_req {
    struct tisci_header hdr;
    uint32_t device;
    uint8_t clk;
    uint32_t clk32;
} QEMU_PACKED;
TISCI_SIZE(tisci_msg_get_clock_req, 17);

struct tisci_msg_get_clock_resp {
    struct tisci_header hdr;
    uint8_t programmed_state;
    uint8_t current_state;
} QEMU_PACKED;
TISCI_SIZE(tisci_msg_get_clock_resp, 10);

struct tisci_msg_set_clock_parent_req {
    struct tisci_header hdr;
    uint32_t device;
    uint8_t clk;
    uint8_t parent;
    uint32_t clk32;
    uint32_t parent32;
} QEMU_PACKED;
TISCI_SIZE(tisci_msg_set_clock_parent_req, 22);

struct tisci_msg_get_clock_parent_resp {
    struct tisci_header hdr;
    uint8_t parent;
    uint32_t parent32;
} QEMU_PACKED;
TISCI_SIZE(tisci_msg_get_clock_parent_resp, 13);

struct tisci_msg_get_num_clock_parents_resp {
    struct tisci_header hdr;
    uint8_t num_parents;
    uint32_t num_parents32;
} QEMU_PACKED;
TISCI_SIZE(tisci_msg_get_num_clock_parents_resp, 13);

/* Also QUERY_FREQ */
struct tisci_msg_set_freq_req {
    struct tisci_header hdr;
    uint32_t device;
    uint64_t min_freq_hz;
    uint64_t target_freq_hz;
    uint64_t max_freq_hz;
    uint8_t clk;
    uint32_t clk32;
} QEMU_PACKED;
TISCI_SIZE(tisci_msg_set_freq_req, 41);

/* Also GET_FREQ */
struct tisci_msg_query_freq_resp {
    struct tisci_header hdr;
    uint64_t freq_hz;
} QEMU_PACKED;
TISCI_SIZE(tisci_msg_query_freq_resp, 16);

/* Interrupt and resource management */

/* valid_params of RM_IRQ_SET and RM_IRQ_RELEASE */
#define TISCI_RM_DST_ID_VALID           BIT(0)
#define TISCI_RM_DST_HOST_IRQ_VALID     BIT(1)
#define TISCI_RM_IA_ID_VALID            BIT(2)
#define TISCI_RM_VINT_VALID             BIT(3)
#define TISCI_RM_GLOBAL_EVENT_VALID     BIT(4)
#define TISCI_RM_VINT_STATUS_BIT_VALID  BIT(5)
#define TISCI_RM_SECONDARY_HOST_VALID   BIT(31)

/* Also RM_IRQ_RELEASE */
struct tisci_msg_rm_irq_set_req {
    struct tisci_header hdr;
    uint32_t valid_params;
    uint16_t src_id;
    uint16_t src_index;
    uint16_t dst_id;
    uint16_t dst_host_irq;
    uint16_t ia_id;
    uint16_t vint;
    uint16_t global_event;
    uint8_t vint_status_bit_index;
    uint8_t secondary_host;
} QEMU_PACKED;
TISCI_SIZE(tisci_msg_rm_irq_set_req, 28);

/* A secondary host that says: the sender */
#define TISCI_RM_UNUSED_SECONDARY_HOST  0xff

struct tisci_msg_rm_get_resource_range_req {
    struct tisci_header hdr;
    uint16_t type;
    uint8_t subtype;
    uint8_t secondary_host;
} QEMU_PACKED;
TISCI_SIZE(tisci_msg_rm_get_resource_range_req, 12);

struct tisci_msg_rm_get_resource_range_resp {
    struct tisci_header hdr;
    uint16_t range_start;
    uint16_t range_num;
    uint16_t range_start_sec;
    uint16_t range_num_sec;
} QEMU_PACKED;
TISCI_SIZE(tisci_msg_rm_get_resource_range_resp, 16);

/* valid_params of RM_RING_CFG */
#define TISCI_RM_RING_ADDR_LO_VALID     BIT(0)
#define TISCI_RM_RING_ADDR_HI_VALID     BIT(1)
#define TISCI_RM_RING_COUNT_VALID       BIT(2)
#define TISCI_RM_RING_MODE_VALID        BIT(3)
#define TISCI_RM_RING_SIZE_VALID        BIT(4)

struct tisci_msg_rm_ring_cfg_req {
    struct tisci_header hdr;
    uint32_t valid_params;
    uint16_t nav_id;
    uint16_t index;
    uint32_t addr_lo;
    uint32_t addr_hi;
    uint32_t count;
    uint8_t mode;
    uint8_t size;
    uint8_t order_id;
    uint16_t virtid;
    uint8_t asel;
} QEMU_PACKED;
TISCI_SIZE(tisci_msg_rm_ring_cfg_req, 34);

/* valid_params of RM_UDMAP_TX_CH_CFG */
#define TISCI_RM_UDMAP_CH_PAUSE_ON_ERR_VALID        BIT(0)
#define TISCI_RM_UDMAP_CH_TX_FILT_EINFO_VALID       BIT(9)
#define TISCI_RM_UDMAP_CH_TX_FILT_PSWORDS_VALID     BIT(10)
#define TISCI_RM_UDMAP_CH_TX_SUPR_TDPKT_VALID       BIT(11)
#define TISCI_RM_UDMAP_CH_EXTENDED_CH_TYPE_VALID    BIT(16)

#define TISCI_RM_UDMAP_EXTENDED_CH_BLOCK_COPY       1

struct tisci_msg_rm_udmap_tx_ch_cfg_req {
    struct tisci_header hdr;
    uint32_t valid_params;
    uint16_t nav_id;
    uint16_t index;
    uint8_t tx_pause_on_err;
    uint8_t tx_filt_einfo;
    uint8_t tx_filt_pswords;
    uint8_t tx_atype;
    uint8_t tx_chan_type;
    uint8_t tx_supr_tdpkt;
    uint16_t tx_fetch_size;
    uint8_t tx_credit_count;
    uint16_t txcq_qnum;
    uint8_t tx_priority;
    uint8_t tx_qos;
    uint8_t tx_orderid;
    uint16_t fdepth;
    uint8_t tx_sched_priority;
    uint8_t tx_burst_size;
    uint8_t tx_tdtype;
    uint8_t extended_ch_type;
} QEMU_PACKED;
TISCI_SIZE(tisci_msg_rm_udmap_tx_ch_cfg_req, 36);

struct tisci_msg_rm_udmap_rx_ch_cfg_req {
    struct tisci_header hdr;
    uint32_t valid_params;
    uint16_t nav_id;
    uint16_t index;
    uint16_t rx_fetch_size;
    uint16_t rxcq_qnum;
    uint8_t rx_priority;
    uint8_t rx_qos;
    uint8_t rx_orderid;
    uint8_t rx_sched_priority;
    uint16_t flowid_start;
    uint16_t flowid_cnt;
    uint8_t rx_pause_on_err;
    uint8_t rx_atype;
    uint8_t rx_chan_type;
    uint8_t rx_ignore_short;
    uint8_t rx_ignore_long;
    uint8_t rx_burst_size;
} QEMU_PACKED;
TISCI_SIZE(tisci_msg_rm_udmap_rx_ch_cfg_req, 34);

/* valid_params of RM_UDMAP_FLOW_CFG */
#define TISCI_RM_UDMAP_FLOW_EINFO_PRESENT_VALID     BIT(0)
#define TISCI_RM_UDMAP_FLOW_PSINFO_PRESENT_VALID    BIT(1)

struct tisci_msg_rm_udmap_flow_cfg_req {
    struct tisci_header hdr;
    uint32_t valid_params;
    uint16_t nav_id;
    uint16_t flow_index;
    uint8_t rx_einfo_present;
    uint8_t rx_psinfo_present;
    uint8_t rx_error_handling;
    uint8_t rx_desc_type;
    uint16_t rx_sop_offset;
    uint16_t rx_dest_qnum;
    uint8_t rx_src_tag_hi;
    uint8_t rx_src_tag_lo;
    uint8_t rx_dest_tag_hi;
    uint8_t rx_dest_tag_lo;
    uint8_t rx_src_tag_hi_sel;
    uint8_t rx_src_tag_lo_sel;
    uint8_t rx_dest_tag_hi_sel;
    uint8_t rx_dest_tag_lo_sel;
    uint16_t rx_fdq0_sz0_qnum;
    uint16_t rx_fdq1_qnum;
    uint16_t rx_fdq2_qnum;
    uint16_t rx_fdq3_qnum;
    uint8_t rx_ps_location;
} QEMU_PACKED;
TISCI_SIZE(tisci_msg_rm_udmap_flow_cfg_req, 41);

/* Also RM_PSIL_UNPAIR */
struct tisci_msg_rm_psil_pair_req {
    struct tisci_header hdr;
    uint32_t nav_id;
    uint32_t src_thread;
    uint32_t dst_thread;
} QEMU_PACKED;
TISCI_SIZE(tisci_msg_rm_psil_pair_req, 20);

/* Processor boot; what follows processor_id is not aligned */

/* Also PROC_RELEASE and PROC_GET_STATUS */
struct tisci_msg_proc_request_req {
    struct tisci_header hdr;
    uint8_t processor_id;
} QEMU_PACKED;
TISCI_SIZE(tisci_msg_proc_request_req, 9);

struct tisci_msg_proc_handover_req {
    struct tisci_header hdr;
    uint8_t processor_id;
    uint8_t host_id;
} QEMU_PACKED;
TISCI_SIZE(tisci_msg_proc_handover_req, 10);

struct tisci_msg_proc_set_config_req {
    struct tisci_header hdr;
    uint8_t processor_id;
    uint32_t bootvector_lo;
    uint32_t bootvector_hi;
    uint32_t config_flags_1_set;
    uint32_t config_flags_1_clear;
} QEMU_PACKED;
TISCI_SIZE(tisci_msg_proc_set_config_req, 25);

struct tisci_msg_proc_set_control_req {
    struct tisci_header hdr;
    uint8_t processor_id;
    uint32_t control_flags_1_set;
    uint32_t control_flags_1_clear;
} QEMU_PACKED;
TISCI_SIZE(tisci_msg_proc_set_control_req, 17);

struct tisci_msg_proc_get_status_resp {
    struct tisci_header hdr;
    uint8_t processor_id;
    uint32_t bootvector_lo;
    uint32_t bootvector_hi;
    uint32_t config_flags_1;
    uint32_t control_flags_1;
    uint32_t status_flags_1;
} QEMU_PACKED;
TISCI_SIZE(tisci_msg_proc_get_status_resp, 29);

struct tisci_msg_proc_status_wait_req {
    struct tisci_header hdr;
    uint8_t processor_id;
    uint8_t num_wait_iterations;
    uint8_t num_match_iterations;
    uint8_t delay_per_iteration_us;
    uint8_t delay_before_iterations_us;
    uint32_t status_flags_1_set_all_wait;
    uint32_t status_flags_1_set_any_wait;
    uint32_t status_flags_1_clr_all_wait;
    uint32_t status_flags_1_clr_any_wait;
} QEMU_PACKED;
TISCI_SIZE(tisci_msg_proc_status_wait_req, 29);

#undef TISCI_SIZE

#endif
