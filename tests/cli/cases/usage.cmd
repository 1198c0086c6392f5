try() { $GRAVAMEN "$@"; echo "$?: $*"; }
try
try tga
try frobnicate
try report archive.jsonl
try help taggg
try tag --thread 4
try tag --xyzzy
try tag -j
try tag -j 0
try tag -j many
try tag -jx
try tag -Z
try tag --format
try tag --format xml
try tag --format=sqlite
try tag --quiet=yes
try tag --passage-limit 3T
try tag --passage-limit 99999999999999999999
try tag --excel
try tag --status asserted,denied -m rules /dev/null
try tag --lang fr -m rules /dev/null
try compile
try compile rules
try lint
try explain
try explain --lang fr -m rules word
try eval
try eval a b
