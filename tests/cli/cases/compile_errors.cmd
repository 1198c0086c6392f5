cat >bad.gvr <<'END'
language en
rule mass_killing/a as act
  why déjà: @nothing
  on: déjà @peopel
  need after 3: #cuont
set people = man
END
$GRAVAMEN compile rules bad.gvr -o bad.gvm
echo $?
$GRAVAMEN compile nowhere.gvr -o bad.gvm
echo $?
printf 'GRAVAMENnot an image' >bad.gvm
$GRAVAMEN tag -q -m bad.gvm /dev/null
echo $?
: >empty.gvm
$GRAVAMEN tag -q -m empty.gvm /dev/null
echo $?
