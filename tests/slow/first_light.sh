#!/usr/bin/env bash
# The default experiment, whole: one plateau at .162 +- 5 %, the escape at step 947 (three teachers at
# d = 120; the spread of teachers is 4 to 10 %, the rows are 5 % apart: 850 to 1150), and the
# floor 1.15e-5 +- 10 % after 5000 steps. Deterministic: seed 1.
set -eu
cd "$(dirname "$0")/../.."
# Column numbers by name, from the CSV header.
export header='NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
'

folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
rows=$folder/rows.csv
summary=$folder/summary.json
# The top level is replica 0; what stands under "replicas" repeats it.
./plateau run first-light --steps 5000 --json --quiet --csv "$rows" | tail -n 1 |
    sed 's/"replicas".*//' >"$summary"

level=$(grep -oE '"level": ?[-+.0-9e]+' "$summary" | head -n 1 | grep -oE '[-+.0-9e]+$')
plateaus=$(grep -oE '"level"' "$summary" | wc -l)
escape=$(grep -oE '"escape": ?\{[^}]*\}' "$summary" | grep -oE '"step": ?[0-9]+' | grep -oE '[0-9]+$')
awk -F, -v level="$level" -v plateaus="$plateaus" -v escape="$escape" "$header"'{ eps = $column["eps"] }
        END {
            printf "first-light: %d plateau at %.4f, escape at step %d, floor %.3g\n", plateaus, level, escape, eps
            exit !(plateaus == 1 && level > .95 * .162 && level < 1.05 * .162 &&
                   escape > 850 && escape < 1150 && eps > .9 * 1.15e-5 && eps < 1.1 * 1.15e-5)
        }' "$rows"
