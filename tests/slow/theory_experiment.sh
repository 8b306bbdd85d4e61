#!/usr/bin/env bash
# Experiment against theory: HMC from the teacher (gamma .5, Delta .1, readouts of one, gaussian
# weights), half-Gibbs error over the second half of each run, at three alphas per activation, away
# from transitions; 12, 6 and 3 teachers at d = 60, 100, 140. The line through all runs in 1/d,
# weighted with d^2 (errors spread as 1/d: by 3 % over teachers at d = 60), has to meet the eps of
# theory at 1/d = 0 within 3 standard errors of its intercept, and that error has to be below 2 % of
# eps; else the point is inconclusive, which is a failure. The standard error is that of the fit's
# own residuals: 19 degrees of freedom, so that 3 of them are exceeded by chance in 0.7 % of
# choices of seeds (6 % for one of nine points). Drift within the measured halves, from 10 blocks of
# each chain, pooled over a point's runs, has to be below 3 of its standard errors.
#
#   theory_experiment.sh [--quick] [--teachers "60:12 100:6 140:3"] [FOLDER]
#
# FOLDER keeps one CSV per run; complete ones are not run again, so that the experiment can be cut
# off and taken up: a folder belongs to one state of the sources, as make experiment names it.
# Without one, a temporary folder. --quick: three teachers at d = 60 alone; levels and drift, no
# fit. Exit status: 0 all points meet, 1 some fail.
set -eu
cd "$(dirname "$0")/../.."

# Activation, alpha, steps; the first half of the steps is for equilibration.
points='relu 0.3 600
relu 0.45 600
relu 1 800
tanh2 0.5 2400
tanh2 2 600
tanh2 3 500
h2h3 2 600
h2h3 2.5 500
h2h3 3 500'
teachers='60:12 100:6 140:3'
while [ $# -gt 0 ]; do
    case $1 in
    --quick) teachers=60:3 ;;
    --teachers) teachers=${2:?--teachers takes D:COUNT pairs}; shift ;;
    -*) echo "usage: $0 [--quick] [--teachers 'D:COUNT ...'] [FOLDER]" >&2; exit 2 ;;
    *) folder=$1 ;;
    esac
    shift
done
if [ -z "${folder-}" ]; then
    folder=$(mktemp -d)
    trap 'rm -r "$folder"' EXIT
fi
mkdir -p "$folder"
export folder

# Every run: activation alpha steps d seed. The large ones first, so that no core waits at the end.
plan() {
    for size in $teachers; do
        for seed in $(seq "${size#*:}"); do
            echo "$points" | sed "s/\$/ ${size%:*} $seed/"
        done
    done | sort -k4,4nr -k2,2nr
}

run_one() { # activation alpha steps d seed
    local rows=$folder/$1-$2-d$4-seed$5-$3.csv
    if [ -e "$rows" ]; then return; fi
    ./plateau run relu-ones -s activation="$1" -s alpha="$2" -s d="$4" -s gamma=0.5 -s noise=0.1 \
        -s readout=ones -s init=teacher -s algorithm=hmc -s measure_every=50 --seed "$5" \
        --steps "$3" --threads 1 --quiet --force --csv "$rows.part" >/dev/null &&
        mv "$rows.part" "$rows"
}
export -f run_one

# activation alpha d eps drift drift's standard error, over the second half of one run
summary() { # activation alpha steps d seed
    awk -F, -v point="$1 $2 $4" -v from="$(($3 / 2))" '
        NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
        $column["step"] > from { eps[n++] = $column["eps"] }
        END {
            size = int(n / 10)
            for (b = 0; b < 10; b++) {
                block = 0
                for (i = b * size; i < (b + 1) * size; i++) block += eps[i] / size
                mean += block / 10; square += block * block / 10
                drift += (b < 5 ? -1 : 1) * block / 5
            }
            print point, mean, drift, 2 * sqrt((square - mean * mean) / 9)
        }' "$folder/$1-$2-d$4-seed$5-$3.csv"
}

theory() { # activation alpha -> eps of the equilibrium branch
    ./plateau theory relu-ones -s activation="$1" --alpha "$2" -s gamma=0.5 -s noise=0.1 \
        --branch equilibrium --json --quiet | grep -oE '"eps": ?[-+.0-9e]+' | grep -oE '[-+.0-9e]+$'
}

plan | while read -r activation alpha steps d seed; do
    if [ ! -e "$folder/$activation-$alpha-d$d-seed$seed-$steps.csv" ]; then
        echo "$alpha $steps $d"
    fi
done | awk -v cores="$(nproc)" '{ flops += 4 * $1 * $3 ^ 2 * $3 * $3 / 2 * 10 * $2; runs++ }
    END { printf "%d runs to do, %.3g Tflop: about %.0f minutes on %d cores at 60 Gflop/s each\n",
        runs, flops / 1e12, flops / 60e9 / 60 / cores, cores }'
plan | nice xargs -P "$(nproc)" -L 1 bash -c 'run_one "$@"' _

status=0
while read -r activation alpha steps; do
    { plan | awk -v a="$activation" -v b="$alpha" '$1 == a && $2 == b' |
        while read -r run; do summary $run; done; } |
        awk -v theory="$(theory "$activation" "$alpha")" '
            {
                w = $3 * $3; x = 1 / $3; n++
                d[n] = $3; eps[n] = $4; if (!count[$3]++) sizes[++kinds] = $3
                total[$3] += $4; squares[$3] += $4 * $4
                s += w; sx += w * x; sy += w * $4; sxx += w * x * x; sxy += w * x * $4
                if ($6 > 0) { precision += 1 / $6 ^ 2; drift += $5 / $6 ^ 2 }
            }
            END {
                printf "%s %s: theory %.5f;", $1, $2, theory
                for (i = kinds; i > 0; i--) {
                    k = sizes[i]; m = count[k]; mean = total[k] / m
                    printf " d=%d %.5f +- %.5f,", k, mean, sqrt((squares[k] / m - mean * mean) / (m - 1))
                }
                moved = drift / precision / theory; error = 1 / sqrt(precision) / theory
                printf " drift %+.1f +- %.1f %%", 100 * moved, 100 * error
                bad = !(moved * moved < 9 * error * error)
                if (bad) printf " NOT EQUILIBRATED"
                if (kinds > 1) {
                    det = s * sxx - sx * sx; a = (sxx * sy - sx * sxy) / det; b = (s * sxy - sx * sy) / det
                    for (i = 1; i <= n; i++) rest += d[i] ^ 2 * (eps[i] - a - b / d[i]) ^ 2
                    error = sqrt(rest / (n - 2) * sxx / det)
                    printf "; at 1/d = 0 %.5f +- %.5f: %+.2f standard errors", a, error, (a - theory) / error
                    if (!(error < .02 * theory)) { printf " INCONCLUSIVE (%.1f %%)", 100 * error / theory; bad = 1 }
                    if (!((a - theory) ^ 2 < 9 * error ^ 2)) { printf " DISAGREES"; bad = 1 }
                }
                print ""
                exit bad
            }' || status=1
done <<<"$points"
exit $status
