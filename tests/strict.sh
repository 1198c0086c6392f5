#!/bin/sh
# Compiles everything with warnings as errors, by gcc and by clang, and once without OpenMP (one
# thread): each in a build folder of its own, objects only where nothing is run.
set -u
cd "$(dirname "$0")/.." || exit 1
BUILD=${BUILD:-build}
MAKE=${MAKE:-make}
CORES=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT
bad=0

# compile NAME COMPILER [VARIABLE=VALUE...]
compile() {
    name=$1 compiler=$2
    shift 2
    if ! command -v "$compiler" >/dev/null 2>&1; then
        echo "skip $name: no $compiler here"
        return
    fi
    # CFLAGS only lowers the cost of building: every warning needs at least -O1.
    if $MAKE --no-print-directory -k -j"$CORES" BUILD="$BUILD/$name" CC="$compiler" WERROR=1 \
        CFLAGS=-O1 "$@" >"$log" 2>&1; then
        echo "ok $name"
    else
        grep -E 'error|warning|undefined' "$log" | head -n 30
        echo "not ok $name"
        bad=1
    fi
}
compile strict-gcc gcc objects
compile strict-clang clang objects
compile single-thread gcc OPENMP= all
exit $bad
