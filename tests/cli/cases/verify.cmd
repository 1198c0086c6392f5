mkdir archive
printf 'Gunmen killed 40 farmers in Oru.\n\nIt rained.\n' >archive/a.txt
printf 'A massacre took place.\n\nThey spoke of forced labour.\n' >archive/b.txt
show() {
    $GRAVAMEN verify -m rules "$@" | sed -E 's/[0-9a-f]{64}/.../'
}
$GRAVAMEN tag -q -m rules -o out.jsonl archive
echo '== it holds'
show out.jsonl
echo '== an edited line'
sed -i '2s/"asserted"/"negated"/' out.jsonl
show out.jsonl
$GRAVAMEN verify -m rules out.jsonl >/dev/null
echo "exit $?"
echo '== an input is gone'
$GRAVAMEN tag -q -m rules -o out.jsonl archive
rm archive/a.txt
show --each out.jsonl | tail -n 18
$GRAVAMEN verify -m rules out.jsonl >/dev/null
echo "exit $?"
echo '== for machines'
$GRAVAMEN verify -m rules --json out.jsonl | tail -n 2
echo '== no manifest'
$GRAVAMEN verify archive/b.txt
echo "exit $?"
