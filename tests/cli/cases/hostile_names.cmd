name=$(printf 'x\033[2J\342\200\256\302\233y.txt')
echo 'A massacre.' >"$name"
$GRAVAMEN tag -q -m rules -f pretty "$name"
$GRAVAMEN tag -q -m rules -f jsonl "$name" | cut -d, -f 1-5
$GRAVAMEN tag -q -m rules "$name.gone"
$GRAVAMEN tag -q -m "$name.gvm"
$GRAVAMEN "$name"
$GRAVAMEN tag "--$name"
name=$(printf '=bad\377.txt')
echo 'A massacre.' >"$name"
$GRAVAMEN tag -q -m rules -f csv --excel "$name" | tail -n 1
