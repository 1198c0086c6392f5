# The sample archive with the English model: every format, its twins and its damaged twins.
$GRAVAMEN tag -q -j1 -f csv --no-text -s all sample | tr -d '\r' | cut -d, -f 1,3,5,6,10,11,13,15,17-20
$GRAVAMEN tag -q -f jsonl sample >/dev/null 2>&1
echo "exit $?"
$GRAVAMEN tag -q -f jsonl --damage report sample >/dev/null 2>&1
echo "exit $?"
