/*
 * Lists in the messages of the TI K3 models
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_MISC_K3_LIST_H
#define HW_MISC_K3_LIST_H

/** k3_list_append: append an item to @list, which looks like "a, b, c". */
static inline void G_GNUC_PRINTF(2, 3) k3_list_append(GString *list,
                                                      const char *format, ...)
{
    va_list args;

    if (list->len) {
        g_string_append(list, ", ");
    }
    va_start(args, format);
    g_string_append_vprintf(list, format, args);
    va_end(args);
}

#endif /* HW_MISC_K3_LIST_H */
