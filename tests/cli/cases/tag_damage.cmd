# What could not be read is told and noted where it stands: a line, a row, an element, a document.
GRAVAMEN_PDFTOTEXT=
export GRAVAMEN_PDFTOTEXT
printf '{"text":"Guards killed 40 farmers."}\nnot JSON\n' >a.jsonl
printf 'id,text\n1,Guards killed 40 farmers.\n2,x\n3,y\n4,"He said\n5,Guards killed 7 farmers.\n' >b.csv
printf '[{"text":"Guards killed 40 farmers."},\n{"text":12 13},\n{"text":"x"}]\n' >c.json
printf '%%PDF-1.4\n' >d.pdf
$GRAVAMEN tag -q -m rules -o out.jsonl a.jsonl b.csv c.json d.pdf
echo $?
sed -n 's/.*"path":"\([^"]*\)".*\("damage":.*\),"chain".*/\1 \2/p' out.jsonl.manifest.json
