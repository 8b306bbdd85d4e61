#!/usr/bin/env bash
# The mean HMC step at which r2 first exceeds 0.903105 (h2h3, ones, alpha 1, Delta .1), ten teachers
# at d = 60 and at d = 80, against the values published with arXiv 2501.18530: mean (sd over ten
# teachers) 87.3 (12.5) and 115.8 (33.2).
# Passes within 3 combined standard errors. Were both sides the same law, each size would fail in
# 0.3 % of all choices of seeds; the seeds here are fixed: 1..10.
set -eu
cd "$(dirname "$0")/../.."
# Column numbers by name, from the CSV header.
export header='NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
'

passage() { # d seed -> first step with r2 above the level
    ./plateau run hardness-ones -s d="$1" --seed "$2" --steps 400 --threads 1 --quiet |
        awk -F, "$header"'$column["r2"] > 0.903105 { print $column["step"]; found = 1; exit }
            END { if (!found) print "none" }'
}
export -f passage

compare() { # d published-mean published-sd
    seq 1 10 | xargs -P "$(nproc)" -I{} bash -c "passage $1 {}" |
        awk -v d="$1" -v mean="$2" -v sd="$3" '
            $1 == "none" { missed++; next }
            { n++; sum += $1; square += $1 * $1 }
            END {
                ours = sum / n; var = (square - n * ours * ours) / (n - 1)
                error = sqrt(var / n + sd * sd / 10)
                printf "hardness d=%d: first passage %.1f (sd %.1f, %d teachers), published %.1f (%.1f): %+.2f combined standard errors\n",
                    d, ours, sqrt(var), n, mean, sd, (ours - mean) / error
                exit missed > 0 || (ours - mean)^2 > 9 * error^2
            }'
}

compare 60 87.3 12.5
compare 80 115.8 33.2
