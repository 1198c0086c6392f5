#!/bin/sh
# `make lint`: the include law, file and function lengths, examples and warnings of the rule files,
# shell scripts. Lengths and widths are a report (a hot loop may plead);
# the rest fails.
set -u
cd "$(dirname "$0")/.." || exit 1
BUILD=${BUILD:-build}
bad=0

tests/layers.sh || bad=1

long=$(find src -name '*.[ch]' | sort | xargs wc -l | awk '$2 != "total" && $1 > 400')
[ -z "$long" ] || printf 'over 400 lines:\n%s\n' "$long"
# shellcheck disable=SC2016
find src -name '*.c' | sort | xargs awk '
    FNR == 1 { start = 0; name = "" }
    /^[A-Za-z_].*\(/ && !/;$/ { name = $0 }
    /^\{/ { start = FNR }
    /^\}/ {
        if (start && FNR - start > 60) {
            sub(/\(.*/, "", name)
            printf "over 60 lines: %s:%d: %s (%d)\n", FILENAME, start, name, FNR - start
        }
        start = 0
    }'
# shellcheck disable=SC2016
wide=$(find src tests bench -name '*.[ch]' | sort | xargs awk 'length($0) > 100 { print FILENAME ":" FNR }')
if [ -n "$wide" ]; then
    printf 'over 100 columns:\n%s\n' "$wide"
fi
tabs=$(find src tests bench -name '*.[ch]' -print0 | xargs -0 grep -nE '	| +$' /dev/null)
if [ -n "$tabs" ]; then
    printf 'tabs or trailing blanks:\n%s\n' "$tabs"
    bad=1
fi
"$BUILD/gravamen" lint models/codebook.gvr models/en || bad=1
if command -v shellcheck >/dev/null 2>&1; then
    shellcheck -s sh tests/*.sh tests/*/*.sh bench/*.sh .ci/deps.sh || bad=1
else
    echo "shellcheck is not here: shell scripts not checked"
fi
exit $bad
