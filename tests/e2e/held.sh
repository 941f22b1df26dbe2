# What waits and may no longer leave by itself says so, everywhere where it is looked at:
# an answer whose window closed before its time came, and what waited in a backup that
# was restored. A person's yes lets either go.
. "$top_srcdir/tests/tap.sh"
command -v jq >/dev/null || skip_all "jq is not here"

clock 120 1795402800 # a Monday, 10:00 in Jakarta
sim --engine noweb --state working
sim_do history '{"with":"6281234567890","talk":["-1d10:30 > Kak, ongkir ke Bandung berapa?"]}' >/dev/null
sim_do history '{"with":"6285711112222","talk":["-5m > Pesanan saya sudah siap?"]}' >/dev/null
engine
there() { [ "$(wartel conversation list --view all --json | jq '.items | length')" = 2 ]; }
ok "two customers" wait_for 20 there
state_of() { wartel message show "$1" --json | jq -r .state; }
is_state() { [ "$(state_of "$1")" = "$2" ]; }
delivered() { jq -s --arg text "$1" '[.[] | select(.what == "delivered" and .body == $text)] | length' "$tmp/sim.log"; }
arrived() { [ "$(delivered "$1")" = 1 ]; }

# Written in time, due after the window.
runs 0 "an answer for later" wartel send 0812-3456-7890 "Bandung 18 ribu kak" --at +35m --json
late=$(json .id)
is "$(json .state)" queued "is queued while his window is open"
ok "its time comes after the window" wait_for 60 is_state "$late" held
runs 0 "the queue" wartel queue
like "$out" "They last wrote 24 h ago: after 24 hours this begins a new conversation" "says why it does not leave"
runs 0 "why" wartel why "$late"
like "$out" "after 24 hours this begins a new conversation" "says so too"
like "$out" "they write, or a person confirms this message" "and what would help"
runs 1 "health warns" wartel health
like "$out" "messages held until a person decides: 1;" "that somebody is needed"
is "$(delivered "Bandung 18 ribu kak")" 0 "it has not left"
runs 0 "a person says yes" wartel confirm "$late" --reason "he asked for it" --json
ok "and it arrives" wait_for 60 arrived "Bandung 18 ribu kak"

# A backup from the middle of a queue.
runs 0 "something for the afternoon" wartel send 0857-1111-2222 "Sudah siap diambil kak" --at +3h --json
waits=$(json .id)
engine_stop
mkdir "$tmp/backup"
cp "$XDG_DATA_HOME/wartel/"wartel.db* "$tmp/backup/"
engine
runs 0 "meanwhile it is sent at once, and the first is taken back" wartel cancel "$waits" --json
runs 0 "by another" wartel send 0857-1111-2222 "Sudah siap diambil ya kak" --json
ok "which arrives" wait_for 60 arrived "Sudah siap diambil ya kak"
engine_stop
rm "$XDG_DATA_HOME/wartel/"wartel.db*
cp "$tmp/backup/"wartel.db* "$XDG_DATA_HOME/wartel/"
engine
runs 0 "the queue of the backup" wartel queue --json
is "$(json '[.items[] | select(.id == '"$waits"')][0].state')" held "is held"
runs 0 "as people read it" wartel queue
like "$out" "It was waiting in a backup that was restored, and may have left since" "with the reason"
runs 0 "why" wartel why "$waits"
like "$out" "It was waiting in a backup that was restored" "says so too"
like "$out" "a person confirms it, or cancels it" "and what to do"
runs 1 "health warns" wartel health
like "$out" "messages held until a person decides: 1" "that somebody is needed"
runs 0 "the trail" wartel audit --action restored
like "$out" "the database is older than what this house last worked with" "remembers it"
runs 0 "this one is not wanted again" wartel cancel "$waits" --json
is "$(delivered "Sudah siap diambil kak")" 0 "and never leaves"
engine_stop
done_testing
