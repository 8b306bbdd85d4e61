#!/bin/bash
# Each layer includes only what stands below it; pictures (draw) include core alone; each library
# has one home. A public header's layer is the first word of its first comment ("core: ..."); any
# other file's is its folder. Prints every include that breaks a rule, and fails if there is one.
set -eu -o pipefail
cd "${1:-$(dirname "$0")/..}" # another tree, to see that a rule can fail

layers() { # HEADER LAYER, for the public headers
    for header in include/plateau/*.h; do
        echo "plateau/${header##*/} $(head -n 2 "$header" | grep -m 1 -oE '[a-z]+:' | tr -d :)"
    done
}

includes() { # FILE HEADER, one line per #include; a table (.def) belongs to its header
    find include src ui -name '*.[ch]' | sort | xargs awk '
        /^[ \t]*#[ \t]*include/ { split($0, part, /[<">]/); sub(/\.def$/, ".h", part[2])
                                  print FILENAME, part[2] }'
}

{ layers; echo ---; includes; } | awk '
    BEGIN { # siblings have the same height and do not include one another
        n = split("core 1 table 2 channel 2 model 3 learn 4 observe 4 theory 4 judge 5 engine 6 store 7 " \
                  "runner 7 draw 7 ui 8 app 9", word)
        for (i = 1; i < n; i += 2) height[word[i]] = word[i + 1]
        home["^(openblas/)?cblas|lapacke"] = "^src/core/linalg\\.c$"
        home["^Random123/"] = "^src/core/rng\\.c$"
        home["^(gsl/|cerf)"] = "^src/(channel|theory)/"
        home["^ini\\.h"] = "^src/model/"
        home["^jansson"] = "^src/app/"
        home["curses"] = "^ui/term\\.c$"
        home["^sqlite3"] = "^src/store/"
        home["^(vterm|criterion)"] = "^$"
    }
    $1 == "---" { reading = 1; next }
    !reading { layer[$1] = $2; next }
    function complain(why) { print $1 ": must not include " $2 ": " why; broken = 1 }
    {
        split($1, path, "/")
        mine = path[1] == "src" ? path[2] : path[1] == "ui" ? "ui" : layer["plateau/" path[3]]
        theirs = $2 in layer ? layer[$2] : mine
        if (!(mine in height)) complain("the layer of " $1 " is unknown")
        else if (mine != theirs && height[theirs] >= height[mine])
            complain(theirs " is not below " mine)
        if (mine == "draw" && theirs !~ /^(draw|core)$/) complain("pictures know of no physics")
        if ($2 ~ /^plateau\// && !($2 in layer)) complain("there is no such header")
        if ($2 ~ /\.\.|^src\/|^ui\//) complain("it reaches into another folder")
        for (library in home)
            if ($2 ~ library && $1 !~ home[library]) complain("its home is elsewhere")
    }
    END { exit broken }'
