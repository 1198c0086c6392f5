#!/bin/sh
# `make perfcheck`: has the code become slower? Counted, not timed, so that noise plays no part.
#
#   make perfcheck            instructions a byte beside bench/perfcheck.tsv: above +5 % fails
#   make perfcheck UPDATE=1   writes the figures anew
#
# What is counted: instructions of a whole `gravamen tag -j1 -f jsonl` under valgrind's callgrind, less
# those of the same command on an empty file (the row `start`, in millions), over the bytes of text:
#
#   news    1 MB of synthetic news, 2 paragraphs in a hundred with a hit
#   dense   1 MB of the same as JSONL in gzip, 30 in a hundred
#   sample  the plain files of corpora/sample
#
# The counts hold for one compiler and one set of libraries only, and under valgrind for one family of
# processors. A row names its own in the third column; where none is of
# the kind found here, that is said, with what differs, and nothing is checked: UPDATE=1 adds rows for it
# and leaves the others alone. FIGURES=FILE: other figures; COUNTS=FILE: these counts, and none is taken.
set -eu
cd "$(dirname "$0")/.."
BUILD=${BUILD:-build}
FIGURES=${FIGURES:-bench/perfcheck.tsv}
if ! command -v valgrind >/dev/null 2>&1; then
    echo 'skip perfcheck: no valgrind here'
    exit 0
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/gravamen-perfcheck.XXXXXX")
trap 'rm -rf "$work"' EXIT

# What the counts depend on, in one line. libstemmer states no version: Debian's, or its bytes.
kind_of_build() {
    archive=$(${CC:-cc} -print-file-name=libstemmer.a)
    stemmer=$(dpkg-query -W -f '${Version}' libstemmer-dev 2>/dev/null) ||
        stemmer=$(sha256sum <"$archive" 2>/dev/null | cut -c 1-12) || stemmer=unknown
    avx2=$(grep -qw avx2 /proc/cpuinfo 2>/dev/null && echo avx2 || echo 'no avx2')
    valgrind -q --tool=none "$BUILD/gravamen" --version >"$work/version"
    compiler=$(${CC:-cc} --version | head -n 1 | sed -E 's/^([^ ]*-)?(cc|gcc)(-[0-9.]+)? /gcc /')
    echo "$compiler; ${CFLAGS:--O2 -g}; $(getconf GNU_LIBC_VERSION 2>/dev/null);" \
        "libstemmer $stemmer;" \
        "$(sed -nE 's/^(zlib|utf8proc|OpenMP):? ([^:,]*).*/\1 \2;/p' "$work/version" | tr '\n' ' ')$(valgrind --version);" \
        "$(uname -m) $avx2"
}

count() { # count FILE...: instructions
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$BUILD/gravamen" tag -j1 -f jsonl \
        --quiet --no-progress "$@" 2>"$work/err" >/dev/null || {
        cat "$work/err" >&2
        exit 1
    }
    awk '/Collected/ { print $NF }' "$work/err"
}

count_all() {
    plain='bulletin digest newswire testimony transcript two-column valley-report'
    sample=''
    for name in $plain; do
        sample="$sample corpora/sample/$name.txt"
    done
    : >"$work/empty"
    "$BUILD/synth" --megabytes 1 --seed 4 >"$work/news"
    "$BUILD/synth" --megabytes 1 --seed 4 --hits 30 --format jsonl >"$work/dense"
    gzip -n <"$work/dense" >"$work/dense.gz"
    start=$(count "$work/empty") # each a command of its own: a run that fails ends this
    news=$(count "$work/news")
    dense=$(count "$work/dense.gz")
    # shellcheck disable=SC2086
    samples=$(count $sample)
    echo "start $start 0 1000000"
    echo "news $news $start $(wc -c <"$work/news")"
    echo "dense $dense $start $(wc -c <"$work/dense")"
    # shellcheck disable=SC2086
    echo "sample $samples $start $(cat $sample | wc -c)"
}

kind=$(kind_of_build)
if [ -n "${COUNTS:-}" ]; then
    cat "$COUNTS" >"$work/counts"
else
    count_all >"$work/raw"
    awk '{ printf "%s\t%.2f\n", $1, ($2 - $3) / $4 }' "$work/raw" >"$work/counts"
fi

if [ -n "${UPDATE:-}" ]; then
    {
        echo '# instructions a byte (start: millions) of build and libraries; written by make perfcheck UPDATE=1'
        awk -F '\t' -v kind="$kind" '!/^#/ && $3 != kind' "$FIGURES" 2>/dev/null || true
        awk -v kind="$kind" '{ print $0 "\t" kind }' "$work/counts"
    } >"$work/figures"
    cat "$work/figures" >"$FIGURES"
    cat "$work/counts"
    echo "written to $FIGURES"
    exit 0
fi

[ -e "$FIGURES" ] || : >"$FIGURES"
awk -F '\t' -v kind="$kind" '
    /^#/ { next }
    FILENAME != "-" { kinds[$3]; if ($3 == kind) { committed[$1] = $2 } next }
    !($1 in committed) { missing = 1; next }
    {
        change = 100 * ($2 / committed[$1] - 1)
        printf "%s perfcheck/%s: %s, committed %s, %+.1f %%", (change > 5 ? "not ok" : "ok"), $1, $2,
            committed[$1], change
        if (change < -5) {
            printf ": renew it (make perfcheck UPDATE=1)"
        }
        printf "\n"
        bad = bad || change > 5
    }
    END {
        if (missing) {
            print "skip perfcheck: counts depend on compiler and libraries, and there are none for this build"
            print "  this build: " kind
            for (other in kinds) {
                print "  counted:    " other
            }
            print "  make perfcheck UPDATE=1 adds them"
        }
        exit bad
    }' "$FIGURES" - <"$work/counts"
