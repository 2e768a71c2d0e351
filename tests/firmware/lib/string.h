/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Memory functions
 */

#ifndef LIB_STRING_H
#define LIB_STRING_H

#include <stddef.h>

void *memcpy(void *to, const void *from, size_t len);
void *memmove(void *to, const void *from, size_t len);
void *memset(void *to, int value, size_t len);
int memcmp(const void *one, const void *other, size_t len);

#endif /* LIB_STRING_H */
