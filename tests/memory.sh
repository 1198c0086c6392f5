#!/bin/sh
# Streaming: a long archive needs no more memory than a short one.
#
#   tests/memory.sh            peak memory on 16 and 48 MB of synthetic text: plain, gzipped, in
#                              archives
#   tests/memory.sh 10000      on that many MB, each as a stream on standard input, only printed
set -u
cd "$(dirname "$0")/.." || exit 1
BUILD=${BUILD:-build}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
bad=0

peak() { # peak FILE: kilobytes that `gravamen tag -j2` needed at most
    python3 -c 'import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)' \
        "$BUILD/gravamen" tag -j2 -f jsonl --quiet "$1"
}
has() {
    "$BUILD/gravamen" --version | grep "^$1" | grep -qv 'not built in'
}
archives='warc'
has libarchive && archives='warc tar zip'
if [ $# -gt 0 ]; then
    "$BUILD/synth" --megabytes 8 >"$work/text"
    "$BUILD/synth" --megabytes "$1" | gzip -1 | {
        echo "$(peak -) kB for $1 MB, gzipped, 2 threads"
    }
    for kind in $archives; do
        python3 tests/stream_maker.py "$kind" "$1" "$work/text" | {
            echo "$(peak -) kB for $1 MB, $kind, 2 threads"
        }
    done
    exit 0
fi
for size in 16 48; do
    "$BUILD/synth" --megabytes $size >"$work/text-$size"
    gzip -1 -c "$work/text-$size" >"$work/text-$size.gz"
    "$BUILD/synth" --megabytes $size --format jsonl | gzip -1 >"$work/lines-$size.gz"
    for kind in $archives; do
        "$BUILD/synth" --megabytes 4 >"$work/text"
        python3 tests/stream_maker.py "$kind" $size "$work/text" >"$work/$kind-$size"
    done
done
for kind in 'text-N' 'text-N.gz' 'lines-N.gz' $(echo "$archives" | sed 's/[a-z]*/&-N/g'); do
    short=$(peak "$work/$(echo "$kind" | sed 's/N/16/')")
    long=$(peak "$work/$(echo "$kind" | sed 's/N/48/')")
    if [ "$long" -lt $((short * 5 / 4 + 4096)) ]; then
        echo "ok memory/$kind: $short kB for 16 MB, $long kB for 48 MB"
    else
        echo "not ok memory/$kind: $short kB for 16 MB, $long kB for 48 MB"
        bad=1
    fi
done
exit $bad
