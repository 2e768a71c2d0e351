/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Text output for users and tests, in the trace buffer of the resource table.
 * Linux shows it as /sys/kernel/debug/remoteproc/remoteprocN/trace0.
 */

#ifndef LIB_TRACE_H
#define LIB_TRACE_H

#define TRACE_SIZE              0x4000

extern char trace_buffer[TRACE_SIZE];

/*
 * A loader clears the buffer. After a restart without a load (watchdog), new
 * text is appended to the old text.
 */
void trace_init(void);

/*
 * Supports %s %c %d %u %x %p %%, a width, padding with zeros, and an 'l', which
 * is ignored, as int and long are the same here. From the first other
 * conversion on, the format is printed unchanged. Each line begins with the
 * time in units of 64 CPU cycles. When the buffer is full, its older half is
 * dropped. Interrupt handlers may call this.
 */
void trace_printf(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

#endif /* LIB_TRACE_H */
