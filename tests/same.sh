#!/bin/sh
# One input, one output: the same bytes for any number of threads, any batch size, plain or
# compressed, and with or without the prefilter.
#
# Inputs are made here from the sample corpus and a few hundred invented lines: one long text, one
# JSONL file, both also in gzip with one and with many members, and a folder of small files. Each
# combination is hashed; paths differ between plain and gz, so these compare with the paths, the
# gzip layers and the ids that come of paths taken out.
set -u
cd "$(dirname "$0")/.." || exit 1
build=${BUILD:-build}
case $build in /*) ;; *) build=$(pwd)/$build ;; esac
GRAVAMEN=${GRAVAMEN:-$build/gravamen}
if [ ! -x "$GRAVAMEN" ]; then
    echo "not ok same: $GRAVAMEN was not built"
    exit 1
fi
scratch=$(mktemp -d "${TMPDIR:-/tmp}/gravamen-same.XXXXXX") || exit 1
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
bad=0

say() { # say STATUS NAME
    if [ "$1" -eq 0 ]; then echo "ok $2"; else echo "not ok $2"; bad=1; fi
}

# ---- inputs
awk 'BEGIN {
    for (i = 1; i <= 20000; i++) {
        if (i % 7 == 0) print "Gunmen killed at least " i % 90 " farmers near Oru, relatives said."
        else if (i % 11 == 0) print "The mission found no evidence of forced labour in Tarsk."
        else if (i % 13 == 0) print "Observers warn that the valley could be ethnically cleansed."
        else if (i % 17 == 0) print "A hard-wrapped line that goes on\nand ends in the next, with de-\ntainees made to work."
        else print "The council of Velmora met on day " i " and spoke of roads, wells and schools."
        print ""
    }
}' >"$scratch/long.txt"
awk 'BEGIN { RS = ""; n = 0 }
    { gsub(/\n/, " "); n++
      printf "{\"id\":\"d%d\",\"date\":\"2021-04-%02d\",\"lang\":\"%s\",\"text\":\"%s\\n\\n%s\"}\n",
          n, n % 28 + 1, n % 19 == 0 ? "xx" : "en", $0, "It rained."
      if (n % 500 == 0) print "{\"id\":\"broken" }' "$scratch/long.txt" >"$scratch/lines.jsonl"
for name in long.txt lines.jsonl; do
    mkdir -p "$scratch/gz" "$scratch/many"
    gzip -9 -n -c "$scratch/$name" >"$scratch/gz/$name"
    # Members cut anywhere, in the middle of lines and words too.
    split -b 100000 "$scratch/$name" "$scratch/piece."
    for piece in "$scratch"/piece.*; do gzip -n -c "$piece"; done >"$scratch/many/$name"
    rm -f "$scratch"/piece.*
done
mkdir "$scratch/folder"
split -l 500 "$scratch/long.txt" "$scratch/folder/part."

# ---- runs
tag() { # tag INPUT OPTIONS...: the hash of what comes out; exit 3 (bad lines) is as it should be
    input=$1
    shift
    "$GRAVAMEN" tag -q "$@" "$input" 2>/dev/null >"$scratch/out"
    status=$?
    if [ "$status" -ne 0 ] && [ "$status" -ne 3 ]; then
        echo "failed with status $status"
    elif [ ! -s "$scratch/out" ]; then
        echo "nothing came out"
    else
        sha256sum <"$scratch/out"
    fi
}

for input in long.txt lines.jsonl gz/long.txt gz/lines.jsonl many/long.txt many/lines.jsonl folder; do
    for options in "-f jsonl" "-f jsonl -s any" "-f csv -s all" "-f pretty -s all -u sentence"; do
        [ "$options" = "-f jsonl" ] || [ "${input#*/}" = "$input" ] || continue
        # shellcheck disable=SC2086
        first=$(tag "$scratch/$input" $options -j 1)
        wrong=
        case $first in *-*) ;; *) wrong=" $first" ;; esac
        for threads in 1 2 7 16; do
            for batch in 1 100 default; do
                size=
                [ "$batch" = default ] || size="--batch $batch"
                # shellcheck disable=SC2086
                if [ "$(tag "$scratch/$input" $options -j "$threads" $size)" != "$first" ]; then
                    wrong="$wrong -j$threads/$batch"
                fi
            done
        done
        [ -z "$wrong" ]
        say $? "same/$input $options$wrong"
    done
    second=$(tag "$scratch/$input" -s all --no-prefilter)
    [ "$(tag "$scratch/$input" -s all)" = "$second" ]
    say $? "same/$input without prefilter"
    second=$(GRAVAMEN_CPU=portable && export GRAVAMEN_CPU && tag "$scratch/$input" -s all)
    [ "$(tag "$scratch/$input" -s all)" = "$second" ]
    say $? "same/$input in plain C"
done

# ---- two models over one text
"$GRAVAMEN" compile -q tests/cli/rules -o "$scratch/old.gvm"
sed 's/#count>=5/#count>=40/' tests/cli/rules/en.gvr >"$scratch/new.gvr"
"$GRAVAMEN" compile -q tests/cli/rules/codebook.gvr "$scratch/new.gvr" -o "$scratch/new.gvm"
for input in long.txt lines.jsonl folder; do
    for options in "-f jsonl" "-f pretty -u sentence"; do
        for threads in 1 2 7; do
            for batch in 1 100 1M; do
                # shellcheck disable=SC2086
                "$GRAVAMEN" diff -q $options -j "$threads" --batch "$batch" "$scratch/old.gvm" \
                    "$scratch/new.gvm" "$scratch/$input" 2>/dev/null >"$scratch/out"
                case $? in 1 | 3) sha256sum <"$scratch/out" ;; *) echo "failed" "$threads" ;; esac
            done
        done | sort -u | wc -l >"$scratch/n"
        [ "$(cat "$scratch/n")" -eq 1 ] && [ "$(wc -l <"$scratch/out")" -gt 100 ]
        say $? "same/diff $input $options"
    done
done

# ---- plain and compressed
for name in long.txt lines.jsonl; do
    for where in . gz many; do
        (cd "$scratch/$where" && "$GRAVAMEN" tag -q -s any -f jsonl "$name" 2>/dev/null) |
            sed 's/{"layer":"gzip"[^}]*},*//' | sha256sum
    done | sort -u | wc -l >"$scratch/n"
    [ "$(cat "$scratch/n")" -eq 1 ]
    say $? "same/$name plain, gz, many members"
done

# ---- the manifest's part that is a function of the inputs
for threads in 1 7; do
    "$GRAVAMEN" tag -q -s all -j "$threads" -o "$scratch/m.jsonl" "$scratch/folder" \
        "$scratch/lines.jsonl" "$scratch/nowhere.txt" 2>/dev/null
    grep -v '^"run":' "$scratch/m.jsonl.manifest.json" | sha256sum
done | sort -u | wc -l >"$scratch/n"
[ "$(cat "$scratch/n")" -eq 1 ]
say $? "same/manifest"
exit $bad
