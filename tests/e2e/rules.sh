# The rules of sending as people meet them: consent, the window, forbidden words,
# stop words, the plan; and rules that are read again while the engine runs.
. "$top_srcdir/tests/tap.sh"
command -v jq >/dev/null || skip_all "jq is not here"

clock 30 1795402800 # a Monday, 10:00 in Jakarta
sim --engine noweb --state working
sim_do history '{"with":"6281234567890","talk":["-5m > Kak, ongkir ke Bandung berapa?"]}' >/dev/null
sim_do history '{"with":"6285711112222","talk":["-3d > Pesanan INV-2231 sudah dikirim?","-3d <3 Sudah kak"]}' >/dev/null
engine
two() { [ "$(wartel conversation list --view all --json | jq '.items | length')" = 2 ]; }
is_state() { [ "$(wartel message show "$1" --json | jq -r .state)" = "$2" ]; }
left() { case $(wartel message show "$1" --json | jq -r .status) in sent | delivered | read) ;; *) false ;; esac; }
ok "the shop is there" wait_for 10 two

# A stranger: there has to be a reason on record, and then a yes.
runs 3 "send --wait to a stranger" wartel send 0899-9999-9999 'Selamat pagi kak' --wait
like "$err$out" "Nothing on record says" "is held, and says why"
runs 0 "send to a stranger" wartel send 0899-9999-9998 'Selamat pagi kak' --json
stranger=$(json .id)
is "$(json .state)" held "is held"
runs 65 "a yes does not help" wartel confirm "$stranger"
like "$err" "Nothing on record says" "and says so"
runs 0 "his consent" wartel contact consent 0899-9999-9998 in --source invoice
runs 0 "then the window's yes" wartel confirm "$stranger" --reason 'he asked at the counter'
ok "and it leaves" wait_for 20 left "$stranger"
runs 0 "the history" wartel contact consents 0899-9999-9998
like "$out" "in +invoice" "has it"

# Who wrote three days ago: a yes is enough.
runs 0 "send to Sri" wartel send 0857-1111-2222 'Apa sudah sampai, kak?' --json
is "$(json .reason.key)" gate.window "asks for a yes"
runs 0 "send --confirm" wartel send 0857-1111-2222 'Sudah sampai belum, kak?' --confirm --json
is "$(json .state)" queued "has it"
runs 0 "cancel the first" wartel cancel "$(wartel queue --json | jq '[.items[] | select(.state == "held" and .text == "Apa sudah sampai, kak?")][0].id')"

# What may not be said.
runs 0 "forbidden words" wartel send 0812-3456-7890 'Yuk main s l 0 t g4c0r kak' --confirm --json
bad=$(json .id)
is "$(json .state)" held "are held, whatever the yes"
runs 0 "why" wartel why "$bad"
like "$out" "s l 0 t g4c0r.*gambling" "shows the characters and the rule"
runs 65 "confirm" wartel confirm "$bad"
runs 0 "cancel" wartel cancel "$bad"
runs 0 "rules test" wartel rules test 'Obat kuat pria tahan lama'
like "$out" "^(block|confirm|note): " "judges a text"
runs 0 "rules test of an honest one" wartel rules test 'Ongkir ke Bandung 12 ribu kak'
is "$out" "no rule finds anything in it" "finds nothing"

# Own rules, read again by SIGHUP; a bad file leaves the old ones.
mkdir -p "$XDG_CONFIG_HOME/wartel/content"
own=$XDG_CONFIG_HOME/wartel/content/pesaing.rules
printf 'category pesaing confirm\nstrong /toko sebelah/w  # a competitor\n+ beli di toko sebelah\n- beli di sini\n' >"$own"
kill -HUP "$engine_pid"
found() { wartel rules test 'jangan ke toko sebelah ya' | grep -q pesaing; }
ok "a file of one's own counts after SIGHUP" wait_for 10 found
printf 'category pesaing confirm\nstrong /toko (sebelah/w  # no end\n' >"$own"
runs 64 "rules list with a bad file" wartel rules list
like "$err" "pesaing.rules.*2" "names file and line"
ok "and the rules of before go on" found
runs 64 "rules test --file" wartel rules test --file "$own"
like "$err" "pesaing.rules.*2" "says the same of it"
rm "$own"
runs 0 "rules list" wartel rules list
like "$out" "^gambling +block" "lists the categories"
notok "and what is gone is gone" found
ok "the engine still runs" alive "$engine_pid"

# Two queued for later, then he says stop.
runs 0 "one for tomorrow" wartel send 0812-3456-7890 'Promo besok pagi kak' --at 'tomorrow 9' --confirm --json
later=$(json .id)
runs 0 "plan" wartel plan --json
is "$(json ".items[] | select(.message_id == $later) | .leaves_at[0:16]")" 2026-11-24T09:00 "says when it would leave"
runs 0 "plan as text" wartel plan
like "$out" "would leave at today's limits" "sums it up"
sim_do inbound '{"from":"6281234567890","text":"STOP PROMO!!"}' >/dev/null
ok "a stop word cancels what waits" wait_for 10 is_state "$later" cancelled
is "$(wartel contact show 0812-3456-7890 --json | jq .opted_out)" true "and opts him out"
runs 0 "an answer while he writes" wartel send 0812-3456-7890 'Baik kak, maaf' --json
answer=$(json .id)
is "$(json .state)" held "asks for a yes"
runs 0 "confirm" wartel confirm "$answer"
ok "and leaves" wait_for 20 left "$answer"
is "$(jq -s '[.[] | select(.what == "delivered") | .body] | map(select(test("g4c0r|Promo"))) | length' "$tmp/sim.log")" 0 \
	"nothing of what was stopped ever reached WhatsApp"
sim_do inbound '{"from":"6281234567890","text":"Mulai"}' >/dev/null
is_in() { [ "$(wartel contact show 0812-3456-7890 --json | jq .opted_out)" = false ]; }
ok "a start word brings him back" wait_for 10 is_in

done_testing
