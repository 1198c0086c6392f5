cat >a.txt <<'END'
It rained. A massacre took place. The mission found no evidence of it.

No massacre. It rained again.
END
for unit in passage sentence document; do
    $GRAVAMEN tag -q -m rules -s all -f pretty -u $unit a.txt
done
$GRAVAMEN tag -q -m rules -s any --passage-limit 64 a.txt | cut -d, -f 3-5
