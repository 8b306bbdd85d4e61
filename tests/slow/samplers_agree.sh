#!/usr/bin/env bash
# nuts and hmc sample the same law: mean eps and q of relu (ones, alpha 1, Delta .1), each from the
# teacher on the same data, within 4 combined standard errors; and the effective samples each draws
# from a gradient. Argument: d, default 60 (some minutes on two cores; 30 takes half of one).
# The first quarter is dropped. Standard errors come from the means of 16 batches, which holds for
# batches longer than the autocorrelation time; ESS = variance / error^2, known to a third or so.
# Student t with some 30 degrees beyond 4 has probability 4e-4; two numbers: in under 0.1 % of all
# seeds. Seed 1 here.
set -eu
cd "$(dirname "$0")/../.."
d=${1:-60}
# Column numbers by name, from the CSV header.
header='NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
'

chain() { # algorithm steps settings... -> step gradients eps q of every step
    local algorithm=$1 steps=$2
    shift 2
    ./plateau run relu-ones -s d="$d" -s alpha=1 -s init=teacher -s replicas=1 -s measure_every=1 \
        -s algorithm="$algorithm" "$@" --steps "$steps" --seed 1 --threads 1 --quiet |
        awk -F, "$header"'{ print $column["step"], $column["gradients"], $column["eps"], $column["q"] }'
}

means() { # steps -> mean and error of eps, of q, their ESS, gradients
    awk -v steps="$1" '
        $1 <= steps / 4 { first = $2; next }
        { n++; eps[n] = $3; q[n] = $4; gradients = $2 - first }
        function put(x,   b, i, size, mean, var, between, m) {
            size = int(n / 16)
            for (i = 1; i <= 16 * size; i++) mean += x[i] / (16 * size)
            for (i = 1; i <= 16 * size; i++) var += (x[i] - mean)^2 / (16 * size)
            for (b = 0; b < 16; b++) {
                m = 0
                for (i = b * size + 1; i <= (b + 1) * size; i++) m += x[i] / size
                between += (m - mean)^2 / 15 / 16
            }
            printf "%.8g %.8g %.6g ", mean, sqrt(between), var / between
        }
        END { put(eps); put(q); printf "%.0f\n", gradients }'
}

hmc=$(chain hmc 8000 -s step=0.01 | means 8000)
nuts=$(chain nuts 1600 -s step=0.01 | means 1600)
printf '%s %s\n' "$hmc" "$nuts" | awk -v d="$d" '
    function compare(name, a, ea, b, eb,   off) {
        off = (b - a) / sqrt(ea^2 + eb^2)
        printf "%s at d = %s: hmc %.5f +- %.5f, nuts %.5f +- %.5f: %+.2f combined standard errors\n",
            name, d, a, ea, b, eb, off
        return off^2 < 16
    }
    {
        good = compare("eps", $1, $2, $8, $9) + compare("q", $4, $5, $11, $12)
        printf "ESS per 1000 gradients, eps and q: hmc %.2f, %.2f (of %d); nuts %.2f, %.2f (of %d)\n",
            1000 * $3 / $7, 1000 * $6 / $7, $7, 1000 * $10 / $14, 1000 * $13 / $14, $14
        exit good != 2
    }'
