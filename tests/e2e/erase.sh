# Somebody wants to be forgotten: no word of theirs is left in any file of the engine's,
# its logs too, whatever WAHA tells again afterwards, and wherever the engine ends on the way.
. "$top_srcdir/tests/tap.sh"
command -v jq >/dev/null || skip_all "jq is not here"

clock 30 1795402800 # a Monday, 10:00 in Jakarta
sim --engine noweb --state working
sim_do contact '{"pn":"6281234567890","name":"Zubaidah Kusumawardhani","push":"zubaidah"}' >/dev/null
sim_do contact '{"pn":"6281355555555","name":"Ani Maharani","push":"ani"}' >/dev/null
sim_do history '{"with":"6281234567890","talk":["-2h > kebayanya ada?","-118m < ada kak, silakan","-115m > pesan satu, kode KB-77123"]}' >/dev/null
sim_do history '{"with":"6281355555555","talk":["-90m > gamisnya bagus"]}' >/dev/null
for n in 1 2 3; do
	sim_do history "{\"with\":\"628577777000$n\",\"talk\":[\"-50m > titipan nomor$n\",\"-49m > jangan lupa nomor$n\"]}" >/dev/null
done
engine
all() { [ "$(wartel conversation list --view all --json | jq '.items | length')" = "$1" ]; }
named() { [ "$(wartel contact show "$1" --json | jq -r .name)" = "$2" ]; }
ok "the shop is there" wait_for 20 all 5
ok "with the names of the phone's book" wait_for 20 named 6281234567890 "Zubaidah Kusumawardhani"

wartel field set alamat text >/dev/null
wartel contact set 6281234567890 alamat='Jalan Kenanga' >/dev/null
wartel contact note 6281234567890 suka jingganya >/dev/null
wartel contact tag 6281234567890 +pelanggansetia >/dev/null
runs 0 "an answer" wartel send 6281234567890 'resinya JNE99887766 ya kak' --json
sent=$(json .id)
is_sent() { case $(wartel message show "$1" --json | jq -r .state) in sent | delivered | read) ;; *) return 1 ;; esac; }
ok "has left" wait_for 20 is_sent "$sent"
runs 0 "who refused" wartel contact consent 6281234567890 out --source spoken
today() { wartel health --json | jq -c '[.sessions[] | .today.used, .new.used]'; }
before=$(today)
id=$(wartel contact show 6281234567890 --json | jq .id)

# Asked first; on a terminal the word has to be typed.
runs 75 "contact erase without a yes" wartel contact erase "$id"
like "$err" "Zubaidah Kusumawardhani .*4 messages.*1 notes" "says what would go"
like "$err" "contact dump $id" "and how a copy is kept"
ok "nothing has gone" named 6281234567890 "Zubaidah Kusumawardhani"
runs 0 "contact dump" wartel contact dump "$id"
like "$out" "kebayanya" "has it all"

theirs='Zubaidah Kusumawardhani 6281234567890 kebayanya 77123 JNE99887766 Kenanga jingganya'
# words WORD…: those that stand in any file of the engine's
words() {
	for w in "$@"; do
		grep -rqi -e "$w" "$XDG_DATA_HOME/wartel" "$XDG_STATE_HOME" && echo "$w"
	done
	return 0
}
clean() { [ -z "$(words "$@")" ]; }
# shellcheck disable=SC2086 # words
is "$(words $theirs | wc -l | tr -d ' ')" 8 "their words stand in the files"
runs 0 "contact erase --yes" wartel contact erase "$id" --yes
like "$out" "4 messages" "says what went"
like "$out" "refused to be written to stays" "and what stays"
like "$out" "backups" "and what is not its to delete"
# shellcheck disable=SC2086
wait_for 30 clean $theirs
# shellcheck disable=SC2086
is "$(words $theirs)" "" "no word of theirs is left in any file"
is "$(words gamisnya)" gamisnya "what others said is"
is "$(today)" "$before" "the day counts as before"
runs 66 "contact show" wartel contact show "$id"
like "$err" "was erased" "says that they were erased"
runs 66 "their message" wartel message show "$sent"
runs 66 "by their number" wartel contact show 6281234567890
runs 0 "search" wartel search kebayanya --json
is "$(json '.items | length')" 0 "finds nothing"
runs 0 "the trail" wartel audit --json
is "$(json '[.items[] | select(.action == "contact erase")] | length')" 1 "keeps that they were erased"
runs 66 "twice" wartel contact erase "$id" --yes

# WAHA tells all of it again: at the next start, in its address book, and when asked to.
sim_do process-restart '{}' >/dev/null
engine_stop
engine
wartel contact sync >/dev/null
synced() { [ "$(wartel session list --json | jq '.items[0].contacts_sync.reading')" = false ]; }
ok "the address book was read again" wait_for 20 synced
sim_do history '{"with":"6281234567890","talk":["-3h > kebayanya dulu"]}' >/dev/null
sim_do inbound '{"from":"6281355555555","text":"gamisnya dua"}' >/dev/null
heard() { [ "$(wartel search dua --json | jq '.items | length')" = 1 ]; }
ok "and what others say is heard" wait_for 20 heard
# shellcheck disable=SC2086
is "$(words $theirs)" "" "nothing of theirs came back"
is "$(wartel conversation list --view all --json | jq '.items | length')" 4 "nor their conversation"

# They write again: somebody new, who still wants no messages.
sim_do inbound '{"from":"6281234567890","text":"halo, ini saya"}' >/dev/null
back() { wartel contact show 6281234567890; }
ok "they write again" wait_for 20 back
runs 0 "contact show" wartel contact show 6281234567890 --json
isnt "$(json .id)" "$id" "they are somebody new"
is "$(json .opted_out)" true "who still refuses"
is "$(json '.messages_in')" 1 "and said one thing"

# The engine ends in the middle of it.
n=0
for point in erase.before-commit erase.committed erase.tidy; do
	n=$((n + 1))
	engine_stop
	export WARTEL_CRASH=$point
	engine
	unset WARTEL_CRASH
	pid=$engine_pid
	wartel contact erase "628577777000$n" --yes >/dev/null 2>&1
	ended "$pid"
	isnt "$status" 0 "$point: the engine ended there"
	engine
	wait_for 30 clean "nomor$n" "628577777000$n"
	is "$(words "nomor$n" "628577777000$n")" "" "$point: the next one goes on"
done
runs 0 "the database is whole" wartel health --json
is "$(wartel conversation list --view all --json | jq '.items | length')" 2 "and has the others"
done_testing
