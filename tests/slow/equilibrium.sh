#!/usr/bin/env bash
# Half-Gibbs error of HMC from the teacher (relu, ones, Delta .1, d = 100), three teachers, mean over
# the second half of 1500 (alpha 1, 6) or 5000 (alpha 3) steps, against the values published with
# arXiv 2501.18530 at d = 150: within 8 % or 3 combined standard errors.
# Arguments: the alphas to run; default 1. `1 3 6` takes about 20 minutes on two cores.
# Seeds 1..3. The 8 % cover the difference in d; the standard error of three teachers alone would
# raise a false alarm in under 1 % of all choices of seeds.
set -eu
cd "$(dirname "$0")/../.."
# Column numbers by name, from the CSV header.
export header='NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
'

second_half() { # alpha steps seed -> mean eps over steps beyond half
    ./plateau run relu-ones -s alpha="$1" -s init=teacher -s d=100 --seed "$3" --steps "$2" \
        --threads 1 --quiet |
        awk -F, -v from="$(($2 / 2))" "$header"'$column["step"] > from { sum += $column["eps"]; n++ } END { printf "%.6f\n", sum / n }'
}
export -f second_half

compare() { # alpha steps published error
    seq 1 3 | xargs -P "$(nproc)" -I{} bash -c "second_half $1 $2 {}" |
        awk -v alpha="$1" -v mean="$3" -v error="$4" '
            { n++; sum += $1; square += $1 * $1 }
            END {
                ours = sum / n; var = (square - n * ours * ours) / (n - 1)
                both = sqrt(var / n + error * error)
                ratio = ours / mean - 1
                printf "relu-ones alpha=%s: half-Gibbs %.5f +- %.5f (%d teachers), published %.5f +- %.5f: %+.1f %%, %+.2f combined standard errors\n",
                    alpha, ours, sqrt(var / n), n, mean, error, 100 * ratio, (ours - mean) / both
                exit n != 3 || (ratio * ratio > 0.08^2 && (ours - mean)^2 > 9 * both^2)
            }'
}

for alpha in "${@:-1}"; do
    case $alpha in
    1) compare 1 1500 .04115 .00058 ;;
    3) compare 3 5000 .02251 .00029 ;;
    6) compare 6 1500 .01055 .00015 ;;
    *) echo "no published value for alpha=$alpha; there is one for 1, 3 and 6" >&2; exit 2 ;;
    esac
done
