agree() { $GRAVAMEN eval -m rules --agreement "$@"; echo "exit $?"; }
row() { printf '{"id":"%s","labels":{%s}}\n' "$1" "$2"; }
killing='"mass_killing":'
{
    row a "$killing\"asserted\""
    row b "$killing\"asserted\",\"forced_labour\":\"negated\""
    row c "$killing\"figurative_or_name\""
    row d ''
    row e "$killing\"asserted\",\"forced_labour\":\"asserted\""
    row f ''
    row 'only in the first' ''
} >first.jsonl
{
    row f ''
    row e "$killing\"negated\",\"forced_labour\":\"asserted\""
    row d "$killing\"asserted\""
    row c ''
    row b "$killing\"asserted\""
    row a "$killing\"asserted\""
} | gzip -n >second.jsonl.gz
echo '== two readers'
agree first.jsonl second.jsonl.gz
echo '== as JSON'
agree --json first.jsonl second.jsonl.gz
echo '== gold and what the model says of it'
cat >gold.jsonl <<'END'
{"id":"1","text":"Gunmen killed at least 40 farmers.","labels":{"mass_killing":"asserted"}}
{"id":"2","text":"They found no evidence of forced labour.","labels":{"forced_labour":"negated"}}
{"id":"3","text":"A massacre at the box office.","labels":{"mass_killing":"figurative_or_name"}}
{"id":"4","text":"It rained.","labels":{}}
END
$GRAVAMEN tag -m rules --unit document --status any -f jsonl gold.jsonl -q | agree gold.jsonl - |
    grep '^[a-z].*killing  '
echo '== what cannot be compared'
{ row a ''; row b ''; row a ''; } >twice.jsonl
agree first.jsonl twice.jsonl
row z '' | agree first.jsonl -
row a '"mass_kiling":"asserted"' | agree first.jsonl -
agree first.jsonl
agree - -
agree --rules first.jsonl first.jsonl
