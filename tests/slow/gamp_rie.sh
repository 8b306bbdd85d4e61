#!/usr/bin/env bash
# GAMP-RIE undamped (relu, ones, gamma .5, alpha 2, Delta .1, d = 150), mean of seeds 1 to 3: eps after
# each of the first ten iterations within 10 % of its state evolution, and at the end within 6 % of
# eps of the universal branch, .02815. Finite-size corrections are O(1/d): +4.1 % at the end here,
# +7 % at d = 75; teachers spread by less than 1 %.
set -eu
cd "$(dirname "$0")/../.."
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT

./plateau theory gamp-rie --evolution --json | tail -n 1 | grep -oE '"evolution":.*' |
    grep -oE '"iteration": ?[0-9]+[^}]*' | sed -E 's/.*"iteration": ?([0-9]+).*"eps": ?([-+.0-9e]+).*/\1 \2/' \
    >"$folder/evolution"
for seed in 1 2 3; do
    ./plateau run gamp-rie --seed "$seed" --steps 20 --threads 1 --quiet |
        awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
            { print $column["step"], $column["eps"], $column["uni"] }'
done >"$folder/runs"

awk '
    NR == FNR { theory[$1] = $2; next }
    { eps[$1] += $2 / 3; runs[$1]++; universal = $3; if ($1 > last) last = $1 }
    END {
        for (t = 0; t <= 10; t++) {
            if (runs[t] != 3 || !(t in theory)) { print "gamp-rie: no iteration " t; bad++; continue }
            off = eps[t] / theory[t] - 1
            printf "gamp-rie, iteration %d: %.5f, state evolution %.5f: %+.1f %%\n", t, eps[t], theory[t], 100 * off
            bad += off^2 > .1^2
        }
        off = eps[last] / universal - 1
        printf "gamp-rie, at the end: %.5f, universal branch %.5f: %+.1f %%\n", eps[last], universal, 100 * off
        exit bad > 0 || runs[last] != 3 || off^2 > .06^2
    }' "$folder/evolution" "$folder/runs"
