diff() { $GRAVAMEN diff "$@"; echo "exit $?"; }
mkdir new && cp rules/codebook.gvr new/
sed -e 's/#count>=5/#count>=4/' -e 's/on: no, no evidence of/on: no, no evidence of, denied/' \
    -e 's/on: forced labour, made to work/on: forced labour/' rules/en.gvr >new/en.gvr
cat >text.txt <<'END'
Gunmen killed 4 farmers in Oru.

The ministry denied the massacre. Forced labour went on.

Guards made to work whoever could walk.

It rained.
END
printf '{"id":"r-1","date":"2021-04-01","text":"Gunmen killed 4 farmers.","place":"Oru"}\n' |
    gzip -n >lines.jsonl.gz
echo '== for people'
diff -f pretty rules new text.txt lines.jsonl.gz
echo '== for machines'
diff -q -f jsonl --keep place rules new text.txt lines.jsonl.gz | sed 's/"[0-9a-f]\{64\}"/"identity"/g'
echo '== the other way round, an image, standard input, without the words'
$GRAVAMEN compile -q rules -o old.gvm
diff -q -f pretty --no-text new old.gvm <text.txt
echo '== nothing differs'
diff -q -f pretty rules old.gvm text.txt
echo '== the same bytes'
for threads in 1 2 7; do
    $GRAVAMEN diff -q -f jsonl -j $threads --batch 1 rules new sample text.txt lines.jsonl.gz \
        2>stderr | cksum
done | sort -u | wc -l
echo '== a file'
diff -q -f pretty -o out.txt rules new text.txt
head -n 1 out.txt
ls out.txt*
echo '== damage'
diff -q -f pretty rules new nowhere.txt text.txt | tail -n 7
diff -q -f pretty rules rules sample/damaged/truncated.txt.gz | tail -n 1
diff -q -f pretty --damage report rules rules sample/damaged/truncated.txt.gz | tail -n 1
echo '== trouble'
diff rules
diff rules nowhere text.txt
diff rules new -f csv text.txt
diff -q -o nowhere/out.txt rules new text.txt
