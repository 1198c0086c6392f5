#!/bin/sh
# Compiles everything with warnings as errors, by gcc and by clang, and once with nothing but what is
# required (no OpenMP, no optional library): each in a build folder of its own, objects only where
# nothing is run. The bare build must say of each format what it lacks.
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
compile bare gcc OPENMP= ISAL= CRYPTO= EXPAT= ARCHIVE= LZMA= ZSTD= BZIP2= LZ4= BROTLI= SQLITE= all
bare=$BUILD/bare/gravamen
if [ -x "$bare" ]; then
    folder=$(mktemp -d)
    printf 'At least 17 villagers were shot dead in Oru.\n' >"$folder/r.txt"
    gzip -k "$folder/r.txt"
    (cd "$folder" && python3 -c '
import tarfile, zipfile, lzma, bz2
with tarfile.open("a.tar", "w") as tar:
    tar.add("r.txt")
with zipfile.ZipFile("a.zip", "w") as packed:
    packed.write("r.txt")
text = open("r.txt", "rb").read()
open("r.xz", "wb").write(lzma.compress(text))
open("r.bz2", "wb").write(bz2.compress(text))
open("a.xml", "w").write("<?xml version=\"1.0\"?><doc>At least 17 villagers were shot dead.</doc>")')
    for each in a.tar:libarchive a.zip:libarchive r.xz:liblzma r.bz2:libbz2 a.xml:expat; do
        words=$("$bare" tag -q "$folder/${each%%:*}" 2>&1 >"$folder/out")
        status=$?
        if [ $status -eq 3 ] && [ ! -s "$folder/out" ] && echo "$words" | grep -q "${each##*:}"; then
            echo "ok bare: ${each%%:*} is named with what it lacks"
        else
            echo "not ok bare: ${each%%:*}: status $status, $words"
            bad=1
        fi
    done
    if [ "$("$bare" tag -q "$folder/r.txt" "$folder/r.txt.gz" | wc -l)" -eq 2 ] &&
        [ "$("$bare" --version | grep -c 'not built in')" -ge 8 ]; then
        echo "ok bare: text and gzip are read, and --version lists what is missing"
    else
        "$bare" --version
        echo "not ok bare: text, gzip, --version"
        bad=1
    fi
    rm -rf "$folder"
fi
exit $bad
