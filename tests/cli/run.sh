#!/bin/sh
# Runs the command and compares what it says, byte for byte.
#
#   tests/cli/run.sh [--update] [NAME...]        all cases, or some
#
# A case is up to four files in tests/cli/cases:
#   NAME.cmd      shell commands; $GRAVAMEN is the command, `sample` the sample corpus, `models`
#                 the rules, `rules` those of a small model; the current folder is a fresh one
#   NAME.stdout   what it writes (no such file: nothing)
#   NAME.stderr   likewise
#   NAME.exit     its exit status (no such file: 0)
# --update writes these anew: read the difference before keeping it. Times in summaries are read as
# 0.0 s. Prints "ok NAME" or "not ok NAME" with the difference.
set -u
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
update=0
if [ "${1:-}" = --update ]; then
    update=1
    shift
fi
build=${BUILD:-build}
case $build in /*) ;; *) build=$top/$build ;; esac
GRAVAMEN=${GRAVAMEN:-$build/gravamen}
if [ ! -x "$GRAVAMEN" ]; then
    echo "not ok cli: $GRAVAMEN was not built"
    exit 1
fi
# The same everywhere: no colours, no terminal, no language.
LC_ALL=C TZ=UTC
export GRAVAMEN LC_ALL TZ
unset NO_COLOR TERM COLUMNS
scratch=$(mktemp -d "${TMPDIR:-/tmp}/gravamen-cli.XXXXXX") || exit 1
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
bad=0

# keep FILE GOT: as the expectation, or no file if it is empty.
keep() {
    if [ -s "$2" ]; then cp "$2" "$1"; else rm -f "$1"; fi
}

# differs FILE GOT: shows how what came differs from what was expected.
differs() {
    expected=$1
    [ -f "$expected" ] || expected=/dev/null
    cmp -s "$expected" "$2" && return 1
    diff -u "$expected" "$2" | head -n 40
    return 0
}

run_case() {
    name=$1
    case=$here/cases/$name
    room=$scratch/$name
    mkdir -p "$room/here" || exit 1
    ln -s "$top/corpora/sample" "$room/here/sample"
    ln -s "$top/models" "$room/here/models"
    ln -s "$here/rules" "$room/here/rules"
    (cd "$room/here" && exec sh "$case.cmd") >"$room/stdout" 2>"$room/err" </dev/null
    status=$?
    sed 's/ in [0-9][0-9]*\.[0-9] s$/ in 0.0 s/' "$room/err" >"$room/stderr"
    : >"$room/exit"
    [ "$status" -eq 0 ] || echo "$status" >"$room/exit"
    if [ "$update" -eq 1 ]; then
        for part in stdout stderr exit; do
            keep "$case.$part" "$room/$part"
        done
        echo "updated $name"
    else
        wrong=0
        for part in stdout stderr exit; do
            if differs "$case.$part" "$room/$part"; then
                wrong=1
            fi
        done
        if [ "$wrong" -eq 0 ]; then
            echo "ok $name"
        else
            echo "not ok $name"
            bad=1
        fi
    fi
    rm -rf "$room"
}

if [ $# -eq 0 ]; then
    for file in "$here"/cases/*.cmd; do
        [ -e "$file" ] || { echo "not ok cli: no cases"; exit 1; }
        set -- "$@" "$(basename "$file" .cmd)"
    done
fi
for name in "$@"; do
    run_case "$name"
done
exit $bad
