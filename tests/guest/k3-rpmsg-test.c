/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Talks to the "rpmsg" firmware of a remote core through Linux's rpmsg_ctrl
 * and rpmsg_char, and checks each byte.
 *
 * usage: k3-rpmsg-test /dev/rpmsg_ctrlN COMMAND [COUNT [SEED [ENDPOINT]]]
 *
 *   echo    COUNT messages of random size out and back, several in transit
 *   echo-only  the same with a core without an endpoint for its counters,
 *           which can be read from outside
 *   sink    COUNT messages to the core, which checks them
 *   source  COUNT messages from the core
 *   ping    COUNT round trips, one at a time; times in microseconds
 *   stats   the core's counters
 *   flood   COUNT messages without an answer
 *   pipe    COUNT round trips between two processes of this guest, for
 *           comparison; CTRL is not used
 *
 * Waits for CTRL to appear. Prints NAME=VALUE lines. Exit status 0: each came
 * once, in order and unchanged; 1: they did not; 2: there was no test.
 */

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <inttypes.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>
#include <linux/rpmsg.h>
#include "apps/rpmsg-test.h"

#define MAX_PAYLOAD             496
#define ANY_ADDRESS             0xffffffff

/* Nothing takes that long, not even on a busy machine without KVM */
#define LIMIT_MS                (120 * 1000)

/* More than the core has buffers for, so that both sides have to wait */
#define WINDOW                  400

#define PING_SIZE               32

struct peer {
    int fd;
    uint32_t address;
};

static int control;

static void __attribute__((noreturn, format(printf, 2, 3)))
stop(int status, const char *format, ...)
{
    va_list args;

    fprintf(stderr, "k3-rpmsg-test: ");
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    exit(status);
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

/* The N of the /dev/rpmsgN whose name the kernel shows in sysfs */
static int find_device(const char *name)
{
    glob_t found;
    int number = -1;
    size_t i;

    if (glob("/sys/class/rpmsg/rpmsg[0-9]*/name", 0, NULL, &found)) {
        return -1;
    }
    for (i = 0; i < found.gl_pathc; i++) {
        char text[64] = "";
        FILE *f = fopen(found.gl_pathv[i], "r");

        if (f && fgets(text, sizeof(text), f)) {
            text[strcspn(text, "\n")] = '\0';
            if (strcmp(text, name) == 0) {
                sscanf(found.gl_pathv[i], "/sys/class/rpmsg/rpmsg%d",
                       &number);
            }
        }
        if (f) {
            fclose(f);
        }
    }
    globfree(&found);
    return number;
}

/* An endpoint of ours with an address that the kernel chooses */
static struct peer peer_open(uint32_t address)
{
    struct rpmsg_endpoint_info info = { .src = ANY_ADDRESS, .dst = address };
    struct peer peer = { .address = address };
    static unsigned count;
    char path[64];
    int number;

    snprintf(info.name, sizeof(info.name), "k3-%d-%u", getpid(), count++);
    if (ioctl(control, RPMSG_CREATE_EPT_IOCTL, &info)) {
        stop(2, "RPMSG_CREATE_EPT_IOCTL: %s", strerror(errno));
    }
    number = find_device(info.name);
    if (number < 0) {
        stop(2, "no endpoint device %s in /sys/class/rpmsg", info.name);
    }
    snprintf(path, sizeof(path), "/dev/rpmsg%d", number);
    peer.fd = open(path, O_RDWR);
    if (peer.fd < 0) {
        stop(2, "%s: %s", path, strerror(errno));
    }
    return peer;
}

static void peer_close(struct peer *peer)
{
    if (ioctl(peer->fd, RPMSG_DESTROY_EPT_IOCTL)) {
        stop(1, "RPMSG_DESTROY_EPT_IOCTL: %s", strerror(errno));
    }
    close(peer->fd);
}

static void set_blocking(struct peer *peer, bool on)
{
    fcntl(peer->fd, F_SETFL, on ? 0 : O_NONBLOCK);
}

/* Waits for a buffer if the endpoint is blocking; else false without one */
static bool peer_send(struct peer *peer, const void *data, size_t len)
{
    ssize_t done = write(peer->fd, data, len);

    if (done == (ssize_t)len) {
        return true;
    }
    if (done < 0 && errno == EAGAIN) {
        return false;
    }
    stop(1, "send to %u: %s", peer->address,
         done < 0 ? strerror(errno) : "truncated");
}

static bool peer_readable(struct peer *peer, int ms)
{
    struct pollfd p = { .fd = peer->fd, .events = POLLIN };

    return poll(&p, 1, ms) == 1 && (p.revents & POLLIN);
}

static size_t peer_receive(struct peer *peer, void *data)
{
    ssize_t len;

    if (!peer_readable(peer, LIMIT_MS)) {
        stop(1, "endpoint %u: no message for %d s: lost", peer->address,
             LIMIT_MS / 1000);
    }
    len = read(peer->fd, data, MAX_PAYLOAD);
    if (len < 0) {
        stop(1, "receive from %u: %s", peer->address, strerror(errno));
    }
    return len;
}

static void fill(uint8_t *data, size_t from, size_t size, uint32_t seed,
                 uint32_t number)
{
    uint32_t x = rpmsg_test_start(seed, number);
    size_t i;

    for (i = from; i < size; i++) {
        x = rpmsg_test_next(x);
        data[i] = x >> 24;
    }
}

static size_t make_data(const struct rpmsg_test_request *request,
                        uint32_t number, uint8_t *data)
{
    struct rpmsg_test_data head = { .op = RPMSG_TEST_DATA, .number = number };
    size_t size = rpmsg_test_size(request, number);

    memcpy(data, &head, sizeof(head));
    fill(data, sizeof(head), size, request->seed, number);
    return size;
}

static void check(const struct peer *peer, uint32_t number,
                  const uint8_t *expected, size_t size,
                  const uint8_t *data, size_t len)
{
    if (len != size) {
        stop(1, "endpoint %u, message %" PRIu32 ": %zu bytes, not %zu",
             peer->address, number, len, size);
    }
    if (memcmp(expected, data, size)) {
        stop(1, "endpoint %u, message %" PRIu32 ": content differs",
             peer->address, number);
    }
}

static struct rpmsg_test_stats ask_stats(void)
{
    struct rpmsg_test_request request = { .op = RPMSG_TEST_STATS };
    struct peer peer = peer_open(RPMSG_TEST_FIRST);
    union {
        struct rpmsg_test_stats stats;
        uint8_t bytes[MAX_PAYLOAD];
    } answer;

    peer_send(&peer, &request, sizeof(request));
    if (peer_receive(&peer, answer.bytes) != sizeof(answer.stats) ||
        answer.stats.op != RPMSG_TEST_STATS) {
        stop(1, "no counters in the answer");
    }
    peer_close(&peer);
    return answer.stats;
}

/*
 * Messages stay in order, whatever their endpoints: with the answer to a
 * question that was asked later, anything else would have come.
 */
static void check_no_more(struct peer *peer)
{
    ask_stats();
    if (peer_readable(peer, 0)) {
        stop(1, "endpoint %u: a message too many", peer->address);
    }
}

static void print_rate(uint32_t count, uint64_t bytes, double seconds)
{
    printf("messages=%" PRIu32 "\nbytes=%" PRIu64 "\nseconds=%.6f\n", count,
           bytes, seconds);
}

static struct peer echo(uint32_t address, uint32_t count, uint32_t seed)
{
    struct rpmsg_test_request sizes = { .seed = seed, .min = 1,
                                        .max = MAX_PAYLOAD };
    struct peer peer = peer_open(address);
    uint8_t expected[MAX_PAYLOAD], data[MAX_PAYLOAD];
    uint32_t sent = 0, got = 0;
    uint64_t bytes = 0;
    double start = now();

    set_blocking(&peer, false);
    while (got < count) {
        size_t size;

        while (sent < count && sent - got < WINDOW) {
            size = rpmsg_test_size(&sizes, sent);
            fill(data, 0, size, seed, sent);
            if (!peer_send(&peer, data, size)) {
                break;
            }
            sent++;
        }
        if (sent == got) {
            /* No buffer, and nothing of ours on the way: others have them */
            usleep(1000);
            continue;
        }
        size = rpmsg_test_size(&sizes, got);
        fill(expected, 0, size, seed, got);
        check(&peer, got, expected, size, data, peer_receive(&peer, data));
        got++;
        bytes += size;
    }
    print_rate(count, 2 * bytes, now() - start);
    return peer;
}

static void run_echo(uint32_t address, uint32_t count, uint32_t seed)
{
    struct peer peer = echo(address, count, seed);

    check_no_more(&peer);
    peer_close(&peer);
}

static void run_echo_only(uint32_t address, uint32_t count, uint32_t seed)
{
    struct peer peer = echo(address, count, seed);

    peer_close(&peer);
}

static void run_sink(uint32_t address, uint32_t count, uint32_t seed)
{
    struct rpmsg_test_request request = {
        .op = RPMSG_TEST_SINK, .seed = seed, .count = count,
        .min = sizeof(struct rpmsg_test_data), .max = MAX_PAYLOAD,
    };
    struct peer peer = peer_open(address);
    struct rpmsg_test_result result = { 0 };
    uint8_t data[MAX_PAYLOAD];
    uint64_t bytes = 0;
    double start;
    uint32_t i;

    peer_send(&peer, &request, sizeof(request));
    start = now();
    for (i = 0; i < count; i++) {
        size_t size = make_data(&request, i, data);

        peer_send(&peer, data, size);
        bytes += size;
    }
    if (peer_receive(&peer, data) != sizeof(result)) {
        stop(1, "no result in the answer");
    }
    print_rate(count, bytes, now() - start);
    memcpy(&result, data, sizeof(result));
    if (result.op != RPMSG_TEST_RESULT || result.good != count ||
        result.out_of_order || result.bad_length || result.bad_content) {
        stop(1, "the core saw %" PRIu32 " good, %" PRIu32 " out of order, %"
             PRIu32 " of wrong length, %" PRIu32 " of wrong content",
             result.good, result.out_of_order, result.bad_length,
             result.bad_content);
    }
    check_no_more(&peer);
    peer_close(&peer);
}

static void run_source(uint32_t address, uint32_t count, uint32_t seed)
{
    struct rpmsg_test_request request = {
        .op = RPMSG_TEST_SOURCE, .seed = seed, .count = count,
        .min = sizeof(struct rpmsg_test_data), .max = MAX_PAYLOAD,
    };
    struct peer peer = peer_open(address);
    uint8_t expected[MAX_PAYLOAD], data[MAX_PAYLOAD];
    uint64_t bytes = 0;
    double start = now();
    uint32_t i;

    peer_send(&peer, &request, sizeof(request));
    for (i = 0; i < count; i++) {
        size_t size = make_data(&request, i, expected);

        check(&peer, i, expected, size, data, peer_receive(&peer, data));
        bytes += size;
    }
    print_rate(count, bytes, now() - start);
    check_no_more(&peer);
    peer_close(&peer);
}

static int compare(const void *one, const void *other)
{
    double a = *(const double *)one, b = *(const double *)other;

    return (a > b) - (a < b);
}

static void print_times(double *times, uint32_t count)
{
    qsort(times, count, sizeof(*times), compare);
    printf("messages=%" PRIu32 "\nmin=%.1f\nmedian=%.1f\np90=%.1f\nmax=%.1f\n",
           count, times[0], times[count / 2], times[count * 9 / 10],
           times[count - 1]);
    free(times);
}

static void pipe_echo(int from, int to)
{
    uint8_t data[PING_SIZE];

    while (read(from, data, sizeof(data)) == sizeof(data)) {
        if (write(to, data, sizeof(data)) != sizeof(data)) {
            break;
        }
    }
    _exit(0);
}

static void run_pipe(uint32_t address, uint32_t count, uint32_t seed)
{
    uint8_t expected[PING_SIZE], data[PING_SIZE];
    double *times = calloc(count, sizeof(*times));
    int out[2], in[2];
    uint32_t i;

    (void)address;
    if (!times || pipe(out) || pipe(in)) {
        stop(2, "pipe: %s", strerror(errno));
    }
    switch (fork()) {
    case -1:
        stop(2, "fork: %s", strerror(errno));
    case 0:
        close(out[1]);
        pipe_echo(out[0], in[1]);
    }
    for (i = 0; i < count; i++) {
        double start = now();

        fill(expected, 0, sizeof(expected), seed, i);
        if (write(out[1], expected, sizeof(expected)) != sizeof(expected) ||
            read(in[0], data, sizeof(data)) != sizeof(data) ||
            memcmp(expected, data, sizeof(data))) {
            stop(1, "pipe: not what was written");
        }
        times[i] = (now() - start) * 1e6;
    }
    print_times(times, count);
}

static void run_ping(uint32_t address, uint32_t count, uint32_t seed)
{
    struct peer peer = peer_open(address);
    uint8_t expected[PING_SIZE], data[MAX_PAYLOAD];
    double *times = calloc(count, sizeof(*times));
    uint32_t i;

    if (!times) {
        stop(2, "no memory");
    }
    for (i = 0; i < count; i++) {
        double start = now();

        fill(expected, 0, sizeof(expected), seed, i);
        peer_send(&peer, expected, sizeof(expected));
        check(&peer, i, expected, sizeof(expected), data,
              peer_receive(&peer, data));
        times[i] = (now() - start) * 1e6;
    }
    check_no_more(&peer);
    peer_close(&peer);
    print_times(times, count);
}

static void run_stats(uint32_t address, uint32_t count, uint32_t seed)
{
    struct rpmsg_test_stats s = ask_stats();

    (void)address;
    (void)count;
    (void)seed;
#define PRINT(field) printf(#field "=%" PRIu32 "\n", s.field)
    PRINT(received);
    PRINT(sent);
    PRINT(sessions);
    PRINT(no_endpoint);
    PRINT(malformed);
    PRINT(kicks_received);
    PRINT(kicks_sent);
    PRINT(kicks_unwanted);
    PRINT(waits_for_buffer);
    PRINT(waits_for_mailbox);
    PRINT(to_linux_index);
    PRINT(from_linux_index);
#undef PRINT
}

static void run_flood(uint32_t address, uint32_t count, uint32_t seed)
{
    struct peer peer = peer_open(address);
    uint8_t data[PING_SIZE];
    uint32_t i, sent = 0;

    set_blocking(&peer, false);
    for (i = 0; i < count; i++) {
        fill(data, 0, sizeof(data), seed, i);
        sent += peer_send(&peer, data, sizeof(data));
    }
    printf("messages=%" PRIu32 "\n", sent);
    peer_close(&peer);
}

static const struct command {
    const char *name;
    void (*run)(uint32_t address, uint32_t count, uint32_t seed);
    uint32_t endpoint;
} commands[] = {
    { "echo", run_echo, RPMSG_ECHO_CHRDEV },
    { "echo-only", run_echo_only, RPMSG_ECHO_CHRDEV },
    { "sink", run_sink, RPMSG_TEST_FIRST },
    { "source", run_source, RPMSG_TEST_FIRST },
    { "ping", run_ping, RPMSG_ECHO_CHRDEV },
    { "stats", run_stats, RPMSG_TEST_FIRST },
    { "flood", run_flood, RPMSG_ECHO_CHRDEV },
    { "pipe", run_pipe, 0 },
};

static uint32_t number(const char *text)
{
    char *end;
    unsigned long value = strtoul(text, &end, 0);

    if (end == text || *end || value > UINT32_MAX) {
        stop(2, "%s: not a number", text);
    }
    return value;
}

/* The device comes when the core has started and Linux has probed */
static int open_control(const char *path)
{
    double start = now();
    int fd;

    while ((fd = open(path, O_RDWR)) < 0) {
        if (errno != ENOENT || now() - start > LIMIT_MS / 1000) {
            stop(2, "%s: %s", path, strerror(errno));
        }
        usleep(100000);
    }
    return fd;
}

int main(int argc, char **argv)
{
    const struct command *command = NULL;
    uint32_t count, seed, endpoint;
    size_t i;

    if (argc < 3 || argc > 6) {
        stop(2, "usage: k3-rpmsg-test CTRL COMMAND [COUNT [SEED [ENDPOINT]]]");
    }
    for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        if (strcmp(argv[2], commands[i].name) == 0) {
            command = &commands[i];
        }
    }
    if (!command) {
        stop(2, "%s: no such command", argv[2]);
    }
    count = argc > 3 ? number(argv[3]) : 1000;
    seed = argc > 4 ? number(argv[4]) : 1;
    endpoint = argc > 5 ? number(argv[5]) : command->endpoint;
    if (count == 0) {
        stop(2, "COUNT must be at least 1");
    }
    if (command->endpoint) {
        control = open_control(argv[1]);
    }
    command->run(endpoint, count, seed);
    return 0;
}
