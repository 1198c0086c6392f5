$GRAVAMEN compile -q rules -o small.gvm
cat >report.txt <<'END'
WHAT WAS SEEN

Gunmen killed at least 40 farmers near Oru, relatives said, and the mission
found no evidence of forced labour.

It rained in Velmora.

The valley could be ethnically cleansed.
END
for format in pretty jsonl csv; do
    for status in asserted all any; do
        echo "== $format $status"
        $GRAVAMEN tag -q -m small.gvm -f $format -s $status report.txt
    done
done
