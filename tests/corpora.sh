#!/bin/sh
# What is shipped to read: the sample's twins are what its script makes, the gold set holds what it
# says, the generator gives the same bytes for the same seed.
set -u
cd "$(dirname "$0")/.." || exit 1
BUILD=${BUILD:-build}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
bad=0
say() {
    if [ "$1" -eq 0 ]; then
        echo "ok corpora/$2"
    else
        echo "not ok corpora/$2"
        bad=1
    fi
}
sh corpora/sample/make.sh --check
say $? 'twins and damaged twins'

python3 - corpora/gold/gold.jsonl <<'END'
import collections, json, sys
rows = [json.loads(line) for line in open(sys.argv[1], encoding='utf-8')]
statuses = collections.Counter(s for row in rows for s in row['labels'].values())
pairs = collections.Counter((l, s) for row in rows for l, s in row['labels'].items())
print(len(rows), 'passages', dict(statuses))
assert len(rows) >= 400 and len({row['id'] for row in rows}) == len(rows)
assert all(statuses[s] >= 60 for s in ('negated', 'hypothetical_or_risk', 'legal_or_policy', 'figurative_or_name'))
assert len({label for label, status in pairs if status == 'asserted'}) == 4
END
say $? 'gold: 400 passages, 60 of each status'

"$BUILD/synth" --megabytes 2 --seed 7 >"$work/one"
"$BUILD/synth" --megabytes 2 --seed 7 >"$work/two"
"$BUILD/synth" --megabytes 3 --seed 7 >"$work/longer"
"$BUILD/synth" --megabytes 2 --seed 8 >"$work/other"
cmp "$work/one" "$work/two"
say $? 'synth: the same seed gives the same bytes'
head -c "$(wc -c <"$work/one")" "$work/longer" | cmp - "$work/one"
say $? 'synth: a longer text begins with the shorter'
! cmp -s "$work/one" "$work/other"
say $? 'synth: another seed gives another text'
hits() {
    "$BUILD/synth" --megabytes 2 --hits "$1" >"$work/hits" &&
        "$BUILD/gravamen" tag --quiet -f jsonl "$work/hits" | wc -l
}
[ "$(hits 0)" -lt "$(hits 2)" ] && [ "$(hits 2)" -lt "$(hits 20)" ]
say $? 'synth: a higher share gives more tagged passages'
exit $bad
