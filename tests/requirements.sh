#!/bin/sh
# Every promise has what shows it: tests/requirements.tsv maps each point to tests and commands.
#
# Fails on a point without a row, on a row whose file is not there, whose make target does not exist
# or whose command gravamen does not have. Columns: point, what, and one or more of: a file, "make
# TARGET", "gravamen COMMAND", separated by "; ".
set -u
cd "$(dirname "$0")/.." || exit 1
map=tests/requirements.tsv
bad=0
complain() {
    echo "not ok requirements: $1"
    bad=1
}

points='2.1 2.2 2.3 2.4 2.5 2.6 2.7 2.8 2.9 2.10 2.11 2.12 2.13
    2.S1 2.S2 2.S3 2.S4 2.S5 2.S6 2.S7 2.S8 2.S9 2.S10 2.S11 2.S12
    3.1 3.2 3.3 3.4 3.5 3.6 3.7 3.8 3.9 3.10 3.11
    5.1 5.2 5.3 5.4 5.5 5.6 5.7 5.8 5.9'
for point in $points; do
    if cut -f 1 "$map" | grep -qxF "$point"; then
        echo "ok requirements/$point"
    else
        complain "$point has no row"
    fi
done

tab=$(printf '\t')
grep -v '^#' "$map" >"${TMPDIR:-/tmp}/gravamen-requirements.$$"
trap 'rm -f "${TMPDIR:-/tmp}/gravamen-requirements.$$"' EXIT
while IFS=$tab read -r point what shown; do
    [ -n "$shown" ] || complain "$point ($what) names nothing that shows it"
    echo "$shown" | sed 's/; */\n/g' | while read -r each; do
        case $each in
            'make '*)
                target=${each#make }
                grep -q "^${target%% *}:" Makefile || echo "$point: no target: $each" ;;
            'gravamen '*)
                command=${each#gravamen }
                [ -f "src/cli/cmd_${command%% *}.c" ] || echo "$point: no command: $each" ;;
            *)
                [ -e "$each" ] || echo "$point: no file: $each" ;;
        esac
    done >"${TMPDIR:-/tmp}/gravamen-requirements.$$.bad"
    while read -r line; do
        complain "$line"
    done <"${TMPDIR:-/tmp}/gravamen-requirements.$$.bad"
    rm -f "${TMPDIR:-/tmp}/gravamen-requirements.$$.bad"
done <"${TMPDIR:-/tmp}/gravamen-requirements.$$"
exit $bad
