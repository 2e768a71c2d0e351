# SPDX-License-Identifier: GPL-2.0-or-later
#
# A thin front to scripts/; see "make help".

S := scripts

.PHONY: help
help:
	@echo 'make demo       build all that is needed, boot Linux on k3-virt and run an R5F'
	@echo 'make check      build everything and run every test'
	@echo 'make check-all  the same, with more kernels for some tests'
	@echo 'make scenarios  cause faults while a core is stopped, and judge two drivers'
	@echo 'make map        map how Linux stops a core that answers late; writes k3-map.svg'
	@echo 'make boards     boot the device trees of all boards; writes k3-boards.html'
	@echo 'make repeat     100 counted runs, which must be the same, and one that is saved often'
	@echo 'make bench      compare k3-virt with -M virt, and rpmsg with a pipe'
	@echo
	@echo 'make deps       install the Debian packages that are missing'
	@echo 'make qemu       get QEMU, graft k3-virt onto it, build it'
	@echo 'make firmware   build the firmware of the remote cores'
	@echo 'make kernels    get and build the kernels that the tests boot'
	@echo 'make docs       render the documentation; prints the path of its first page'
	@echo 'make lint       run only the checks of style and licence'
	@echo 'make clean      remove what was built (downloads and ccache stay)'
	@echo 'make distclean  remove the whole cache directory'
	@echo
	@echo 'QEMU_SERIES=10.2|10.0   Debian source package to build (default 10.2)'
	@echo 'QEMU_SRC=DIR            use this QEMU tree instead'
	@echo 'K3_CACHE=DIR            cache directory (default $$XDG_CACHE_HOME/k3-virt)'
	@echo 'K3_OFFLINE=1            never use the network'

.PHONY: deps
deps:
	@$(S)/k3-bootstrap
	@$(S)/k3-deps

.PHONY: qemu
qemu: deps
	@$(S)/k3-qemu

.PHONY: firmware
firmware: deps
	@$(S)/k3-firmware

.PHONY: kernels
kernels: deps
	@$(S)/k3-kernel-get debian:6.1 debian:6.12 debian:7 debian:6.12+k3 \
		debian:7+k3 source:7 source:7+graceful

.PHONY: demo
demo: deps
	@$(S)/k3-demo

.PHONY: check check-all
check: deps
	@$(S)/k3-deps --check
	@$(S)/k3-check

check-all: deps
	@$(S)/k3-deps --check
	@$(S)/k3-check --all

.PHONY: scenarios
scenarios: deps
	@$(S)/k3-scenario --check-faults --repeat 2 --report

.PHONY: boards
boards: deps
	@$(S)/k3-boards --html k3-boards.html

.PHONY: lint
lint:
	@$(S)/k3-check --only lint

.PHONY: docs
docs: deps
	@$(S)/k3-docs

.PHONY: bench
bench: deps
	@$(S)/k3-bench

.PHONY: repeat
repeat: deps
	@$(S)/k3-repeat --runs 100 --moves all

.PHONY: map
map: deps
	@$(S)/k3-map

.PHONY: clean distclean
clean distclean:
	@$(S)/k3-clean $@
