#!/bin/sh
# Runs the test suites and adds up what they say.
#
#   tests/run.sh                all suites
#   tests/run.sh unit cases     some
#
# A suite is a program or script, run from the project's top folder. It says how it went in lines:
# cmocka's own ("[  PASSED  ] 3 test(s)."), or "ok NAME", "not ok NAME", "skip NAME: why". A suite
# that ends with another status than 0 and names no failure counts as one failure, and so does one
# that says nothing at all. BUILD names the build folder, REPLAY_BUILD that of the fuzz replays
# (a build with sanitizers). Suites print freely; what a failed one printed is shown.
set -u
cd "$(dirname "$0")/.." || exit 1

BUILD=${BUILD:-build}
REPLAY_BUILD=${REPLAY_BUILD:-$BUILD/asan}
MAKE=${MAKE:-make}
CORES=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
SCRATCH=$(mktemp -d "${TMPDIR:-/tmp}/gravamen-test.XXXXXX") || exit 1
trap 'rm -rf "$SCRATCH"' EXIT
trap 'exit 130' INT TERM
export BUILD REPLAY_BUILD MAKE
passed=0 failed=0 skipped=0

# suite NAME COMMAND [ARGUMENT...]
suite() {
    name=$1
    shift
    started=$(date +%s)
    timeout 1200 "$@" >"$SCRATCH/out" 2>"$SCRATCH/err" </dev/null
    status=$?
    seconds=$(($(date +%s) - started))
    counts=$(cat "$SCRATCH/out" "$SCRATCH/err" | awk '
        /^\[  PASSED  \] [0-9]+ test/ { passed += $4 }
        /^\[  FAILED  \] [0-9]+ test/ { failed += $4 }
        /^\[  SKIPPED \] [0-9]+ test/ { skipped += $4 }
        /^ok /     { passed++ }
        /^not ok / { failed++ }
        /^skip /   { skipped++ }
        END { print passed + 0, failed + 0, skipped + 0 }')
    # shellcheck disable=SC2086
    set -- $counts
    p=$1 f=$2 s=$3
    if [ "$status" -ne 0 ] && [ "$f" -eq 0 ]; then
        echo "not ok $name: exit status $status" >>"$SCRATCH/err"
        f=1
    elif [ $((p + f + s)) -eq 0 ]; then
        echo "not ok $name: no result" >>"$SCRATCH/err"
        f=1
    fi
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
    printf '%-28s %6d passed %4d failed %4d skipped %5d s\n' "$name" "$p" "$f" "$s" "$seconds"
    if [ "$f" -gt 0 ]; then
        for stream in out err; do
            grep -vE '^(\[ RUN |\[       OK|ok )' "$SCRATCH/$stream" | head -n 80 | sed 's/^/    /'
        done
    elif [ "$s" -gt 0 ]; then
        grep -hE '^skip |^\[  SKIPPED \] [a-z_]' "$SCRATCH/out" "$SCRATCH/err" | sort -u |
            sed 's/^/    /'
    fi
}

# What was not built, or not written, is a failure of the suite, not silence.
program() {
    if [ -x "$2" ]; then
        suite "$@"
    else
        suite "$1" sh -c "echo 'not ok $1: $2 was not built'; exit 1"
    fi
}

run() {
    case $1 in
        build)
            suite build sh -c "$MAKE --no-print-directory -k -j$CORES all tests >'$SCRATCH/make' 2>&1 &&
                echo 'ok build' || { grep -E 'error|Error|undefined' '$SCRATCH/make' | head -n 40; exit 1; }" ;;
        strict) suite strict tests/strict.sh ;;
        layers) suite layers tests/layers.sh ;;
        requirements) suite requirements tests/requirements.sh ;;
        unit)
            for source in tests/unit/test_*.c; do
                test=$(basename "$source" .c)
                program "unit/$test" "$BUILD/tests/unit/$test"
            done ;;
        cases) program cases "$BUILD/tests/run_cases" tests/cases/*.case ;;
        corpora) suite corpora tests/corpora.sh ;;
        memory) suite memory tests/memory.sh ;;
        models) suite models tests/models.sh ;;
        cli) suite cli sh tests/cli/run.sh ;;
        agreement) suite agreement python3 tests/agreement_test.py "$BUILD" ;;
        verify) suite verify python3 tests/verify_test.py "$BUILD" ;;
        diff) suite diff python3 tests/diff_test.py "$BUILD" ;;
        faults) suite faults python3 tests/faults_test.py "$BUILD" ;;
        json) suite json python3 tests/json_compare.py "$BUILD" ;;
        limits) suite limits python3 tests/limits_test.py "$BUILD" ;;
        tables) suite tables python3 tests/csv_compare.py "$BUILD" ;;
        archive) suite archive python3 tests/archive_test.py "$BUILD" ;;
        warc) suite warc python3 tests/warc_test.py "$BUILD" ;;
        pdf) suite pdf python3 tests/pdf_test.py "$BUILD" ;;
        pipe) suite pipe python3 tests/pipe_test.py ;;
        readme) suite readme python3 tests/readme_test.py "$BUILD" ;;
        accuracy) suite accuracy python3 tests/accuracy_test.py "$BUILD" ;;
        reports) suite reports python3 tests/reports_test.py "$BUILD" ;;
        merge) suite merge python3 tests/merge_test.py "$BUILD" ;;
        nightly) suite nightly python3 tests/nightly_test.py "$BUILD" ;;
        same) suite same tests/same.sh ;;
        library) suite library tests/library_test.sh ;;
        ctypes) suite ctypes python3 tests/ctypes_test.py "$BUILD/libgravamen.so" ;;
        replay)
            suite replay sh tests/fuzz/replay.sh ;;
        oracle)
            suite oracle/cases python3 tests/oracle/cases.py tests/cases/*.case
            suite oracle/random python3 tests/oracle/compare.py "$BUILD/tests/oracle/drive" --cases 10000 ;;
        adversarial) suite adversarial python3 bench/adversarial.py --counts ;;
        perfcheck) suite perfcheck bench/perfcheck.sh ;;
        sample) suite sample tests/sample.sh ;;
        bench) suite bench tests/bench.sh ;;
        tsan) suite tsan tests/tsan.sh ;;
        mutants) suite mutants tests/mutants.sh ;;
        *)
            echo "run.sh: no suite $1" >&2
            exit 2 ;;
    esac
}

if [ $# -eq 0 ]; then
    set -- build strict layers requirements unit cases models corpora accuracy reports readme cli agreement \
        diff faults limits merge nightly verify json tables archive warc pdf pipe same library ctypes memory replay oracle sample perfcheck adversarial bench tsan \
        mutants
fi
began=$(date +%s)
for each in "$@"; do
    run "$each"
done
echo "time $(($(date +%s) - began)) s"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
