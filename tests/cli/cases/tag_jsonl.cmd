cat >news.jsonl <<'END'
{"key":"n1","head":"Oru, \"north\"","when":"4 May 1994","language":"en","body":"It rained.\n\nGunmen killed 40 farmers.","url":"http://oru.example/1","n":[1,2]}
{"key":"n2","language":"xx","body":"A massacre."}
{"key":"n3","body":
{"key":"n4","body":"A massacre."}
END
fields='--text-field body --id-field key --title-field head --date-field when --lang-field language --keep url,n'
$GRAVAMEN tag -m rules $fields news.jsonl
echo $?
$GRAVAMEN tag -m rules $fields -s any news.jsonl
echo $?
$GRAVAMEN tag -q -m rules $fields --damage report news.jsonl >/dev/null
echo $?
$GRAVAMEN tag -q -m rules $fields --no-text news.jsonl 2>/dev/null
$GRAVAMEN tag -q -m rules $fields -f csv --excel -s any news.jsonl | od -c | head -n 1
$GRAVAMEN tag -q -m rules $fields -f pretty --width 40 news.jsonl 2>/dev/null
