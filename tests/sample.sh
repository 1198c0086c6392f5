#!/bin/sh
# The sample archive under valgrind: no error, no leak, in each of the main commands.
set -u
cd "$(dirname "$0")/.." || exit 1
BUILD=${BUILD:-build}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
bad=0
if ! command -v valgrind >/dev/null 2>&1; then
    echo 'skip sample/valgrind: no valgrind here'
    exit 0
fi
clean() { # clean NAME WANTED-STATUS ARGUMENTS...
    name=$1 wanted=$2
    shift 2
    # What the OpenMP runtime keeps until the process ends is reachable, and not ours.
    valgrind -q --error-exitcode=99 --leak-check=full --show-leak-kinds=definite,indirect \
        --errors-for-leak-kinds=definite,indirect "$BUILD/gravamen" "$@" >"$work/out" 2>"$work/err"
    status=$?
    if [ "$status" -eq "$wanted" ]; then
        echo "ok sample/valgrind $name"
    else
        head -n 60 "$work/err"
        echo "not ok sample/valgrind $name (exit status $status)"
        bad=1
    fi
}
clean 'tag, all formats and damaged twins' 3 tag -j2 -f jsonl --status any --no-progress corpora/sample
clean 'tag as a table' 0 tag -j1 -f csv --no-progress corpora/sample/newswire.txt
clean 'tag for people' 0 tag -j1 -f pretty --no-progress corpora/sample/testimony.txt
clean 'explain' 0 explain 'Gunmen shot dead 17 villagers in Oru.'
clean 'compile' 0 compile models/codebook.gvr models/en -o "$work/en.gvm"
clean 'eval' 0 eval --rules --errors corpora/gold/gold.jsonl
exit $bad
