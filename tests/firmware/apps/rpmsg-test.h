/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Messages between the rpmsg firmware and the programs that test it.
 * Included by both sides; all fields little-endian.
 *
 * Endpoints RPMSG_ECHO_* return each message unchanged. RPMSG_TEST_* take
 * requests and data, and check the content:
 *
 *   SINK    resets the counters; then checks DATA messages, and returns a
 *           RESULT after `count` messages or an END
 *   SOURCE  sends `count` DATA messages
 *   STATS   sends a STATS answer, and writes the counters to the trace
 *
 * Seed and number determine length and content of each DATA message, so each
 * side can check what the other has sent.
 */

#ifndef APPS_RPMSG_TEST_H
#define APPS_RPMSG_TEST_H

#include <stdint.h>

#define RPMSG_ECHO_SAMPLE       12  /* "rpmsg-client-sample" */
#define RPMSG_ECHO_PING_PONG    13  /* "ti.ipc4.ping-pong" */
#define RPMSG_ECHO_CHRDEV       14  /* "rpmsg_chrdev" */
#define RPMSG_ECHO_RAW          15  /* "rpmsg-raw" */
#define RPMSG_TEST_FIRST        16  /* "k3-test", two endpoints */
#define RPMSG_TEST_SECOND       17

enum rpmsg_test_op {
    RPMSG_TEST_SINK = 1,
    RPMSG_TEST_DATA,
    RPMSG_TEST_END,
    RPMSG_TEST_RESULT,
    RPMSG_TEST_SOURCE,
    RPMSG_TEST_STATS,
};

/* SINK, END, SOURCE, STATS; min and max are sizes of whole DATA messages */
struct rpmsg_test_request {
    uint32_t op;
    uint32_t seed;
    uint32_t count;
    uint16_t min;
    uint16_t max;
};

struct rpmsg_test_data {
    uint32_t op;
    uint32_t number;
    uint8_t content[];
};

/* Each message counts once: as good, or as its first error */
struct rpmsg_test_result {
    uint32_t op;
    uint32_t good;
    uint32_t out_of_order;      /* lost or duplicated */
    uint32_t bad_length;
    uint32_t bad_content;
};

/* Counts since the start of the firmware */
struct rpmsg_test_stats {
    uint32_t op;
    uint32_t received;
    uint32_t sent;
    uint32_t sessions;
    uint32_t no_endpoint;
    uint32_t malformed;
    uint32_t kicks_received;
    uint32_t kicks_sent;
    uint32_t kicks_unwanted;
    uint32_t waits_for_buffer;
    uint32_t waits_for_mailbox;
    uint32_t to_linux_index;    /* used index of each ring */
    uint32_t from_linux_index;
};

/* One step of a number generator, sufficient to distinguish messages */
static inline uint32_t rpmsg_test_next(uint32_t x)
{
    return x * 1664525u + 1013904223u;
}

static inline uint32_t rpmsg_test_start(uint32_t seed, uint32_t number)
{
    return rpmsg_test_next(seed ^ (number * 2654435761u));
}

static inline uint32_t rpmsg_test_size(const struct rpmsg_test_request *r,
                                       uint32_t number)
{
    uint32_t x = rpmsg_test_start(r->seed, number) >> 8;

    return r->min + x % (r->max - r->min + 1u);
}

#endif /* APPS_RPMSG_TEST_H */
