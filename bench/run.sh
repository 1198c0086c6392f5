#!/bin/sh
# `make bench`: gravamen beside other tools on the same text and words, stage by stage, and against
# the goals. What is measured and how: bench/peers/measure.py.
#
#   CORPUS=FILE[:FILE]  JSONL or text, gzipped or not; `synth`, or nothing: synthetic news
#   ROUNDS=7            rounds; every tool runs once a round, so that noise falls on all alike
#   MEGABYTES=64        of text, at most
#   FILES=10000         small files of 4 KB, as far as the text goes
#   STREAM=256          megabytes of the stream on which peak memory is read (10000: as the goal says)
#   RESULTS=FOLDER      instead of bench/results
#
# ROUNDS=1 MEGABYTES=4 is a quick look, which measures nothing. The report is kept as
# bench/results/DATE-COMMIT.txt, with a plot a corpus beside it.
set -eu
cd "$(dirname "$0")/.."
BUILD=${BUILD:-build}
export BUILD
if ! command -v python3 >/dev/null 2>&1; then
    echo 'bench: needs python3' >&2
    exit 1
fi
commit=$(git rev-parse --short HEAD 2>/dev/null || echo none)
if git status --porcelain 2>/dev/null | grep -qv '^?? bench/results'; then
    commit=$commit+
fi
result=${RESULTS:-bench/results}/$(date +%Y-%m-%d)-$commit.txt
{
    echo "date      $(date +%Y-%m-%d)"
    echo "commit    $commit"
    echo "command   make bench ROUNDS=${ROUNDS:-7} MEGABYTES=${MEGABYTES:-64}" \
        "${CORPUS:+CORPUS=$(echo "$CORPUS" | sed 's|[^:]*/||g')}"
    echo "machine   $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(getconf _NPROCESSORS_ONLN) cores"
    echo "compiler  $(${CC:-cc} --version | head -n 1)"
    for tool in gzip igzip rg grep; do
        if command -v $tool >/dev/null 2>&1; then
            echo "tool      $($tool --version 2>&1 | head -n 1)"
        fi
    done
    "$BUILD/gravamen" --version
    echo
} | tee "$result"
python3 bench/peers/measure.py "$result"
echo
echo "kept as $result"
