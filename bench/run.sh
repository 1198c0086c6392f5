#!/bin/sh
# `make bench`: nanoseconds a byte per stage, then whole commands beside gzip, wc and ripgrep.
#
#   CORPUS=FILE    measure on this file (.gz or plain) instead of 64 MB of synthetic news
#   ROUNDS=7       rounds; every tool runs once a round, so that noise falls on all alike
#
# What is compared: `gravamen tag` does the whole job and writes full records; `gzip -dc` only
# unpacks; `wc -w` only counts words; `rg -c -i -F -f` only counts lines that hold one of the words
# in bench/vocabulary.txt. Medians; ratios are against gravamen in the same run (2.0: gravamen is twice
# as fast). The table is kept as bench/results/DATE-COMMIT.txt.
set -eu
cd "$(dirname "$0")/.."
BUILD=${BUILD:-build}
ROUNDS=${ROUNDS:-7}
MEGABYTES=${MEGABYTES:-64}
work=$(mktemp -d "${TMPDIR:-/tmp}/gravamen-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT

if [ -n "${CORPUS:-}" ]; then
    source=$CORPUS
    command="make bench CORPUS=$(basename "$CORPUS")"
    case $CORPUS in
        *.gz) gzip -dc "$CORPUS" >"$work/plain" && cp "$CORPUS" "$work/packed.gz" ;;
        *) cp "$CORPUS" "$work/plain" && gzip -c "$CORPUS" >"$work/packed.gz" ;;
    esac
else
    source="synthetic news, $MEGABYTES MB, seed 1"
    command="make bench"
    "$BUILD/synth" --megabytes "$MEGABYTES" --seed 1 >"$work/plain"
    gzip -c "$work/plain" >"$work/packed.gz"
fi
bytes=$(wc -c <"$work/plain")
commit=$(git rev-parse --short HEAD 2>/dev/null || echo none)
if git status --porcelain 2>/dev/null | grep -qv '^?? bench/results'; then
    commit=$commit+
fi
result=bench/results/$(date +%Y-%m-%d)-$commit.txt

# run NAME COMMAND: appends its wall time in nanoseconds to work/NAME.
run() {
    name=$1
    started=$(date +%s%N)
    sh -c "$2" >/dev/null 2>&1 || true
    echo $(($(date +%s%N) - started)) >>"$work/$name.time"
}
tools() {
    cat <<END
gravamen-plain-1	'$BUILD/gravamen' tag -j1 -f jsonl --no-progress '$work/plain'
gravamen-plain-2	'$BUILD/gravamen' tag -j2 -f jsonl --no-progress '$work/plain'
gravamen-gz-1	'$BUILD/gravamen' tag -j1 -f jsonl --no-progress '$work/packed.gz'
gravamen-gz-2	'$BUILD/gravamen' tag -j2 -f jsonl --no-progress '$work/packed.gz'
gzip-dc	gzip -dc '$work/packed.gz'
wc-w	wc -w '$work/plain'
END
    if command -v rg >/dev/null 2>&1; then
        echo "rg-plain	rg -c -i -F -j1 -f bench/vocabulary.txt '$work/plain'"
        echo "rg-gz	rg -z -c -i -F -j1 -f bench/vocabulary.txt '$work/packed.gz'"
    fi
}
tab=$(printf '\t')
round=0
while [ "$round" -lt "$ROUNDS" ]; do
    tools | while IFS=$tab read -r name line; do
        run "$name" "$line"
    done
    round=$((round + 1))
done

median() {
    sort -n "$1" | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'
}
spread() { # distance of the quartiles over the median, per cent
    sort -n "$1" | awk '{ v[NR] = $1 } END {
        printf "%.0f", 100 * (v[int((3 * NR + 3) / 4)] - v[int((NR + 3) / 4)]) / v[int((NR + 1) / 2)] }'
}

{
    echo "date      $(date +%Y-%m-%d)"
    echo "commit    $commit"
    echo "command   $command"
    echo "corpus    $source: $bytes bytes plain, $(wc -c <"$work/packed.gz") packed"
    echo "machine   $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(getconf _NPROCESSORS_ONLN) cores"
    echo "compiler  $(${CC:-cc} --version | head -n 1)"
    echo "tools     $(gzip --version | head -n 1); $(rg --version 2>/dev/null | head -n 1)"
    "$BUILD/gravamen" --version
    echo
    echo "stages, one thread, from .gz"
    "$BUILD/bench/stages" "$work/packed.gz" "$ROUNDS"
    echo
    echo "whole commands, $ROUNDS interleaved rounds, medians"
    printf '%-18s %9s %9s %7s   %s\n' command seconds MB/s spread 'gravamen is so many times as fast'
    tools | while IFS=$tab read -r name line; do
        time=$(median "$work/$name.time")
        case $name in
            gravamen-*) against= ;;
            gzip-dc | rg-gz) against="gravamen-gz-1 gravamen-gz-2" ;;
            *) against="gravamen-plain-1 gravamen-plain-2" ;;
        esac
        ratios=
        for other in $against; do
            ratios="$ratios $(awk -v t="$time" -v g="$(median "$work/$other.time")" -v n="${other##*-}" \
                'BEGIN { printf "%.2f (%s thread%s)", t / g, n, (n > 1 ? "s" : "") }')"
        done
        awk -v n="$name" -v t="$time" -v b="$bytes" -v s="$(spread "$work/$name.time")" -v r="$ratios" \
            'BEGIN { printf "%-18s %9.3f %9.1f %5d %%  %s\n", n, t / 1e9, b * 1000 / t, s, r }'
    done
} | tee "$result"
echo
echo "kept as $result"
