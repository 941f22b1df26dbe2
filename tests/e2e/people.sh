# Contacts as people work with them: fields, tags, notes, an address book from a file and
# from the phone, a block that reaches WhatsApp, a picture, a number that is asked about.
. "$top_srcdir/tests/tap.sh"
command -v jq >/dev/null || skip_all "jq is not here"

clock 30 1795402800 # a Monday, 10:00 in Jakarta
sim --engine webjs --state working
sim_do contact '{"pn":"6281234567890","name":"Budi Santoso","push":"budi"}' >/dev/null
sim_do history '{"with":"6281234567890","talk":["-5m > Kak, ongkir ke Bandung berapa?"]}' >/dev/null
engine
there() { [ "$(wartel conversation list --view all --json | jq '.items | length')" = 1 ]; }
named() { [ "$(wartel contact show "$1" --json | jq -r .name)" = "$2" ]; }
ok "the shop is there" wait_for 10 there
ok "by the name of the phone's book" wait_for 20 named 6281234567890 "Budi Santoso"

runs 0 "field set" wartel field set kota text
runs 0 "a choice" wartel field set ukuran choice --choices 'S, M, L'
runs 0 "contact set" wartel contact set 'Budi Santoso' name='Pak Budi' kota='Bandung Barat' ukuran=m
like "$out" "kota +Bandung Barat" "keeps a value of two words"
like "$out" "ukuran +M" "a choice as the field spells it"
runs 64 "a wrong choice" wartel contact set 'Pak Budi' ukuran=XXL
like "$err" "S,M,L" "says what there is"
runs 0 "contact tag" wartel contact tag 'Pak Budi' +vip -lama
runs 0 "contact note" wartel contact note 'Pak Budi' Suka warna biru
runs 0 "contact notes" wartel contact notes 'Pak Budi'
like "$out" "Suka warna biru" "has it"
runs 0 "contact list --tag --field" wartel contact list --tag vip --field 'kota=Bandung Barat' --sort last
like "$out" "Pak Budi" "finds him"
runs 0 "contact show" wartel contact show 0812-3456-7890
like "$out" "named here +Pak Budi" "tells the names apart"
like "$out" "at home +0812-3456-7890" "the number as at home"
like "$out" "contact set +name, kota, ukuran" "and what was changed"

# An address book as a file.
cat >"$tmp/kontak.vcf" <<'END'
BEGIN:VCARD
VERSION:3.0
FN:Sri Wahyuni
TEL;TYPE=CELL:0813-0000-0001
END:VCARD
BEGIN:VCARD
FN:Tanpa nomor
END:VCARD
END
runs 0 "import contacts" wartel import contacts "$tmp/kontak.vcf"
like "$out" "added +1" "adds one"
like "$out" "6 +Tanpa nomor +it has no phone number" "and says who was left out, and why"
runs 0 "the same again" wartel import contacts "$tmp/kontak.vcf" --json
is "$(json .same)" 1 "changes nothing"
runs 0 "send to her" wartel send 'Sri Wahyuni' 'Halo kak' --json
is "$(json .reason.key)" gate.consent "a file is no reason to write"
runs 66 "import of what is not there" wartel import contacts "$tmp/none.csv"

# Two who are one, and back.
runs 0 "contact add" wartel contact add '+62 857-1111-2222' name='Pak Budi'
runs 0 "contact duplicates" wartel contact duplicates
like "$out" "Pak Budi.*Pak Budi.*name" "suggests them"
runs 0 "contact merge" wartel contact merge 0812-3456-7890 0857-1111-2222 --json
is "$(json '.addresses | length')" 2 "has both numbers"
runs 0 "contact unmerge" wartel contact unmerge 0812-3456-7890 --json
is "$(json .phone)" "+62 857-1111-2222" "gives the other one back"

# Blocked here and in WhatsApp.
runs 0 "contact block" wartel contact block 0812-3456-7890 --reason penipu
told() { [ "$(wartel contact show 0812-3456-7890 --json | jq '.blocked_on | length')" = "$1" ]; }
ok "WhatsApp is told" wait_for 10 told 1
runs 65 "send to him" wartel send 0812-3456-7890 'Halo kak'
runs 0 "contact unblock" wartel contact unblock 0812-3456-7890
ok "and that it is over" wait_for 10 told 0

# A number that may be there; a picture that is not.
runs 0 "contact check" wartel contact check 0813-0000-0001
like "$out" "on WhatsApp +yes" "is answered"
runs 66 "contact picture" wartel contact picture 0812-3456-7890 --save "$tmp"
like "$err" "no picture" "says that there is none"
runs 0 "contact sync" wartel contact sync
like "$out" "toko|default" "begins"
sim_do contact '{"pn":"6281399990000","name":"Orang Baru"}' >/dev/null
runs 0 "contact sync again" wartel contact sync
ok "who is new in the phone's book is here" wait_for 20 named 6281399990000 "Orang Baru"

done_testing
