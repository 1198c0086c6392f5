#!/bin/sh
# Replays the kept seeds of every fuzz target in a build with AddressSanitizer and
# UndefinedBehaviorSanitizer (REPLAY_BUILD; built here by gcc if it is not there yet).
set -u
cd "$(dirname "$0")/../.." || exit 1
REPLAY_BUILD=${REPLAY_BUILD:-build/asan}
MAKE=${MAKE:-make}
CORES=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT
bad=0

if [ "$REPLAY_BUILD" = "${BUILD:-build}/asan" ]; then
    if ! $MAKE --no-print-directory -j"$CORES" sanitized SANITIZED="replays" >"$log" 2>&1; then
        grep -E 'error|Error|undefined' "$log" | head -n 30
        echo "not ok replay: the sanitized build failed"
        exit 1
    fi
fi
for source in tests/fuzz/fuzz_*.c; do
    target=$(basename "$source" .c)
    seeds=tests/fuzz/seeds/$target
    if [ ! -d "$seeds" ]; then
        echo "not ok replay/$target: no seeds in $seeds"
        bad=1
    elif timeout 300 "$REPLAY_BUILD/tests/fuzz/replay_$target" "$seeds" >"$log" 2>&1; then
        echo "ok replay/$target ($(tail -n 1 "$log"))"
    else
        head -n 40 "$log"
        echo "not ok replay/$target"
        bad=1
    fi
done
exit $bad
