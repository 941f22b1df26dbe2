# What a customer, a phone or a server can send that nobody should: names that are pages,
# files without an end, cards with fifty numbers, and two who change one thing at once. A
# clear answer each, nobody else waits for it, nothing is lost.
. "$top_srcdir/tests/tap.sh"
command -v jq >/dev/null || skip_all "jq is not here"

clock 30 1795402800 # a Monday, 10:00 in Jakarta
printf 'labels_in_step = both\n' >"$XDG_CONFIG_HOME/wartel/wartel.conf"
# Any port that nobody has; two tests beside each other do not meet.
PORT=$((20000 + $$ % 20000))
export PORT
sim --engine gows --state working
engine
eve=6281355550102 budi=6281234567890
has() { [ "$(wartel conversation show "$1" --json | jq -r "$2")" = "$3" ]; }
message() { wartel message show "$1" --json | jq -r "$2"; }
escapes() { tr -d '\n\t' <"$1" | LC_ALL=C grep -q '[[:cntrl:]]'; }

# Names that are no names.
emoji=$(i=0; while [ $i -lt 500 ]; do printf '😀'; i=$((i + 1)); done)
sim_do inbound "{\"from\":\"$budi\",\"push\":\"$emoji\",\"text\":\"halo\"}" >/dev/null
sim_do inbound "{\"from\":\"$eve\",\"push\":\"\\u001b]0;pwned\\u0007\\u001b[2JEve\\r\\n\\u202e\",\"text\":\"\\u001b[31mhai\\u0007\"}" >/dev/null
ok "500 emoji are a name, cut to what a name may be" wait_for 20 has $budi '.title | test("^😀{256}$")' true
ok "so are escapes" wait_for 20 has $eve .needs_reply true
for words in 'conversation list' 'contact list' "contact show $eve" "messages $eve" "conversation show $eve"; do
	wartel $words >"$tmp/text"
	like "$(cat "$tmp/text")" Eve "$words: is shown"
	notok "$words: sets no title and clears no screen" escapes "$tmp/text"
done
wartel conversation list >"$tmp/text"
ok "the long name moves its own line alone" sh -c 'grep Eve "$1" | [ "$(wc -c)" -lt 200 ]' sh "$tmp/text"
printf '? hai\n! q\n' >"$tmp/script"
ok "the screen shows them" "$top_builddir/tests/e2e/pty" "$tmp/screen" 24x80 env LC_ALL=C.UTF-8 TERM=xterm \
	"$top_builddir/wartel-t" <"$tmp/script"
notok "and its title is its own" grep -q "$(printf '\033')]0;pwned" "$tmp/screen"

# Fifty numbers on one card.
{
	printf 'BEGIN:VCARD\nVERSION:3.0\nFN:Banyak Nomor\n'
	for n in 1 2 3 4 5; do for k in 0 1 2 3 4 5 6 7 8 9; do echo "TEL;TYPE=CELL:+6281200000$n${k}0"; done; done
	printf 'END:VCARD\nBEGIN:VCARD\nVERSION:3.0\nFN:Orang Lain\nTEL:0813-7777-8888\nEND:VCARD\n'
} >"$tmp/many.vcf"
runs 0 "import of it" wartel import contacts "$tmp/many.vcf"
like "$out" "1 +Banyak Nomor +it has 50 numbers, which is no person's: split it, at most 20" "is refused with the reason"
like "$out" "added +1" "and the next person is taken"
sim_do inbound "{\"from\":\"$eve\",\"kind\":\"vcard\",\"vcard\":$(sed '/END/q' "$tmp/many.vcf" | jq -Rs .)}" >/dev/null
card() { [ "$(wartel messages $eve --json | jq -r '.items[-1].contacts[0].phones | length')" = 50 ]; }
ok "a card that comes has them all" wait_for 20 card

# Files without an end: too large is said once, slow is given up, others are served.
photo() {
	sim_do inbound "{\"from\":\"$eve\",\"kind\":\"image\",\"text\":\"$1\"}" >/dev/null
	here() { [ "$(wartel messages $eve --json | jq -r '.items[-1].text')" = "$1" ]; }
	wait_for 20 here "$1"
	wartel messages $eve --json | jq -r '.items[-1].id'
}
asked() { jq -s '[.[] | select(.what == "request" and (.path | startswith("/api/files/")))] | length' "$tmp/sim.log"; }
good=$(photo baik)
for bytes in 0 2147483648; do
	large=$(photo "besar $bytes")
	before=$(asked)
	sim_do rules "{\"do\":\"endless\",\"path\":\"/api/files/\",\"count\":0,\"bytes\":$bytes}" >/dev/null
	runs 65 "a file without an end, of $bytes bytes as it says" wartel media "$large" --save "$tmp/large"
	like "$err" "too large: at most 64 MB" "says what is taken"
	is "$(message "$large" .media.state)" refused "and is marked so"
	is "$(asked)" $((before + 1)) "having been asked for once"
	notok "nothing of it is left" test -e "$tmp/large"
	curl -fsS -X DELETE "$sim_url/sim/rules" >/dev/null
done
ok "the engine did not grow by it" [ "$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' /proc/$engine_pid/status)" -lt 300000 ]
# One on each lane that files have.
slow=$(photo lambat) slower=$(photo lambat-juga)
sim_do rules '{"do":"endless","path":"/api/files/","count":0,"seconds":1}' >/dev/null
wartel media "$slow" --save "$tmp/slow" >"$tmp/slow.out" 2>&1 &
first=$!
wartel media "$slower" --save "$tmp/slower" >"$tmp/slower.out" 2>&1 &
second=$!
fetching() { [ "$(message "$1" .media.state)" = fetching ]; }
ok "one that drips" wait_for 20 fetching "$slow"
runs 0 "meanwhile somebody is answered" wartel send $eve 'Baik kak' --wait
wait $first
wait $second
like "$(cat "$tmp/slow.out" "$tmp/slower.out")" "did not come through.*try again" "it is given up, and said"
is "$(message "$slow" .media.state) $(message "$slower" .media.state)" "remote remote" "and can be asked for again"
curl -fsS -X DELETE "$sim_url/sim/rules" >/dev/null
runs 0 "the next file comes" wartel media "$good" --save "$tmp/good.png"
is "$(ls "$XDG_DATA_HOME/wartel/media" | grep -c '^new')" 0 "nothing half written is left"

# A label that is another one meanwhile.
runs 0 "WAHA shall tell at once" wartel session webhook default on
works() { [ "$(wartel session status default --json | jq -r .status)" = WORKING ]; }
ok "the session works again" wait_for 20 works
phone() {
	curl -fsS -X "$1" -H 'X-Api-Key: test-key' -H 'Content-Type: application/json' ${3:+--data-binary "$3"} \
		"$sim_url/api/default/labels$2"
}
sim_do label "{\"name\":\"Order\",\"color\":15,\"chat\":\"$eve@c.us\"}" >/dev/null
ok "a label of the phone" wait_for 20 has $eve '.labels | join(" ")' Order
phone PUT /1 '{"name":"Lunas","color":15}' >/dev/null
ok "renamed there" wait_for 20 has $eve '.labels | join(" ")' Lunas
runs 66 "who still says the old name" wartel label $budi +Order
like "$err" "no label Order; there are: Lunas" "is told the new one"
runs 66 "nor is the old one renamed here" wartel label set Order --rename Selesai
runs 0 "WAHA tells no more" wartel session webhook default off
ok "the session works again" wait_for 20 works
phone PUT /1 '{"name":"Dibayar","color":15}' >/dev/null
runs 0 "another name here, before that one is known" wartel label set Lunas --rename Selesai
one() {
	there=$(phone GET '' | jq -r '[.[].name] | join(" ")')
	here=$(wartel label list --json | jq -r '[.items[].name] | join(" ")')
	[ "$there" = "$here" ] && { [ "$there" = Selesai ] || [ "$there" = Dibayar ]; }
}
runs 0 "read again" wartel contact sync
ok "both have one name in the end" wait_for 30 one
ok "and she has the label still" has $eve '.labels | join(" ")' "$here"

# Two write over one note.
token=$(wartel token new rina --rights lead --json | jq -r .token)
note=$(wartel note $eve "minta diskon" --json | jq .id)
runs 0 "one changes it" wartel note edit "$note" "minta diskon 10%" --version 1
status=$(curl -sS -o "$tmp/out" -w '%{http_code}' -X PUT -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
	--data-binary '{"text":"sudah dapat diskon","version":1}' "http://127.0.0.1:$PORT/api/notes/$note")
is "$status" 409 "the other one is refused"
like "$(json .error.message)" "$(id -un) changed note $note at .*nothing was written over it" "is told who was first"
is "$(wartel notes $eve --json | jq -r '.items[0] | "\(.text) \(.version)"')" "minta diskon 10% 2" "the first one's words stand"
runs 75 "on the command line" wartel note edit "$note" "sudah dapat diskon" --version 1
like "$err" "sudah dapat diskon" "one's own words come back"
engine_stop
is "$status" 0 "the engine ends well"
done_testing
