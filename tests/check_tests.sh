#!/bin/bash
# Tests assert and do not spin: each Test( contains an assertion, calls a helper that does, or says
# how it ends (.signal, .exit_code). Of the helpers in tests/support, which most tests begin with,
# only those count that are there to check. No file but those of tests/threads yields in a loop.
# Prints every test that breaks a rule, and fails if there is one.
set -eu -o pipefail
cd "${1:-$(dirname "$0")/..}" # another tree, to see that a rule can fail

find tests -name '*.[ch]' | sort | xargs awk '
    # Helpers of a source file are its own; all files share those of headers and of tests/support.
    function key(file, name) { return file ~ /\.h$|^tests\/support\// ? name : file SUBSEP name }
    function is_asserting(file, text, word, called) {
        gsub(/"([^"\\]|\\.)*"/, "", text)
        if (text ~ /cr_(assert|expect|fatal|fail)/) return 1
        while (match(text, /[A-Za-z_][A-Za-z_0-9]*\(?/)) {
            word = substr(text, RSTART, RLENGTH)
            text = substr(text, RSTART + RLENGTH)
            called = sub(/\($/, "", word)
            if ((called || word ~ /check|expect/) && (word in asserting || (file, word) in asserting))
                return 1
        }
        return 0
    }
    function keep(name, text) {
        if (name == "") return
        body[++bodies] = text
        named[bodies] = key(FILENAME, name)
        from[bodies] = FILENAME
    }
    FNR == 1 { text = ""; inside = macro = 0 }
    /^#define/ { # with its continued lines, by its name
        macro = 1
        macro_name = $2
        sub(/\(.*/, "", macro_name)
        macro_text = ""
    }
    macro {
        macro_text = macro_text " " $0
        if ($0 !~ /\\$/) { keep(macro_name, substr(macro_text, index(macro_text, macro_name) + \
                                                   length(macro_name))); macro = 0 }
        next
    }
    /sched_yield/ && FILENAME !~ /^tests\/threads\// {
        print FILENAME ":" FNR ": spins; wait for a condition, a barrier or a message"
        broken = 1
    }
    /^Test\(/ { head = $0; where = FILENAME ":" FNR; kind = "test"; inside = 0 }
    /^[a-z].*[a-z_0-9]\(/ && !/;$/ && !/^Test\(/ {
        head = $0
        kind = "helper"
        name = $0
        sub(/\(.*/, "", name)
        sub(/.*[ *]/, "", name)
    }
    /^\{/ { inside = 1; text = ""; next }
    /^}/ && inside {
        if (kind == "test") { test_head[++tests] = head; test_at[tests] = where
                            test_file[tests] = FILENAME; test_text[tests] = text }
        else if (kind == "helper" && (FILENAME !~ /^tests\/support\// || name ~ /check|expect/))
            keep(name, text)
        inside = 0
        kind = ""
    }
    inside { text = text "\n" $0 }
    END {
        for (more = 1; more;) {
            more = 0
            for (i = 1; i <= bodies; i++)
                if (!(named[i] in asserting) && is_asserting(from[i], body[i])) {
                    asserting[named[i]] = 1
                    more = 1
                }
        }
        for (i = 1; i <= tests; i++)
            if (test_head[i] !~ /\.(signal|exit_code) *=/ && !is_asserting(test_file[i], test_text[i])) {
                print test_at[i] ": asserts nothing: " test_head[i]
                broken = 1
            }
        if (tests == 0) { print "no test was found"; broken = 1 }
        exit broken
    }'
