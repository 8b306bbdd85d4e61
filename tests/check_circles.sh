#!/bin/bash
# No circle of files. A module is a stem: run.c and run.h, or a public header and the .c of that
# name. It leans on a module whose header it includes, unless it implements a part of that header
# itself, and on each .c whose functions it names. A table (.def) binds nobody: it lists what is
# plugged in. Prints each circle, with what leads from one file to the next, and fails if there is
# one.
set -eu -o pipefail
cd "${1:-$(dirname "$0")/..}" # another tree, to see that the rule can fail

files=$(find include src ui -name "*.[ch]" | sort)
awk '
    # Every file is read twice: for what it defines, then for what it uses.
    FNR == 1 { if (FILENAME in opened) pass = 2; else opened[FILENAME] = pass = 1; inside = 0 }

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
        if (line ~ /[ *]main\(/ || line !~ /^[a-z].*[ *][a-z_0-9]+\(/ || line ~ /^(typedef|return)|=/) return
        name = name_before_bracket(line)
        if (FILENAME ~ /\.h$/) declared_in[name, FILENAME] = 1
        else if (line ~ /^static/) hidden[FILENAME, name] = 1
        else if (line !~ /;$/) { defined_in[name] = FILENAME; defines[FILENAME, ++defined[FILENAME]] = name }
    }
    function module(file) { # include/plateau/x.h goes with src/AREA/x.c or ui/x.c
        sub(/\.[ch]$/, "", file)
        return file in home ? home[file] : file
    }
    pass == 1 && /^#[ \t]*include "/ { split($0, part, "\""); includes[FILENAME, ++count[FILENAME]] = part[2] }
    { line = code($0) }
    pass == 1 { read_definitions(line) }
    pass == 2 && line !~ /^#/ {
        while (match(line, /[A-Za-z_0-9.>]+/)) {
            word = substr(line, RSTART, RLENGTH)
            line = substr(line, RSTART + RLENGTH)
            if (word in defined_in && !((FILENAME, word) in hidden) && defined_in[word] != FILENAME &&
                FILENAME ~ /\.c$/)
                uses[FILENAME, defined_in[word]] = word
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
    function join_(from, to, why) {
        from = module(from); to = module(to)
        if (from == to || (from, to) in reason) return
        reason[from, to] = why
        next_[from, ++edges[from]] = to
        if (!(from in seen)) { seen[from] = 1; node[++nodes] = from }
    }
    # The shortest way from a module back to itself, as text; "" without one.
    function circle(start, queue, head, tail, at, i, to, came, text, names, back) {
        split("", came)
        queue[head = tail = 1] = start
        while (head <= tail) {
            at = queue[head++]
            for (i = 1; i <= edges[at]; i++) {
                to = next_[at, i]
                if (to in came) continue
                came[to] = at
                if (to == start) {
                    text = start
                    do { back = came[to]
                         text = back " -> (" reason[back, to] ") " text
                         member[back] = 1
                         to = back } while (to != start)
                    return text
                }
                queue[++tail] = to
            }
        }
        return ""
    }
    END {
        for (file in opened)
            if (file ~ /\.c$/) {
                stem = file; sub(/.*\//, "", stem); sub(/\.c$/, "", stem)
                if ("include/plateau/" stem ".h" in opened && implements(file, "include/plateau/" stem ".h"))
                    home["include/plateau/" stem] = substr(file, 1, length(file) - 2)
            }
        for (file in opened)
            for (i = 1; i <= count[file]; i++) {
                header = path_of(file, includes[file, i])
                if (header != "" && !implements(file, header)) join_(file, header, "includes " includes[file, i])
            }
        for (pair in uses) { split(pair, end, SUBSEP); join_(end[1], end[2], "names " uses[pair]) }
        for (i = 1; i <= nodes; i++)
            if (!(node[i] in member) && (text = circle(node[i])) != "") { print text; broken = 1 }
        exit broken
    }' $files $files
