/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Owns a remote core for as long as it has the core's file open.
 *
 * usage: k3-remoteproc-file /dev/remoteprocN
 *
 * Opens the file, asks remoteproc to stop the core when it is closed, and
 * closes it. close() returns when the driver is through with that, but never
 * says whether it worked. The kernel needs CONFIG_REMOTEPROC_CDEV.
 *
 * Exit status 0: the file was opened and closed; 2: it was not.
 *
 * Source: Linux include/uapi/linux/remoteproc_cdev.h.
 */

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define RPROC_SET_SHUTDOWN_ON_RELEASE   _IOW(0xb7, 1, int32_t)

int main(int argc, char **argv)
{
    int32_t shutdown = 1;
    int file;

    if (argc != 2) {
        fprintf(stderr, "usage: k3-remoteproc-file /dev/remoteprocN\n");
        return 2;
    }
    file = open(argv[1], O_RDWR);
    if (file < 0 || ioctl(file, RPROC_SET_SHUTDOWN_ON_RELEASE, &shutdown) ||
        close(file)) {
        perror(argv[1]);
        return 2;
    }
    return 0;
}
