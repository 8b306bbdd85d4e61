#!/bin/bash
# The summary of a run at 17 digits does not depend on OpenBLAS's kernels, the number of threads or
# the kernel of the gradients; that of gamp-rie hangs on OpenBLAS's kernels within 1e-6, and on
# nothing else. d = 60 and up: more than one group of chunks (plateau/chunks.h). One minute or two.
set -eu -o pipefail
cd "$(dirname "$0")/../.."
plateau=${PLATEAU:-./plateau}
failed=0

# PRESET SETTINGS..: ten kinds of runs, of as few steps as show all there is to differ.
cases='
first-light -s d=60 --steps 12
adagrad -s d=60 --steps 12
flat-sgd -s d=40 --steps 12
hmc-escape -s d=60 --steps 2
mala-escape -s d=60 --steps 6
nuts-escape -s d=30 --steps 2
samplers -s d=40 --steps 3
binary -s d=40 --steps 2
hardness-ones -s d=40 -s alpha=8 --steps 2
learned-readouts -s d=60 --steps 3
two-layer-adam -s d=60 --steps 6
two-steps -s d=30 --steps 4
'

# CORE THREADS KERNEL WORDS..: the summary without times and without what it was asked for.
summary() {
    OPENBLAS_CORETYPE=$1 $plateau run "${@:4}" --threads "$2" --kernel "$3" --quiet --json |
        sed -E 's/"(seconds|kernel|blas)":[^,}]*//g'
}

has_kernel() {
    $plateau run first-light -s d=4 -s test=4 --steps 1 --kernel "$1" --quiet >/dev/null 2>&1
}

complain() {
    echo "DIFFERS $*"
    failed=1
}

kernels='scalar'
cores='Prescott'
if has_kernel avx2; then kernels="avx2 $kernels"; cores="$cores Haswell"; fi
if has_kernel avx512; then kernels="avx512 $kernels"; cores="$cores SkylakeX"; fi
first=${kernels%% *}

while read -r words; do
    if [ -z "$words" ]; then continue; fi
    read -ra word <<<"$words"
    wanted=$(summary Prescott 1 "$first" "${word[@]}")
    if [[ $wanted != *'"eps":'* ]]; then complain "${word[0]}: no summary"; fi
    for core in $cores; do
        if [ "$(summary "$core" 2 "$first" "${word[@]}")" != "$wanted" ]; then
            complain "${word[0]}: OPENBLAS_CORETYPE=$core"
        fi
    done
    for threads in 2 3 8; do
        if [ "$(summary Prescott $threads "$first" "${word[@]}")" != "$wanted" ]; then
            complain "${word[0]}: --threads $threads"
        fi
    done
    for kernel in $kernels; do
        if [ "$(summary Prescott 2 "$kernel" "${word[@]}")" != "$wanted" ]; then
            complain "${word[0]}: --kernel $kernel"
        fi
    done
    echo "${word[0]} $(grep -o '"eps":[^,]*' <<<"$wanted" | head -n 1)"
done <<<"$cases"

gamp=(gamp-rie -s d=60 -s alpha=8 --steps 8)
for core in $cores; do
    wanted=$(summary "$core" 1 "$first" "${gamp[@]}")
    for threads in 2 3 8; do
        if [ "$(summary "$core" $threads "$first" "${gamp[@]}")" != "$wanted" ]; then
            complain "gamp-rie: OPENBLAS_CORETYPE=$core --threads $threads"
        fi
    done
    for kernel in $kernels; do
        if [ "$(summary "$core" 2 "$kernel" "${gamp[@]}")" != "$wanted" ]; then
            complain "gamp-rie: OPENBLAS_CORETYPE=$core --kernel $kernel"
        fi
    done
    echo "$wanted"
done | tr '{}[],:' '\n' | awk -v cores="$(wc -w <<<"$cores")" '
    /DIFFERS/ { print; broken = 1; next }
    { value[++n] = $0 }
    END {
        for (i = 1; i <= n / cores; i++)
            for (c = 1; c < cores; c++) {
                a = value[i]; b = value[i + c * n / cores]
                if (a == b) continue
                apart = (a - b) / (a == 0 ? 1 : a); if (apart < 0) apart = -apart
                if (apart > most) most = apart
                if (apart > 1e-6 || a !~ /^-?[0-9.]/) { print "DIFFERS gamp-rie: " a, b; broken = 1 }
            }
        printf "gamp-rie: %.1e apart at most between kernels of OpenBLAS\n", most
        exit broken
    }' || failed=1
exit $failed
