$GRAVAMEN help
for command in tag compile check lint explain eval diff dump; do
    $GRAVAMEN $command --help >long && $GRAVAMEN help $command | cmp - long && head -n 1 long
    $GRAVAMEN $command -h | cmp - long
    grep -c '^examples:' long
done
