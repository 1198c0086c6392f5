#!/bin/sh
# The shipped models: examples, warnings, the same image from the same rules, and what they score on
# labelled passages: our own, and, where ../shared is beside the project, the development set.
set -u
cd "$(dirname "$0")/.." || exit 1
BUILD=$(cd "${BUILD:-build}" && pwd) || exit 1
SHARED=${SHARED:-../shared}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
bad=0
say() {
    if [ "$1" -eq 0 ]; then
        echo "ok models/$2"
    else
        echo "not ok models/$2"
        bad=1
    fi
}
# at_least NAME GOLD KEY LEAST: a figure of `gravamen eval --json`, compared in python3.
at_least() {
    "$BUILD/gravamen" eval --json "$2" >"$work/eval.json" &&
        python3 - "$work/eval.json" "$3" "$4" <<'END'
import json, sys
figures = json.load(open(sys.argv[1]))
value = figures[sys.argv[2]] if sys.argv[2] in figures else figures['facets'][0]['accuracy']
print('%s %.3f, at least %s wanted' % (sys.argv[2], value, sys.argv[3]))
sys.exit(value < float(sys.argv[3]))
END
    say $? "$1: $3 at least $4"
}

"$BUILD/gravamen" check >"$work/check"
status=$?
tail -n 60 "$work/check"
say $status "every example: $(tail -n 1 "$work/check")"
"$BUILD/gravamen" lint models/codebook.gvr models/en
say $? 'lint'

"$BUILD/gravamen" compile models/codebook.gvr models/en -o "$work/one.gvm" &&
    (cd models && "$BUILD/gravamen" compile en codebook.gvr -o "$work/two.gvm") &&
    cmp "$work/one.gvm" "$work/two.gvm"
say $? 'the same rules compile to the same bytes'
identity=$(sha256sum "$work/one.gvm" | cut -d ' ' -f 1)
"$BUILD/gravamen" eval corpora/gold/gold.jsonl | grep -qF "$identity"
say $? 'the built-in model is the one that the rules compile to'

at_least 'own gold' corpora/gold/gold.jsonl macro_f1 0.85
at_least 'own gold' corpora/gold/gold.jsonl status_macro_f1 0.85
if [ -f "$SHARED/gold/dev.jsonl" ]; then
    at_least 'development set' "$SHARED/gold/dev.jsonl" macro_f1 0.92
    at_least 'development set' "$SHARED/gold/dev.jsonl" status_macro_f1 0.72
    at_least 'development set' "$SHARED/gold/dev.jsonl" accuracy 0.78
    # Two programs, one figure: the table of `eval` and the scorer that comes with the set.
    "$BUILD/gravamen" tag -f jsonl --status any --unit document --no-progress "$SHARED/gold/dev.jsonl" \
        >"$work/tagged.jsonl"
    python3 "$SHARED/gold/score.py" "$SHARED/gold/dev.jsonl" "$work/tagged.jsonl" >"$work/score"
    theirs=$(sed -n 's/.*macro-F1 //p' "$work/score")
    ours=$("$BUILD/gravamen" eval "$SHARED/gold/dev.jsonl" | sed -n 's/^macro-F1 *\([0-9.]*\) (.*/\1/p')
    echo "macro-F1 of eval $ours, of score.py $theirs"
    [ -n "$ours" ] && [ "$ours" = "$theirs" ]
    say $? 'eval and score.py agree'
else
    echo 'skip models/development set: no ../shared/gold here'
    echo 'skip models/eval and score.py agree: no ../shared/gold here'
fi
exit $bad
