/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Trace buffer
 */

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "cpu.h"
#include "lib/string.h"
#include "lib/trace.h"

/* In DRAM, where Linux can read it; always ends with a NUL */
char trace_buffer[TRACE_SIZE] __attribute__((section(".bss.trace_buffer")));

static size_t length;
static bool in_line;

void trace_init(void)
{
    length = 0;
    while (length < TRACE_SIZE && trace_buffer[length] != '\0') {
        length++;
    }
    if (length == TRACE_SIZE) {
        /* The buffer does not contain text written by this code */
        length = 0;
        trace_buffer[0] = '\0';
    }
    in_line = false;
}

/* Drop lines from the start until at most half of the buffer is used */
static void trace_make_room(void)
{
    size_t start = length / 2;

    while (start < length && trace_buffer[start - 1] != '\n') {
        start++;
    }
    length -= start;
    memmove(trace_buffer, trace_buffer + start, length);
    memset(trace_buffer + length, 0, start);
}

static void trace_char(char c)
{
    if (length + 1 >= TRACE_SIZE) {
        trace_make_room();
    }
    trace_buffer[length++] = c;
    trace_buffer[length] = '\0';
}

static void trace_string(const char *s, unsigned width)
{
    size_t len = 0;

    for (; s[len] != '\0'; len++) {
        trace_char(s[len]);
    }
    for (; len < width; len++) {
        trace_char(' ');
    }
}

static void trace_number(uint32_t value, unsigned base, unsigned width,
                         char pad, bool negative)
{
    char digits[12];
    unsigned n = 0;

    do {
        digits[n++] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value);

    if (negative && pad == '0') {
        trace_char('-');
        width -= width > 0;
    } else if (negative) {
        digits[n++] = '-';
    }
    for (; width > n; width--) {
        trace_char(pad);
    }
    while (n) {
        trace_char(digits[--n]);
    }
}

static void trace_vprintf(const char *format, va_list args)
{
    bool raw = false;

    for (; *format != '\0'; format++) {
        const char *conversion = format;
        unsigned width = 0;
        char pad = ' ';
        int value;

        if (!in_line) {
            in_line = true;
            trace_char('[');
            trace_number(cpu_stamp(), 10, 10, ' ', false);
            trace_string("] ", 0);
        }
        if (*format != '%' || raw) {
            trace_char(*format);
            in_line = *format != '\n';
            continue;
        }

        format++;
        if (*format == '0') {
            pad = '0';
        }
        for (; *format >= '0' && *format <= '9'; format++) {
            width = width * 10 + *format - '0';
        }
        if (*format == 'l') {
            format++;
        }
        switch (*format) {
        case 's':
            trace_string(va_arg(args, const char *), width);
            break;
        case 'c':
            trace_char(va_arg(args, int));
            break;
        case 'd':
            value = va_arg(args, int);
            trace_number(value < 0 ? -(uint32_t)value : (uint32_t)value,
                         10, width, pad, value < 0);
            break;
        case 'u':
            trace_number(va_arg(args, unsigned), 10, width, pad, false);
            break;
        case 'x':
            trace_number(va_arg(args, unsigned), 16, width, pad, false);
            break;
        case 'p':
            trace_string("0x", 0);
            trace_number((uintptr_t)va_arg(args, void *), 16, 8, '0', false);
            break;
        case '%':
            trace_char('%');
            break;
        case '\0':
            return;
        default:
            /* Stop using arguments: the size of this one is unknown */
            raw = true;
            format = conversion - 1;
            break;
        }
    }
}

void trace_printf(const char *format, ...)
{
    uint32_t cpsr = cpu_irq_save();
    va_list args;

    va_start(args, format);
    trace_vprintf(format, args);
    va_end(args);
    cpu_irq_restore(cpsr);
}
