#!/bin/sh
# `make bench`: gravamen beside other tools on the same text and words, stage by stage, and against
# the goals. What each row means: bench/README.md; how it is measured: bench/peers/measure.py.
#
#   CORPUS=FILE[:FILE]  JSONL or text, gzipped or not; `synth`: synthetic news. Nothing: synthetic news,
#                       speeches and country reports of ../shared/corpus, if they are there
#   ROUNDS=7            rounds; every tool runs once a round, so that noise falls on all alike
#   MEGABYTES=64        of text, at most
#   FILES=10000         small files of 4 KB, as far as the text goes (100000: as the goal says)
#   STREAM=256          megabytes of the stream on which peak memory is read (10000: as the goal says)
#   RANDOM_TEXT=4       megabytes of random text that every path reads (200: as the promise says)
#   PARTS=...           some of: peers threads density rules adversarial paths; all of them
#   RESULTS=FOLDER      instead of bench/results
#
# MEGABYTES=16 takes about ten minutes for three corpora; ROUNDS=1 MEGABYTES=2 is a quick look, which
# measures nothing. The report is kept as bench/results/DATE-COMMIT.txt, with a plot a corpus, and one by
# number of rules, beside it.
set -eu
cd "$(dirname "$0")/.."
BUILD=${BUILD:-build}
export BUILD
if ! command -v python3 >/dev/null 2>&1; then
    echo 'bench: needs python3' >&2
    exit 1
fi
missing=''
if [ -z "${CORPUS:-}" ]; then
    CORPUS=synth
    for name in ungdc statedept_hr; do
        if [ -r "../shared/corpus/$name.jsonl.gz" ]; then
            CORPUS=$CORPUS:../shared/corpus/$name.jsonl.gz
        else
            missing="$missing $name"
        fi
    done
fi
export CORPUS
commit=$(git rev-parse --short HEAD 2>/dev/null || echo none)
if git status --porcelain 2>/dev/null | grep -qv '^?? bench/results'; then
    commit=$commit+
fi
result=${RESULTS:-bench/results}/$(date +%Y-%m-%d)-$commit.txt
{
    echo "date      $(date +%Y-%m-%d)"
    echo "commit    $commit"
    echo "command   make bench ROUNDS=${ROUNDS:-7} MEGABYTES=${MEGABYTES:-64} STREAM=${STREAM:-256}" \
        "CORPUS=$(echo "$CORPUS" | sed 's|[^:]*/||g')${PARTS:+ PARTS=\"$PARTS\"}"
    echo "machine   $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(getconf _NPROCESSORS_ONLN) cores"
    echo "compiler  $(${CC:-cc} --version | head -n 1)"
    for package in libhyperscan5 libisal2 isal zlib1g libstemmer0d fasttext ripgrep grep gzip coreutils; do
        version=$(dpkg-query -W -f '${Version}' "$package" 2>/dev/null) || continue
        echo "package   $package $version"
    done
    "$BUILD/gravamen" --version
    for name in $missing; do
        echo "skipped: $name (no ../shared/corpus here); the goals stated for it are not measured"
    done
    echo
} | tee "$result"
python3 bench/peers/measure.py "$result"
echo
echo "kept as $result"
