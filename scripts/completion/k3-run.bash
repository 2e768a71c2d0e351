# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Completion for k3-run and k3-boards in bash: "source scripts/completion/k3-run.bash".
# Names of boards are those of the kernel of --kernel, if it is in the cache.

_k3_boards() {
    local at kernel=() tool=${COMP_WORDS[0]}
    for ((at = 1; at < COMP_CWORD; at++)); do
        if [ "${COMP_WORDS[at]}" = --kernel ]; then
            kernel=(--kernel "${COMP_WORDS[at + 1]}")
            # bash has split debian:7 in three
            [ "${COMP_WORDS[at + 2]}" = : ] &&
                kernel[1]+=:${COMP_WORDS[at + 3]}
        fi
    done
    K3_OFFLINE=1 "${tool%/*}/k3-run" "${kernel[@]}" --board list 2>/dev/null |
        sed 's/ .*//'
}

_k3_run() {
    local cur=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
    case $previous in
    --board)
        mapfile -t COMPREPLY < <(compgen -W "list $(_k3_boards)" -- "$cur")
        return ;;
    --card | --dtb | --file | --firmware | --kernel | --modules | --run | --html | --json | \
    --u-boot)
        mapfile -t COMPREPLY < <(compgen -f -- "${cur#*=}")
        return ;;
    esac
    case $cur in
    -*)
        mapfile -t COMPREPLY < <(compgen -W "$("${COMP_WORDS[0]}" --help |
            grep -o -- '--[a-z-]*' | sort -u)" -- "$cur") ;;
    *)
        [[ ${COMP_WORDS[0]} == *k3-boards ]] &&
            mapfile -t COMPREPLY < <(compgen -W "$(_k3_boards)" -- "$cur") ;;
    esac
}

complete -F _k3_run k3-run scripts/k3-run k3-boards scripts/k3-boards
