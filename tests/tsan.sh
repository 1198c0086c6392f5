#!/bin/sh
# The pipeline under ThreadSanitizer: several inputs, more threads than cores, tiny batches.
#
# Needs clang with libomp: gcc's OpenMP runtime is not built for ThreadSanitizer and gives false
# races. libomp itself tells what synchronises what through libarcher, where that is installed.
set -u
cd "$(dirname "$0")/.." || exit 1
MAKE=${MAKE:-make}
CORES=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
TSAN_BUILD=${TSAN_BUILD:-${BUILD:-build}/tsan}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
bad=0

echo 'int main(void) { return 0; }' >"$work/probe.c"
if ! clang -fopenmp -fsanitize=thread "$work/probe.c" -o "$work/probe" 2>"$work/log"; then
    echo 'skip tsan: no clang with libomp here'
    exit 0
fi
if ! $MAKE --no-print-directory -j"$CORES" BUILD="$TSAN_BUILD" CC=clang CFLAGS='-O1 -g' \
    SANITIZE=-fsanitize=thread all >"$work/log" 2>&1; then
    grep -E 'error|Error|undefined' "$work/log" | head -n 20
    echo 'not ok tsan: the build failed'
    exit 1
fi
archer=$(clang -print-file-name=libarcher.so)
case $archer in
    /*) export OMP_TOOL_LIBRARIES="$archer" ;;
esac
export TSAN_OPTIONS='halt_on_error=1 exitcode=66 ignore_noninstrumented_modules=1'
# run NAME COMMAND...: fails on a race, and on no output
run() {
    name=$1
    shift
    "$TSAN_BUILD/gravamen" "$@" --no-progress corpora/sample >"$work/out" 2>"$work/err"
    status=$?
    if [ "$status" -eq 66 ] || [ ! -s "$work/out" ] || grep -q 'ThreadSanitizer' "$work/err"; then
        head -n 60 "$work/err"
        echo "not ok tsan/$name (exit status $status)"
        bad=1
    else
        echo "ok tsan/$name"
    fi
}
for threads in 2 7; do
    for batch in 100 ''; do
        run "$threads threads, batch ${batch:-default}" \
            tag -j$threads ${batch:+--batch $batch} -f jsonl --status any
    done
    run "diff, $threads threads" diff -j$threads --batch 100 -f jsonl tests/cli/rules models
done
run "nightly, 7 threads" run -j7 --state "$work/state.db" --out "$work/results"
exit $bad
