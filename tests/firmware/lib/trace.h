/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Text for a person or a test, in the trace buffer that the resource table
 * announces. Linux shows it as /sys/kernel/debug/remoteproc/remoteprocN/trace0.
 */

#ifndef LIB_TRACE_H
#define LIB_TRACE_H

#define TRACE_SIZE              0x4000

extern char trace_buffer[TRACE_SIZE];

/*
 * A loader clears the buffer. After a restart without a load (watchdog), new
 * text is appended to the old one.
 */
void trace_init(void);

/*
 * %s %c %d %u %x %p %%, with an 'l' (ignored: int and long are the same here), a
 * width, and padding with zeros. A format is printed as it is from the first
 * conversion on that is none of these. Each line begins with the time in units
 * of 64 CPU cycles. When the buffer is full the older half of it goes.
 * May be called from interrupt handlers.
 */
void trace_printf(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

#endif /* LIB_TRACE_H */
