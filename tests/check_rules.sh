#!/bin/bash
# Each rule of check_layers.sh, check_circles.sh, check_plain.sh and check_tests.sh can fail, and so
# does a variable that no header declares: plants a breach in a copy of the tree and waits for the
# complaint. Prints the breaches that went unseen, and fails if there was one.
set -eu -o pipefail
cd "$(dirname "$0")/.."

tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
cp -r include src ui tests "$tree"
planted=()
unseen=0

plant() { # FILE LINE...: at its end
    local file=$1
    shift
    printf '%s\n' "$@" >>"$tree/$file"
    planted+=("$file")
}

repair() {
    for file in "${planted[@]}"; do
        if [ -e "$file" ]; then cp "$file" "$tree/$file"; else rm -f "$tree/$file"; fi
    done
    planted=()
}

expect() { # SCRIPT COMPLAINT: what a line of it must contain
    local said
    if said=$(tests/"$1" "$tree"); then
        echo "tests/$1 passes, where it should say: $2"
        unseen=1
    elif ! grep -qF -- "$2" <<<"$said"; then
        printf '%s\n' "tests/$1 does not say: $2" "but:" "$said"
        unseen=1
    fi
    repair
}

includes() { # FILE HEADER WHY, by check_layers.sh
    plant "$1" "#include \"$2\""
    expect check_layers.sh "$1: must not include $2: $3"
}

includes src/engine/bus.c plateau/ui.h 'ui is not below engine'
includes src/observe/form.c plateau/theory.h 'theory is not below observe'
includes src/observe/form.c plateau/finite_size.h 'judge is not below observe'
includes src/judge/trend.c plateau/engine.h 'engine is not below judge'
includes src/judge/trend.c plateau/runner.h 'runner is not below judge'
includes src/engine/bus.c plateau/runner.h 'runner is not below engine'
includes src/runner/runner.c plateau/ui.h 'ui is not below runner'
includes src/runner/runner.c plateau/plot.h 'draw is not below runner'
includes src/draw/plot.c plateau/ui.h 'ui is not below draw'
includes src/draw/plot.c plateau/config.h 'pictures know of no physics'
includes src/engine/bus.c plateau/plot.h 'draw is not below engine'
includes src/core/rng.c plateau/nowhere.h 'there is no such header'
includes src/core/rng.c ../learn/sampler.h 'it reaches into another folder'
includes src/draw/canvas.c ncursesw/curses.h 'its home is elsewhere'
includes src/judge/trend.c gsl/gsl_math.h 'its home is elsewhere'
includes src/runner/runner.c jansson.h 'its home is elsewhere'

# Two files that call each other; two private headers; two public ones.
plant src/draw/lines.c 'void lines_planted(void)' '{' '    text_planted();' '}'
plant src/draw/text.c 'void text_planted(void)' '{' '    lines_planted();' '}'
expect check_circles.sh 'src/draw/lines -> (names text_planted) src/draw/text -> (names lines_planted) src/draw/lines'
plant src/runner/signals.h '#include "planted.h"'
plant src/runner/planted.h '#include "signals.h"'
expect check_circles.sh 'src/runner/planted -> (includes signals.h) src/runner/signals -> (includes planted.h)'
plant include/plateau/axis.h '#include "plateau/plot.h"'
expect check_circles.sh 'include/plateau/axis -> (includes plateau/plot.h) include/plateau/plot -> (includes plateau/axis.h)'

plant ui/frame.c '#include "plateau/problem.h"'
expect check_plain.sh 'ui/frame.c -> include/plateau/problem.h'
plant include/plateau/text.h '#include "plateau/team.h"'
expect check_plain.sh '-> include/plateau/text.h -> include/plateau/team.h'
plant src/draw/axis.c '#include "plateau/nearest.h"'
plant include/plateau/nearest.h '#include "plateau/tile.h"'
expect check_plain.sh 'src/draw/axis.c -> include/plateau/nearest.h -> include/plateau/tile.h'

plant tests/core/test_rng.c 'Test(rng, planted)' '{' '    (void)"cr_assert(0)";' '}'
expect check_tests.sh 'asserts nothing: Test(rng, planted)'
plant tests/core/test_rng.c 'static void planted(void)' '{' '    sched_yield();' '}'
expect check_tests.sh 'spins'

# clang says when a variable is visible outside its file and in no header.
if command -v clang >/dev/null; then
    cp -r Makefile presets "$tree"
    echo 'int planted;' >"$tree/src/core/planted.c"
    if make -s -C "$tree" CC=clang WERROR=1 \
        build/release-clang/src/core/planted.o >/dev/null 2>"$tree/log"; then
        echo 'clang takes a variable that no header declares'
        unseen=1
    elif ! grep -q missing-variable-declarations "$tree/log"; then
        cat "$tree/log"
        unseen=1
    fi
fi
plant src/learn/hmc.c '#include "plateau/truth.h"'
expect check_plain.sh 'src/learn/hmc.c -> include/plateau/truth.h'
plant include/plateau/given.h '#include "plateau/problem.h"'
expect check_plain.sh '-> include/plateau/given.h -> include/plateau/problem.h'
exit $unseen
