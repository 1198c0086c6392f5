lint() { $GRAVAMEN lint rules/codebook.gvr more.gvr | grep -v 'codebook.gvr' | grep '^[a-z0-9]'; }
says() { $GRAVAMEN lint "$@" >out; echo "exit $?"; tail -n 1 out; }
# A rule with all that lint demands; each line that is taken away is an error.
cat >whole.gvr <<'END'
language en
rule mass_killing/term
  why the word
  cite Rome Statute, art. 7(1)(a)
  on: massacre
  yes: A massacre took place.
  yes: They spoke of a massacre.
  no: It rained.
  no: The sun shone.
END
for line in 3 4 6 7 8 9; do
    echo "== without line $line: $(sed -n "${line}p" whole.gvr)"
    sed "${line}d" whole.gvr >more.gvr
    lint
done
echo '== no law defines it, and why'
sed 's/cite .*/cite none: the ordinary word/' whole.gvr >more.gvr
lint
sed 's/cite .*/cite none/' whole.gvr >more.gvr
lint
echo '== cues and masks: why, and one sentence of each kind at least'
cat >more.gvr <<'END'
language en
mask film
  on: massacre film
  yes: A massacre film.
mask song
  why a song
  on: massacre song
  yes: A massacre song.
  no: A massacre.
cue G1/never
  on: never
  reach after 5
END
lint
echo '== compile does not ask for these'
$GRAVAMEN compile -q rules/codebook.gvr more.gvr -o /dev/null
echo "exit $?"
echo '== exit status'
says rules/codebook.gvr more.gvr
