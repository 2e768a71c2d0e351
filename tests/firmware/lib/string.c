/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The functions that GCC requires even in a freestanding program. The build
 * options keep GCC from turning these loops into calls of the same functions.
 */

#include <stddef.h>
#include "lib/string.h"

#pragma GCC optimize("no-tree-loop-distribute-patterns")

void *memcpy(void *to, const void *from, size_t len)
{
    const char *src = from;
    char *dst = to;

    while (len--) {
        *dst++ = *src++;
    }
    return to;
}

void *memmove(void *to, const void *from, size_t len)
{
    const char *src = from;
    char *dst = to;

    if (dst <= src) {
        return memcpy(to, from, len);
    }
    while (len--) {
        dst[len] = src[len];
    }
    return to;
}

void *memset(void *to, int value, size_t len)
{
    char *dst = to;

    while (len--) {
        *dst++ = value;
    }
    return to;
}

int memcmp(const void *one, const void *other, size_t len)
{
    const unsigned char *a = one;
    const unsigned char *b = other;

    for (; len; len--, a++, b++) {
        if (*a != *b) {
            return *a - *b;
        }
    }
    return 0;
}
