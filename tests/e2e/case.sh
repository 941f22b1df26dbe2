# The case with whole programs: a snooze that wakes by itself, also over a power cut,
# a window that is about to close, two who take one at once, and undo. No second of the
# clock is a second here.
. "$top_srcdir/tests/tap.sh"
command -v jq >/dev/null || skip_all "jq is not here"

clock 60 1795402800 # a Monday, 10:00 in Jakarta
printf 'case_new_after = 3\n' >"$XDG_CONFIG_HOME/wartel/wartel.conf"
sim --engine noweb --state working
engine
sim_do inbound '{"from":"6281234567890","text":"Kak, masih ada?"}' >/dev/null
sim_do inbound '{"from":"6285711112222","text":"Halo"}' >/dev/null

has() { [ "$(wartel conversation show "$1" --json | jq -r "$2")" = "$3" ]; }
ok "who writes is there" wait_for 20 has 0812-3456-7890 .needs_reply true
ok "both are" wait_for 20 has 0857-1111-2222 .needs_reply true
budi=$(wartel conversation show 0812-3456-7890 --json | jq .id)
sri=$(wartel conversation show 0857-1111-2222 --json | jq .id)

# Snoozed: it wakes at its time, and faces are told.
"$top_builddir/wartel-t" events --json >"$tmp/events" 2>&1 </dev/null &
events=$!
mine $events
ok "events come" wait_for 10 test -s "$tmp/events"
runs 0 "snooze" wartel snooze "$budi" 3m --json
is "$(json .status)" snoozed "it sleeps"
ok "and wakes by itself" wait_for 20 has "$budi" .status open
isnt "$(wartel conversation show "$budi" --json | jq -r .woke_at)" null "saying that it woke"
is "$(wartel conversation list --json | jq '.items[0].id')" "$budi" "on top of what needs a reply"
told() { grep -q '"woke_at": *"2026' "$tmp/events"; }
ok "a face was told" wait_for 10 told
# A face that stays would start an engine of its own when this one is gone.
kill $events && ended $events
like "$(wartel conversation show "$budi")" "engine +wake" "its history says who woke it"

# A power cut in between changes nothing.
runs 0 "snooze again" wartel snooze "$budi" 5m
engine_kill
engine
ok "it wakes after a power cut too" wait_for 30 has "$budi" .status open
runs 0 "and again" wartel snooze "$budi" 2d
sim_do inbound '{"from":"6281234567890","text":"Kak?"}' >/dev/null
ok "a word of theirs wakes it at once" wait_for 20 has "$budi" .status open
is "$(wartel conversation show "$budi" --json | jq -r .woke_at)" null "which is no waking by the clock"

# Labels, notes, a batch and its undo; all of it lives through a power cut.
runs 0 "a label" wartel label set order --colour green
runs 0 "on both" wartel label "$budi" +order
runs 0 "on both" wartel label "$sri" +order
runs 0 "a note" wartel note "$budi" "old customer, @$(id -un) knows her"
close() {
	curl -sS --unix-socket "$engine_socket" -H 'Content-Type: application/json' --data-binary '{"batch":"b1"}' \
		"http://wartel/api/conversations/$1/close" | jq -r .status
}
is "$(close "$budi") $(close "$sri")" "closed closed" "two are closed at once"
engine_kill
engine
is "$(wartel conversation list --view closed --json | jq '.items | length')" 2 "and are after a power cut"
runs 0 "one undo" wartel undo --json
is "$(json '.conversations | length')" 2 "takes both back"
is "$(wartel conversation list --filter label:order --json | jq '.items | length')" 2 "they need a reply again, with their labels"
is "$(wartel notes "$budi" --json | jq '.items | length')" 1 "the note is there"
is "$(wartel messages "$budi" --json | jq '.notes | length')" 1 "beside the messages"

# Two take it at once: one has it, the other is told who.
runs 0 "a program of its own" wartel token new bot --rights agent --json
runs 0 "somebody takes it" wartel assign "$budi" bot --from nobody
runs 75 "who comes second does not" wartel assign "$budi" me --from nobody
like "$err" "bot" "and is told who has it"
runs 75 "nobody is next where nobody has a screen open" wartel assign "$sri" next --from bot

# Saved views.
runs 0 "a view" wartel view set orders label:order assignee:nobody
is "$(wartel conversation list --view orders --json | jq -r '[.items[].id] | map(tostring) | join(" ")')" "$sri" "finds what it says"

# Closed for long: the next message opens a new case.
runs 0 "closed" wartel close "$sri"
engine_stop
is "$status" 0 "the engine ends"
clock 60 1795748400 # four days later
sim_stop
sim --engine noweb --state working --seed 7
engine
sim_do inbound '{"from":"6285711112222","text":"Halo lagi"}' >/dev/null
ok "a new case" wait_for 30 has 0857-1111-2222 .needs_reply true
isnt "$(wartel conversation show 0857-1111-2222 --json | jq .id)" "$sri" "of its own"
is "$(wartel conversation list --contact 0857-1111-2222 --json | jq '.items | length')" 2 "the old one can be looked at"
is "$(wartel conversation show "$sri" --json | jq -r .status)" closed "and is closed"
done_testing
