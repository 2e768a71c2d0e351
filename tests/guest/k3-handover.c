/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Stands where the host waits for the guest, with a breakpoint.
 *
 * usage: k3-handover | cpio -i
 *        k3-handover pause|end
 *        k3-handover clock
 *
 * The first form writes to standard output what the host put into its memory.
 * A guest that has booted is saved where this program gets to k3_here(), and
 * resumed from there any number of times, each time with other files. The host
 * knows both addresses (scripts/k3lib/machine/snapshot.py) and needs no device
 * for it: one that transfers data takes time of the host, and would make a
 * guest that counts instructions differ from one run to the next.
 *
 * The second form is for the end of a run, or of a part of it: k3_pause() and
 * k3_end() are where the host looks at the machine. Stopped whenever the host
 * comes round to it, the other cores would be somewhere else each time.
 *
 * The third form puts the counter of the architectural timer and its frequency
 * into the kernel's log. The counter is QEMU's virtual time, which traces have;
 * the record's stamp is the kernel's clock: so one can be told from the other.
 *
 * Exit status 0: everything was written, or there was nothing; 2: it was not.
 */

#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* The kernel puts the heap up to 1 GiB behind the program, by chance */
#define ADDRESS         0x80000000ul
#define SIZE            (4 << 20)

struct handover {
    uint32_t size;      /* of what follows; put there by the host */
    char data[];
};

/* The linker puts this section to 0x10000000 */
static void __attribute__((noinline, section(".k3_here")))
k3_here(struct handover *memory)
{
    /* The debugger changes it while the program stands here */
    __asm__ volatile("" : : "r"(memory) : "memory");
}

/* This one to 0x10001000 */
static void __attribute__((noinline, section(".k3_end"))) k3_end(void)
{
    __asm__ volatile("" : : : "memory");
}

/* And this one to 0x10002000 */
static void __attribute__((noinline, section(".k3_pause"))) k3_pause(void)
{
    __asm__ volatile("" : : : "memory");
}

static int tell_clock(void)
{
    int log = open("/dev/kmsg", O_WRONLY);
    uint64_t count, frequency;
    char record[80];
    int size;

    if (log < 0) {
        perror("k3-handover: /dev/kmsg");
        return 2;
    }
    __asm__ volatile("mrs %0, cntfrq_el0" : "=r"(frequency));
    __asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(count) : : "memory");
    size = snprintf(record, sizeof(record),
                    "<5>k3-scenario: clock %" PRIu64 " %" PRIu64 "\n",
                    count, frequency);
    if (write(log, record, size) != size) {
        perror("k3-handover: /dev/kmsg");
        return 2;
    }
    return 0;
}

static int hand_over(void)
{
    /* A debugger can write only where there is memory already */
    struct handover *memory = mmap(
        (void *)ADDRESS, SIZE, PROT_READ | PROT_WRITE,
        MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE | MAP_POPULATE,
        -1, 0);

    if (memory == MAP_FAILED) {
        perror("k3-handover: mmap");
        return 2;
    }
    k3_here(memory);
    if (memory->size > SIZE - sizeof(*memory)) {
        fprintf(stderr, "k3-handover: %u bytes do not fit\n", memory->size);
        return 2;
    }
    if (fwrite(memory->data, 1, memory->size, stdout) != memory->size ||
        fflush(stdout)) {
        perror("k3-handover");
        return 2;
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 1) {
        return hand_over();
    }
    if (argc == 2 && !strcmp(argv[1], "clock")) {
        return tell_clock();
    }
    if (argc == 2 && !strcmp(argv[1], "pause")) {
        k3_pause();
        return 0;
    }
    if (argc == 2 && !strcmp(argv[1], "end")) {
        k3_end();
        return 0;
    }
    fprintf(stderr, "usage: k3-handover [pause|end|clock]\n");
    return 2;
}
