#!/bin/sh
# The bench itself: its programs build without warnings, count right, and a quick run gives a whole
# report. Measures nothing. What it compares with is skipped where it is not installed.
set -u
cd "$(dirname "$0")/.." || exit 1
BUILD=${BUILD:-build}
MAKE=${MAKE:-make}
CORES=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
bad=0

# check NAME COMMAND...
check() {
    name=$1
    shift
    if "$@" >"$work/log" 2>&1; then
        echo "ok bench/$name"
    else
        tail -n 20 "$work/log"
        echo "not ok bench/$name"
        bad=1
    fi
}
if ! $MAKE --no-print-directory -j"$CORES" WERROR=1 peers >"$work/log" 2>&1; then
    grep -E 'error|Error|undefined' "$work/log" | head -n 20
    echo 'not ok bench/build'
    exit 1
fi
echo 'ok bench/build'
peers=$BUILD/bench/peers

# Three paragraphs, the words in the first and last; the second only holds one inside a longer word.
printf 'They Killed\nmany\n\nunkilled work\n\n\nno one was killed; killed again\n' >"$work/text"
printf 'killed\nslain\n' >"$work/words"
# shellcheck disable=SC2317
found() { # found EXPECTED COMMAND...: paragraphs and hits
    expected=$1
    shift
    [ "$("$@" | cut -d' ' -f3-)" = "$expected" ]
}
check naive found '2 3' "$peers/naive" "$work/words" "$work/text"
if [ -x "$peers/hyperscan_job" ]; then
    check hyperscan-call found '3 4' "$peers/hyperscan_job" call "$work/words" "$work/text"
    check hyperscan-chunk found '3 4' "$peers/hyperscan_job" chunk "$work/words" "$work/text"
    check hyperscan-words found '2 3' "$peers/hyperscan_job" words "$work/words" "$work/text"
else
    echo 'skip bench/hyperscan: no libhyperscan-dev here'
fi
"$BUILD/synth" --megabytes 1 >"$work/plain"
gzip -c "$work/plain" >"$work/one.gz"
cat "$work/one.gz" "$work/one.gz" >"$work/two.gz"
head -c 100000 "$work/one.gz" >"$work/torn.gz"
bytes=$(($(wc -c <"$work/plain") * 3))
for library in zlib isal; do
    if [ -x "$peers/inflate_$library" ]; then
        check "inflate-$library" sh -c "'$peers/inflate_$library' 2 '$work/one.gz' '$work/two.gz' |
            grep -q '^$bytes ' && ! '$peers/inflate_$library' 1 '$work/torn.gz'"
    else
        echo "skip bench/inflate-$library: no lib$library here"
    fi
done
"$peers/label_words" "$work/text" >"$work/list"
check label-words sh -c "head -n 1 '$work/list' | grep -qx '# 11' && grep -qx '3 on killed' '$work/list' &&
    ! grep -q ' unkilled' '$work/list'"

# Words of cues and of numbers are no literals of label rules.
printf 'An abhorrent act: busloads, 40 or more, were killed.\n' >"$work/text"
"$peers/label_words" "$work/text" >"$work/list"
check label-words-only sh -c "grep -qx '1 on killed' '$work/list' && ! grep -E 'abhorrent|busloads|40' '$work/list'"

# perfcheck, with counts made up: above +5 % it fails, and a build that was never counted is told so.
if command -v valgrind >/dev/null 2>&1; then
    printf 'start\t100\nnews\t50\n' >"$work/counts"
    # perfcheck WANTED NEWS [OTHER]: status wanted, of the committed figure NEWS of this build or of OTHER
    # shellcheck disable=SC2317
    perfcheck() {
        COUNTS=$work/counts FIGURES=$work/figures UPDATE=1 bench/perfcheck.sh >/dev/null &&
            sed -E "s/^(news.)[0-9.]+/\1$2/; s/[^\t]*\$/&${3:-}/" "$work/figures" >"$work/changed" || return 1
        status=0
        COUNTS=$work/counts FIGURES=$work/changed bench/perfcheck.sh >"$work/said" || status=$?
        cat "$work/said"
        [ "$status" = "$1" ]
    }
    check perfcheck-within perfcheck 0 48
    check perfcheck-above perfcheck 1 47
    check perfcheck-above-says grep -q '^not ok perfcheck/news: 50, committed 47, +6.4 %' "$work/said"
    check perfcheck-other-build perfcheck 0 47 ', another'
    check perfcheck-other-build-says sh -c "grep -q '^skip perfcheck: ' '$work/said' &&
        grep -q 'counted: .*, another' '$work/said' && grep -q '^  this build: .*glibc' '$work/said'"
else
    echo 'skip bench/perfcheck: no valgrind here'
fi

if ! command -v python3 >/dev/null 2>&1; then
    echo 'skip bench/report: no python3 here'
    exit $bad
fi
check arithmetic python3 tests/bench_test.py
python3 bench/quote.py --check || bad=1
# quick NAME CORPUS PARTS
quick() {
    mkdir "$work/$1"
    check "$1" env RESULTS="$work/$1" CORPUS="$2" PARTS="$3" ROUNDS=1 MEGABYTES=1 STREAM=2 FILES=20 RANDOM_TEXT=1 \
        bench/run.sh
    check "$1-report" sh -c "grep -q 'start to first result .* ms' '$work/$1'/*.txt &&
        grep -q '8 .gz, 2T' '$work/$1'/*.txt && ! grep -q 'NOT THE SAME' '$work/$1'/*.txt"
    check "$1-no-paths" sh -c "! grep -e '$work' -e /tmp/ -e '$PWD' '$work/$1'/*.txt"
    check "$1-plot" python3 -c 'import sys, xml.dom.minidom
for path in sys.argv[1:]: xml.dom.minidom.parse(path)' "$work/$1"/*.svg
}
quick synthetic synth ''
# row NAME PATTERN
row() {
    check "row-$1" grep -q "$2" "$work/synthetic"/*.txt
}
row rules '100,000 rules / 1,000, same text .* x time'
row gap 'a gap of 50 words / 5, same rules .* x time'
row made-slow 'text made to be slow / reports, slowest kind .* x time'
row same-bytes 'paths that give other bytes .* 0.00 paths .* goal'
row density 'synth, 30 % hits'
row not-here 'ungdc .* skipped: ungdc is not among the corpora'
if command -v fasttext >/dev/null 2>&1; then
    check fasttext grep -q 'fastText predict (another job' "$work/synthetic"/*.txt
else
    check no-fasttext grep -q 'skipped: fastText' "$work/synthetic"/*.txt
fi
quick given corpora/sample/news.jsonl:corpora/sample/valley-report.txt 'peers paths'
exit $bad
