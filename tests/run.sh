#!/bin/bash
# Runs Criterion programs, two at a time, and sums their own counts. Shows the output of those
# that failed, and fails when any did, crashed, or ran no test at all.
set -eu -o pipefail

run_one() {
    local program=$1 status=0 passed failed
    timeout 300 "$program" --jobs 1 --color=never >"$program.log" 2>&1 </dev/null || status=$?
    # [====] Synthesis: Tested: 7 | Passing: 6 | Failing: 1 | Crashing: 0
    read -r passed failed < <(awk '/Synthesis: Tested: / { passed = $7; failed = $4 - $7; n = 1 }
        END { print passed + 0, n ? failed : 1 }' "$program.log")
    if [ "$status" -ne 0 ] || [ "$passed" -eq 0 ]; then
        cat "$program.log"
        echo "FAILED: $program (status $status)"
        if [ "$failed" -eq 0 ]; then failed=1; fi
    fi
    echo "$passed $failed" >"$program.count"
}

if [ "${1-}" = --one ]; then
    run_one "$2"
    exit
fi
for program in "$@"; do
    rm -f "$program.count"
done
printf '%s\0' "$@" | xargs -0 -n 1 -P 2 "$0" --one
for program in "$@"; do
    cat "$program.count"
done | awk '{ passed += $1; failed += $2 }
    END { printf "%d passed, %d failed\n", passed, failed; exit failed > 0 || passed == 0 }'
