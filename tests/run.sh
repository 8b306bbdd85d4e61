#!/bin/bash
# Runs Criterion programs, two at a time, and sums their own counts. Shows the output of those
# that failed, and fails when any did, crashed, or ran no test at all. A test that this system
# cannot run (it has no pseudo-terminal, say) is skipped, and the reason is shown.
set -eu -o pipefail

# Seconds: far more than the timeouts of a program's tests, which name what they waited for.
patience=900

run_one() {
    local program=$1 status=0 passed failed skipped
    timeout "$patience" "$program" --jobs 1 --color=never --verbose >"$program.log" 2>&1 \
        </dev/null || status=$?
    # [====] Synthesis: Tested: 7 | Passing: 6 | Failing: 1 | Crashing: 0
    read -r passed failed skipped < <(awk '
        /^\[SKIP\]/ { skipped++ }
        /Synthesis: Tested: / { passed = $7; failed = $4 - $7; n = 1 }
        END { print passed + 0, n ? failed : 1, skipped + 0 }' "$program.log")
    if [ "$status" -ne 0 ] || [ $((passed + skipped)) -eq 0 ]; then
        grep -vE '^\[(RUN |PASS|SKIP)\]' "$program.log" || true
        # The last of these was running when the program ended or was ended.
        grep '^\[RUN \]' "$program.log" | tail -n 1 || true
        echo "FAILED: $program (status $status$(
            if [ "$status" -eq 124 ]; then echo ", after $patience s"; fi))"
        if [ "$failed" -eq 0 ]; then failed=1; fi
    fi
    echo "$passed $failed $skipped" >"$program.count"
}

if [ "${1-}" = --one ]; then
    run_one "$2"
    exit
fi
for program in "$@"; do
    rm -f "$program.count" "$program.log"
done
printf '%s\0' "$@" | xargs -0 -n 1 -P 2 "$0" --one
for program in "$@"; do
    sed -n 's/^\[SKIP\] [^ ]*: //p' "$program.log"
done | sort | uniq -c | sed 's/^ *\([0-9]*\) /skipped \1: /'
for program in "$@"; do
    cat "$program.count"
done | awk '{ passed += $1; failed += $2; skipped += $3 }
    END { printf "%d passed, %d failed%s\n", passed, failed,
              skipped ? ", " skipped " skipped" : ""
          exit failed > 0 || passed == 0 }'
