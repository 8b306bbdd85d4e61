#!/bin/bash
# No circle of files. A module is a stem: run.c and run.h; a public header is a module of its own, for
# it is what the others agree on. A module depends on each header it includes, unless it implements a
# part of that header itself, and on each .c whose functions it names. A table (.def) makes nobody
# depend on what it lists. Prints each circle, with what leads from one file to the next, and fails
# if there is one.
set -eu -o pipefail
cd "${1:-$(dirname "$0")/..}" # another tree, to see that the rule can fail

files=$(find include src ui -name "*.[ch]" | sort)
awk '
    # Every file is read twice: for what it defines, then for what it uses.
    FNR == 1 {
        inside = 0
        pass = FILENAME in opened ? 2 : 1
        if (pass == 1) file_at[++files] = FILENAME
        opened[FILENAME] = 1
    }

    # Takes comments, strings and characters out of $0; returns it.
    function code(line, from, to, out) {
        gsub(/\\./, "", line)
        gsub(/\047[^\047]\047/, "0", line)
        out = ""
        while (line != "") {
            if (inside) {
                if (!(to = index(line, "*/"))) return out
                line = substr(line, to + 2)
                inside = 0
            } else if (match(line, /"[^"]*"|\/\*/)) {
                out = out substr(line, 1, RSTART - 1)
                inside = substr(line, RSTART, 1) == "/"
                line = substr(line, RSTART + RLENGTH)
            } else
                return out line
        }
        return out
    }
    function name_before_bracket(line) { # of a function, "" without one
        return match(line, /[a-z_0-9]+\(/) ? substr(line, RSTART, RLENGTH - 1) : ""
    }
    function read_definitions(line, name) {
        if (line !~ /^[a-z].*[ *][a-z_0-9]+\(/ || line ~ /^typedef|=|[ *]main\(/) return
        name = name_before_bracket(line)
        if (FILENAME ~ /\.h$/) declared_in[name, FILENAME] = 1
        else if (line ~ /^static/) hidden[FILENAME, name] = 1
        else if (line !~ /;$/) {
            defined_in[name] = FILENAME
            defines[FILENAME, ++defined[FILENAME]] = name
        }
    }
    function module(file) {
        sub(/\.[ch]$/, "", file)
        return file
    }
    pass == 1 && /^#[ \t]*include "/ {
        split($0, part, "\"")
        includes[FILENAME, ++count[FILENAME]] = part[2]
    }
    { line = code($0) }
    pass == 1 { read_definitions(line) }
    pass == 2 && line !~ /^#/ {
        while (match(line, /[A-Za-z_0-9.>]+/)) {
            word = substr(line, RSTART, RLENGTH)
            line = substr(line, RSTART + RLENGTH)
            if (word in defined_in && !((FILENAME, word) in hidden) && defined_in[word] != FILENAME &&
                FILENAME ~ /\.c$/ && !((FILENAME, word) in uses_word)) {
                uses_word[FILENAME, word] = 1
                uses[FILENAME, ++used[FILENAME]] = word
            }
        }
    }

    function path_of(file, name, folder) { # of an include; "" for a library
        if (name ~ /\.def$/) return ""
        if (name ~ /^plateau\//) return "include/" name
        folder = file
        sub(/[^\/]*$/, "", folder)
        if (folder name in opened) return folder name
        if ("src/" name in opened) return "src/" name
        return "ui/" name in opened ? "ui/" name : ""
    }
    function implements(file, header, i) {
        for (i = 1; i <= defined[file]; i++)
            if ((defines[file, i], header) in declared_in) return 1
        return 0
    }
    function lean(from, to, why) {
        from = module(from)
        to = module(to)
        if (from == to || (from, to) in reason) return
        reason[from, to] = why
        leans_on[from, ++edges[from]] = to
    }
    # The shortest way from a module back to itself, as text; "" without one.
    function circle(start, queue, head, tail, at, i, to, came, text, back) {
        split("", came)
        queue[head = tail = 1] = start
        while (head <= tail) {
            at = queue[head++]
            for (i = 1; i <= edges[at]; i++) {
                to = leans_on[at, i]
                if (to in came) continue
                came[to] = at
                if (to == start) {
                    text = start
                    do {
                        back = came[to]
                        text = back " -> (" reason[back, to] ") " text
                        member[back] = 1
                        to = back
                    } while (to != start)
                    return text
                }
                queue[++tail] = to
            }
        }
        return ""
    }
    END {
        for (f = 1; f <= files; f++) {
            for (i = 1; i <= count[file_at[f]]; i++) {
                header = path_of(file_at[f], includes[file_at[f], i])
                if (header != "" && !implements(file_at[f], header))
                    lean(file_at[f], header, "includes " includes[file_at[f], i])
            }
            for (i = 1; i <= used[file_at[f]]; i++)
                lean(file_at[f], defined_in[uses[file_at[f], i]], "names " uses[file_at[f], i])
        }
        for (f = 1; f <= files; f++) {
            start = module(file_at[f])
            if (!(start in member) && (text = circle(start)) != "") { print text; broken = 1 }
        }
        exit broken
    }' $files $files
