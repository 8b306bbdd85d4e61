#!/usr/bin/env bash
# The Nishimori identities of real runs, as `run --json` judges them: ok in equilibrium (relu, ones,
# alpha 1, d = 40, one start from the teacher, one random), off for ADAM at low noise (first-light,
# two random starts), and on the metastable plateau (relu, ones, alpha 5, d = 80, two random starts
# beside one from the teacher) not off: either ok or, as the chains creep away, too early.
# Arguments: which of equilibrium, adam, metastable; default the first two, a minute of one core;
# the third takes 3 to 4.
# A verdict is wrong by chance in under 1 % of all seeds (4 standard errors, three figures, some
# twenty looks). Seed 1 here.
set -eu
cd "$(dirname "$0")/../.."

judge() { # name expected arguments...
    local name=$1 expected=$2
    shift 2
    ./plateau run "$@" --seed 1 --threads 1 --quiet --json |
        sed -E 's/.*"rhat_eps":([^,]*),"rhat_q":([^,]*),"ess_eps":([^,]*),"ess_q":([^,]*),"nishimori":\{"verdict":"([^"]*)","ess":[^,]*,"residual":\{"mean":([^,]*),"se":([^}]*)\},"distance":\{"mean":([^,]*),"se":([^}]*)\},"overlap":\{"mean":([^,]*),"se":([^}]*)\}.*/\1;\2;\3;\4;\5;\6;\7;\8;\9;/' |
        awk -F';' -v name="$name" -v expected="$expected" '{
            printf "%s: %s; train/noise %.4f +- %.4f, distance %.3f +- %.3f; R-hat %s, %s, ESS %s, %s\n",
                name, $5, $6, $7, $8, $9, $1, $2, $3, $4
            exit index(expected, "|" $5 "|") == 0
        }'
}

for what in "${@:-equilibrium adam}"; do
    for one in $what; do
        case $one in
        equilibrium)
            judge "$one" '|ok|' relu-ones -s d=40 -s alpha=1 -s init=teacher,random -s replicas=2 \
                -s measure_every=10 --steps 6000
            ;;
        adam) judge "$one" '|off|' first-light -s d=40 -s replicas=2 ;;
        metastable) judge "$one" '|ok|too early|' metastable ;;
        *)
            echo "there is equilibrium, adam and metastable, not $one" >&2
            exit 2
            ;;
        esac
    done
done
