#!/bin/sh
# `make fuzz`: runs every target for FUZZ_SECONDS, from its seeds and what earlier runs found
# (kept in BUILD/corpus). A crash stays as BUILD/crashes/TARGET-*: make it a seed.
set -u
cd "$(dirname "$0")/../.." || exit 1
BUILD=${BUILD:-build/fuzz}
SECONDS_EACH=${FUZZ_SECONDS:-60}
bad=0
mkdir -p "$BUILD/crashes"
for source in tests/fuzz/fuzz_*.c; do
    target=$(basename "$source" .c)
    corpus=$BUILD/corpus/$target
    mkdir -p "$corpus"
    dictionary=tests/fuzz/$target.dict
    # What is reserved is not yet used: a dictionary may be as large as an archive says.
    set -- -max_total_time="$SECONDS_EACH" -timeout=20 -rss_limit_mb=2048 -malloc_limit_mb=8192 \
        -print_final_stats=1 \
        -artifact_prefix="$BUILD/crashes/$target-"
    [ ! -f "$dictionary" ] || set -- "$@" -dict="$dictionary"
    if "$BUILD/tests/fuzz/$target" "$@" "$corpus" "tests/fuzz/seeds/$target" \
        >"$BUILD/$target.log" 2>&1; then
        runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$BUILD/$target.log")
        echo "ok fuzz/$target ($runs runs in $SECONDS_EACH s)"
    else
        tail -n 40 "$BUILD/$target.log"
        echo "not ok fuzz/$target (see $BUILD/$target.log)"
        bad=1
    fi
done
exit $bad
