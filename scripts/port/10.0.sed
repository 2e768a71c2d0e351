# SPDX-License-Identifier: GPL-2.0-or-later
#
# What QEMU 10.2 calls differently from 10.0; applied by k3-graft (sed -E)
# to our C and Meson sources on their way into a 10.0 tree, and to the lines that
# our patches add.

# Arm code that is compiled once for all targets came in 10.1
s/\barm_common_ss\b/arm_ss/

# A part of a header became one in 10.1
s|"exec/icount\.h"|"system/cpu-timers.h"|

# Headers moved from exec/ to system/ in 10.1
s|"system/memory\.h"|"exec/memory.h"|
s|"system/address-spaces\.h"|"exec/address-spaces.h"|

# Type data became constant in 10.1
s/\(ObjectClass \*(\w+), const void \*(\w+)\)/(ObjectClass *\1, void *\2)/
s/\(const InterfaceInfo\[\]\)/(InterfaceInfo[])/

# Machines name the binaries they are for since 10.1
/"hw\/arm\/machines-qom\.h"/d
/\{ TYPE_TARGET_AARCH64_MACHINE \},/d

# Since 10.2, callers say how much room there is for the answer of a card
s/(sdbus_do_command\(.*), sizeof\(response\)\)/\1)/
