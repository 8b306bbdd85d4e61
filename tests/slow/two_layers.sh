#!/usr/bin/env bash
# Two layers (tanh2, gamma .5 .5, ones, Delta .1) sampled by HMC from the teacher: q1, q2, q21 and
# the half-Gibbs error at three alphas, mean over three teachers and the second half of the run,
# against the specialised branch of the theory at infinite size.
# Arguments: the alphas to run; default 3 4 8. A minute or two of one core each at d = 40.
# Passes within 6 % of each overlap and 12 % of the error, or 3 standard errors of the three
# teachers: corrections are O(1/d), and the norm of a teacher's second layer alone is off by 10 %.
set -eu
cd "$(dirname "$0")/../.."
export D="${D:-40}" STEPS="${STEPS:-1500}"
# Column numbers by name, from the CSV header.
export header='NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
'

second_half() { # alpha seed -> means of q1 q2 q21 eps over the second half
    ./plateau run two-layer-tanh2 -s alpha="$1" -s init=teacher -s d="$D" --seed "$2" \
        --steps "$STEPS" --threads 1 --quiet |
        awk -F, -v from="$((STEPS / 2))" "$header"'
            $column["step"] > from {
                n++; q1 += $column["q1"]; q2 += $column["q2"]; q21 += $column["q21"]
                eps += $column["eps"]
            }
            END { printf "%.6f %.6f %.6f %.7f\n", q1 / n, q2 / n, q21 / n, eps / n }'
}
export -f second_half

# Of the one |v| that `ones` has; mean_q is over k1 d and k2 k1 weights, gamma_1 : gamma_1 gamma_2.
theory() { # alpha -> q1 q2 q21 eps of the specialised branch
    ./plateau theory two-layer-tanh2 --alpha "$1" --branch specialised --json |
        sed -E 's/.*"eps":([^,]*),.*"q2":\[\{[^}]*"q":([^}]*)\}.*"q21":\[\{[^}]*"q":([^}]*)\}.*"mean_q":([^,]*),.*/\1 \2 \3 \4/' |
        awk '{ print ($4 * 1.5 - 0.5 * $2), $2, $3, $1 }'
}

compare() { # alpha
    { theory "$1"; seq 1 3 | xargs -P "$(nproc)" -I{} bash -c "second_half $1 {}"; } |
        awk -v alpha="$1" '
            NR == 1 { for (i = 1; i <= 4; i++) expected[i] = $i; next }
            { n++; for (i = 1; i <= 4; i++) { sum[i] += $i; square[i] += $i * $i } }
            END {
                split("q1 q2 q21 eps", name, " "); split(".06 .06 .06 .12", allowed, " ")
                for (i = 1; i <= 4; i++) {
                    mean = sum[i] / n; error = sqrt((square[i] / n - mean * mean) / (n - 1))
                    off = mean - expected[i]
                    bad += off^2 > (allowed[i] * expected[i])^2 && off^2 > 9 * error^2
                    printf "two-layer-tanh2 alpha=%s: %s %.5f +- %.5f, theory %.5f: %+.1f %%\n",
                        alpha, name[i], mean, error, expected[i], 100 * off / expected[i]
                }
                exit n != 3 || bad
            }'
}

for alpha in ${@:-3 4 8}; do
    compare "$alpha"
done
