echo '== check'
$GRAVAMEN check rules
echo '== check: an example that does not hold'
mkdir own && cp rules/codebook.gvr own/
sed 's/no: They found forced labour./no: They found no forced labour./' rules/en.gvr >own/en.gvr
$GRAVAMEN check own
echo "exit $?"
echo '== lint'
$GRAVAMEN lint rules
echo "exit $?"
echo '== explain'
$GRAVAMEN explain -m rules 'The mission found no evidence of forced labour. Gunmen killed 40 farmers.'
echo '== eval'
cat >gold.jsonl <<'END'
{"id":"1","text":"Gunmen killed at least 40 farmers.","labels":{"mass_killing":"asserted"},"context":"inside_conflict"}
{"id":"2","text":"They found no evidence of forced labour.","labels":{"forced_labour":"negated"}}
{"id":"3","text":"A massacre at the box office.","labels":{"mass_killing":"figurative_or_name"}}
{"id":"4","text":"It rained.","labels":{}}
END
$GRAVAMEN eval -m rules gold.jsonl --rules --errors | sed 's/model .*/model/'
echo '== dump'
$GRAVAMEN compile -q rules -o small.gvm
$GRAVAMEN dump small.gvm | grep -v '^// model' | tail -n 40
