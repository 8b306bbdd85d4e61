#!/bin/bash
# What draws on a screen sees plain data: no file of ui or draw compiles a header of the kernel, not
# even by way of another header. What learns sees data: no file of learn compiles the problem, which
# leads to the truth. Follows includes from the source, so that nothing need be built; prints the way
# to each such header, and fails if there is one.
set -eu -o pipefail
cd "${1:-$(dirname "$0")/..}" # another tree, to see that the rule can fail

find include src ui -name '*.[ch]' | sort | xargs awk '
    { file[FILENAME] = 1 }
    /^[ \t]*#[ \t]*include "/ {
        split($0, part, "\"")
        include[FILENAME, ++count[FILENAME]] = part[2]
    }

    # Where an include of this project lies; "" for any other.
    function found(from, name, folder) {
        folder = from
        sub(/[^\/]*$/, "", folder)
        if (folder name in file) return folder name
        if ("include/" name in file) return "include/" name
        if ("src/" name in file) return "src/" name
        return "ui/" name in file ? "ui/" name : ""
    }
    function follow(at, way, i, next_file) {
        if (at ~ forbidden) {
            print way
            broken = 1
            return
        }
        seen[at] = 1
        for (i = 1; i <= count[at]; i++) {
            next_file = found(at, include[at, i])
            if (next_file != "" && !(next_file in seen)) follow(next_file, way " -> " next_file)
        }
    }
    END {
        for (start in file) {
            forbidden = start ~ /^(ui|src\/draw)\/.*\.c$/ ? "/(problem|network|tile|team|kernel)\\.h$" \
                        : start ~ /^src\/learn\/.*\.c$/  ? "/(problem|truth)\\.h$" \
                                                         : ""
            if (forbidden == "") continue
            split("", seen)
            follow(start, start)
        }
        exit broken
    }' | sort
