mkdir -p in/b in/a
echo 'A massacre in b.' >in/b/2.txt
echo 'A massacre in a.' | gzip -n >in/a/9.gz
echo 'A massacre on top.' >in/top
ln -s top in/link
$GRAVAMEN tag -q -m rules in | cut -d, -f 1-5
echo == two inputs and a missing one
$GRAVAMEN tag -m rules in/top nowhere.txt in/b | cut -d, -f 1-3
$GRAVAMEN tag -q -m rules in/top nowhere.txt in/b >/dev/null
echo $?
echo == standard input
echo 'A massacre.' | $GRAVAMEN tag -q -m rules -f pretty
echo 'A massacre.' | $GRAVAMEN tag -q -m rules -f pretty -- -
printf '' | $GRAVAMEN tag -m rules -f csv -
