#!/bin/sh
# `make accuracy`: how far gravamen's labels can be trusted, beside other ways to find the passages.
#
#   GOLD=FILE        labelled passages instead of corpora/gold/gold.jsonl
#   CORPUS=A:B:...   archives in which rules are counted (separated by colons)
#   PROTOTYPE=FILE   a further classifier that reads and writes JSONL
#   TEST=FILE        also: everything trained on GOLD and read on this set
#
# Prints four tables: `gravamen eval`; other systems on the same passages (compare.py, folds by document
# and by source); figures by source and rule by rule (sources.py). Kept as
# bench/results/accuracy-DATE-COMMIT-GOLD.txt. Figures on data that is not shipped say so in their head.
set -eu
cd "$(dirname "$0")/../.."
GOLD=${GOLD:-corpora/gold/gold.jsonl}
GRAVAMEN=${BUILD:-build}/gravamen
export GRAVAMEN
case $GOLD in corpora/*) shipped="shipped with gravamen" ;; *) shipped="NOT shipped with gravamen" ;; esac
commit=$(git rev-parse --short HEAD 2>/dev/null || echo none)
if git status --porcelain 2>/dev/null | grep -qv '^?? bench/results'; then
    commit=$commit+
fi
result=bench/results/accuracy-$(date +%Y-%m-%d)-$commit-$(basename "$GOLD" .jsonl).txt
prototype=${PROTOTYPE:+--prototype $PROTOTYPE}
corpora=$(printf '%s' "${CORPUS:-}" | tr ':' '\n' | sed 's/^/--corpus /' | tr '\n' ' ')
[ -n "${CORPUS:-}" ] || corpora=

# shellcheck disable=SC2086  # the options are words
{
    echo "# make accuracy GOLD=$(basename "$GOLD"): passages $shipped; commit $commit"
    echo
    "$GRAVAMEN" eval "$GOLD"
    echo
    python3 bench/accuracy/compare.py $prototype "$GOLD"
    echo
    python3 bench/accuracy/compare.py --by-source $prototype "$GOLD"
    if [ -n "${TEST:-}" ]; then
        echo
        python3 bench/accuracy/compare.py --test "$TEST" $prototype "$GOLD"
    fi
    echo
    python3 bench/accuracy/sources.py $corpora "$GOLD" || echo "(see the last line)"
} | tee "$result"
echo "kept as $result"
