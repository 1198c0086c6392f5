#!/bin/sh
# Plants faults in the matcher, one at a time; the oracle comparison must find each (mutants.py).
set -u
cd "$(dirname "$0")/.." || exit 1
BUILD=${BUILD:-build}
CC=${CC:-cc}
command -v python3 >/dev/null 2>&1 || { echo "skip mutants: python3 is not installed"; exit 0; }
stemmer=$($CC -print-file-name=libstemmer.a)
case $stemmer in
    */*) ;;
    *) stemmer=-lstemmer ;;
esac
exec python3 tests/mutants.py "$BUILD/libgravamen.a" --cases "${CASES:-1500}" -- \
    -fopenmp "$stemmer" -lutf8proc -lz
