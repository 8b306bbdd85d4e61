#!/usr/bin/env bash
# The default experiment, whole. Seed 1, deterministic: one plateau, and the escape at step 947 (three
# teachers at d = 120; the spread of teachers is 4 to 10 %, the rows are 5 % apart: 850 to 1150).
# Seeds 1 to 3 against theory: the mean level of the plateau within 4 % of eps of the universal
# branch, the mean floor after 5000 steps within 10 % of eps of the specialised one.
set -eu
cd "$(dirname "$0")/../.."
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
export folder

run() { # seed: writes its rows, and its summary without the replicas that repeat it
    ./plateau run first-light --seed "$1" --steps 5000 --threads 1 --json --quiet \
        --csv "$folder/$1.csv" | tail -n 1 | sed 's/"replicas".*//' >"$folder/$1.json"
}
export -f run
seq 1 3 | xargs -P "$(nproc)" -I{} bash -c 'run {}'

number() { # key: its first value in what is piped in
    grep -oE "\"$1\": ?[-+.0-9e]+" | head -n 1 | grep -oE '[-+.0-9e]+$'
}
for seed in 1 2 3; do
    summary=$folder/$seed.json
    echo "$seed" "$(grep -oE '"level_se"' "$summary" | wc -l)" "$(number level <"$summary")" \
        "$(grep -oE '"escape": ?\{[^}]*\}' "$summary" | number step)"
done >"$folder/levels"
# Column numbers by name, from the CSV header; the levels of theory stand in every row.
for seed in 1 2 3; do
    awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
        { last = $column["eps"] " " $column["uni"] " " $column["spe"] }
        END { print last }' "$folder/$seed.csv"
done | paste -d ' ' "$folder/levels" - | awk '
    {
        printf "first-light, seed %d: %d plateau at %.4f, escape at step %d, floor %.3g\n", $1, $2, $3, $4, $5
        level += $3 / 3; floor += $5 / 3; universal = $6; specialised = $7
        if ($1 == 1) bad += $2 != 1 || $4 < 850 || $4 > 1150
    }
    END {
        printf "first-light: plateau %.4f, theory %.4f: %+.1f %%; floor %.3g, theory %.3g: %+.1f %%\n", level,
            universal, 100 * (level / universal - 1), floor, specialised, 100 * (floor / specialised - 1)
        bad += NR != 3 || !((level / universal - 1) ^ 2 < .04 ^ 2)
        bad += !((floor / specialised - 1) ^ 2 < .1 ^ 2)
        exit bad > 0
    }'
