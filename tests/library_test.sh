#!/bin/sh
# Installs into a folder of its own and proves what a stranger gets there: tests/library_test.c
# compiled by way of pkg-config against the shared library and against the static one, the command
# run from there, nothing exported but gravamen.h, and nothing left by uninstall.
set -u
cd "$(dirname "$0")/.." || exit 1
BUILD=${BUILD:-build}
MAKE=${MAKE:-make}
CC=${CC:-cc}
place=$(mktemp -d) || exit 1
trap 'rm -rf "$place"' EXIT
bad=0
say() { # say STATUS NAME
    if [ "$1" -eq 0 ]; then
        echo "ok library/$2"
    else
        echo "not ok library/$2"
        bad=1
    fi
}

$MAKE --no-print-directory -s BUILD="$BUILD" PREFIX=/opt/gravamen DESTDIR="$place" install >"$place/log" 2>&1
say $? 'make install PREFIX= DESTDIR='
top=$place/opt/gravamen
if ! command -v pkg-config >/dev/null 2>&1; then
    echo "skip library: no pkg-config here"
    exit $bad
fi
pc() { # the installed prefix lies below DESTDIR here
    PKG_CONFIG_PATH=$top/lib/pkgconfig pkg-config --define-variable=prefix="$top" "$@" gravamen
}
[ "$(pc --modversion)" = "$("$top/bin/gravamen" --version | sed -n '1s/^gravamen //p')" ]
say $? 'pkg-config and the command name one version'

# shellcheck disable=SC2046
$CC -std=c11 -Wall -Wextra tests/library_test.c $(pc --cflags --libs) -o "$place/shared"
say $? 'compiles against the shared library'
LD_LIBRARY_PATH=$top/lib "$place/shared" || bad=1

# shellcheck disable=SC2046
$CC -std=c11 tests/library_test.c $(pc --cflags) "$top/lib/libgravamen.a" \
    $(pc --libs --static | sed 's/-lgravamen//') -o "$place/static"
say $? 'compiles against the static library'
"$place/static" >"$place/out"
say $? 'runs with the static library'

# Exported: each function that gravamen.h declares, and nothing else.
grep -oE '^GV_PUBLIC.*' src/gravamen.h | grep -oE 'gv_[a-z0-9_]+\(' | tr -d '(' | sort -u >"$place/declared"
nm -D --defined-only "$top/lib/libgravamen.so.0" | awk '$2 == "T" { print $3 }' |
    sed 's/@.*//' | sort -u >"$place/exported"
diff "$place/declared" "$place/exported"
say $? 'exports are what gravamen.h declares'
readelf -d "$top/lib/libgravamen.so.0" | grep -q 'SONAME.*libgravamen\.so\.0'
say $? 'soname'

printf 'Gunmen killed 40 farmers in Oru.\n' | "$top/bin/gravamen" tag -f jsonl - | grep -q mass_killing
say $? 'the installed command tags without any other file'

$MAKE --no-print-directory -s BUILD="$BUILD" PREFIX=/opt/gravamen DESTDIR="$place" uninstall
[ -z "$(find "$top" -type f -o -type l)" ]
say $? 'make uninstall'
exit $bad
