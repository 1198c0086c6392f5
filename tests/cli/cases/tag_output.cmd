echo 'Gunmen killed 40 farmers, no massacre.' >a.txt
$GRAVAMEN tag -q -m rules -o out.jsonl a.txt nowhere.txt
echo $?
ls
cut -c 1-60 out.jsonl
sed -e 's/"identity":"[0-9a-f]*"/"identity":"..."/' -e 's/"en":"[0-9a-f]*"/"en":"..."/' \
    -e 's/"utf8proc":"[^"]*"/"utf8proc":"..."/' -e 's/,"libraries":{[^}]*}//' -e '/^"run"/d' out.jsonl.manifest.json
chain=$(printf '%064d%s' 0 "$(sha256sum <out.jsonl | cut -c 1-64)" | sha256sum | cut -c 1-64)
grep -c "\"chain\":\"$chain\"" out.jsonl.manifest.json
echo == a manifest for standard output
$GRAVAMEN tag -q -m rules --manifest m.json a.txt | cut -c 1-30
ls
echo == nothing beside a device
$GRAVAMEN tag -q -m rules -o /dev/null a.txt
echo $?
$GRAVAMEN tag -q -m rules a.txt >/dev/full
echo $?
$GRAVAMEN help >/dev/full
echo $?
$GRAVAMEN tag -q -m rules -o nowhere/out.jsonl a.txt
echo $?
