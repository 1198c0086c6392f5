#!/bin/sh
# `make demo`: tags a compressed report of the sample archive and says what to do next.
set -u
cd "$(dirname "$0")/.." || exit 1
BUILD=${BUILD:-build}
report=corpora/sample/twins/valley-report.txt.gz

echo "$ $BUILD/gravamen tag -f pretty $report"
echo
"$BUILD/gravamen" tag -f pretty "$report" || exit 1
cat <<END

Each passage above asserts what its label says; the marked words prove it. Next:

  $BUILD/gravamen tag --status all corpora/sample
      every mention in the whole sample: also what is denied, feared, law or a figure of speech
  $BUILD/gravamen explain 'The ministry denied that guards beat detainees who refused to work.'
  $BUILD/gravamen tag -o tagged.jsonl YOUR-FILES && $BUILD/gravamen verify tagged.jsonl
      text, HTML, PDF, DOCX, tables, JSON lines, web archives, in .gz, .tar, .zip and others, and
      folders of them; then whether each record follows from the stored bytes
  make check
END
