# SPDX-License-Identifier: GPL-2.0-or-later
#
# The smallest device set for the k3-virt machine.  "virt" is there to be
# compared with (boot time, idle cost); it needs CXL to link.
CONFIG_K3_VIRT=y
CONFIG_ARM_VIRT=y
CONFIG_PCIE_PORT=y
CONFIG_PXB=y
CONFIG_CXL=y
CONFIG_CXL_MEM_DEVICE=y
CONFIG_GENERIC_LOADER=y
CONFIG_VIRTIO_PCI=y
CONFIG_VIRTIO_BLK=y
CONFIG_VIRTIO_SCSI=y
CONFIG_VIRTIO_NET=y
CONFIG_VIRTIO_RNG=y
CONFIG_VIRTIO_SERIAL=y
CONFIG_VIRTIO_9P=y
