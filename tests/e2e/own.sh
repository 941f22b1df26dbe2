# A person's own engine: started by the first face, found by the second, ended by
# nobody being there; and the lock that makes it one.
. "$top_srcdir/tests/tap.sh"

clock 30 1795402800 # a Monday, 10:00 in Jakarta
sim --engine noweb --state working
own=$XDG_DATA_HOME/wartel/engine.sock
pid_of() { wartel health --json | jq .engine.pid; }

runs 69 "engine stop without an engine is no success" wartel engine stop
like "$err" "no engine listens at .*engine.sock" "and says where none is"

runs 0 "the first command starts an engine" wartel whoami
first=$(pid_of)
mine "$first"
like "$first" '^[0-9]+$' "it is a process of its own"
is "$(stat -c %a "$own")" 600 "its socket is its user's alone"
is "$(stat -c %a "$XDG_DATA_HOME/wartel")" 700 "and so is its directory"
is "$(pid_of)" "$first" "the second command finds the same one"
runs 0 "another engine on the same data ends by itself" wartel engine
like "$err" "[Aa]nother engine .process [0-9]+" "saying which one is there"
is "$(pid_of)" "$first" "and the first goes on"

# One that nobody needed for a second ends by itself: on a slow machine that is soon.
stopped() {
	for try in 1 2 3 4 5; do
		wartel whoami && wartel engine stop && return
	done
	return 1
}
runs 0 "engine stop ends it" stopped
tap_gone "$first" && pass "the process is gone" || fail "the process is gone"
runs 0 "a command starts the next one" wartel whoami
second=$(pid_of)
mine "$second"
isnt "$second" "$first" "which is another process"

# 30 seconds of the engine's clock after the last face: a second and a bit here.
wait_for 20 tap_dead "$second" && pass "an engine that nobody needs ends by itself" ||
	fail "an engine that nobody needs ends by itself"

# Many at once find one.
for n in 1 2 3 4 5 6; do
	wartel whoami --json >"$tmp/who$n" 2>"$tmp/who$n.err" 7>"$tmp/held" &
	eval "who$n=$!"
done
for n in 1 2 3 4 5 6; do
	eval "wait \$who$n" && echo well
done >"$tmp/well"
is "$(grep -c well "$tmp/well")" 6 "six commands at once, without an engine: all are answered"
third=$(pid_of)
mine "$third"
is "$(sed 's/.*) //' "/proc/$third/stat" | cut -d ' ' -f 4)" "$third" "the engine has a session of its own"
is "$(find "/proc/$third/fd" -lname "$tmp/held" 2>/dev/null | wc -l | tr -d ' ')" 0 "and nothing open of those who started it"

# Killed: whoever listens brings it back, with what was queued.
sim_do history '{"with":"6285711110001","talk":["-5m > halo"]}' >/dev/null
is_there() { [ "$(wartel conversation list --view all --json | jq '.items | length')" = 1 ]; }
ok "a customer" wait_for 10 is_there
"$top_builddir/wartel-t" events >"$tmp/events" 2>"$tmp/events.err" </dev/null &
listener=$!
mine $listener
ok "somebody listens" wait_for 10 grep -q hello "$tmp/events"
third=$(pid_of) # the one before may have ended meanwhile
mine "$third"
runs 0 "something is queued" wartel send 6285711110001 "tunggu ya" --at +2h --json
kept=$(json .id)
kill -9 "$third"
ok "who listens hears another engine" wait_for 10 sh -c '[ "$(grep -c hello "$1")" = 2 ]' sh "$tmp/events"
like "$(cat "$tmp/events.err")" "engine is gone" "having been told of the loss"
fourth=$(pid_of)
mine "$fourth"
isnt "$fourth" "$third" "it is a new one"
is "$(wartel message show "$kept" --json | jq -r .state)" queued "what was queued still is"
kill $listener
runs 0 "stopped" wartel engine stop

# A directory that cannot be used: the sentence of the engine reaches the face.
runs 69 "a named socket is never started on" env WARTEL_SOCKET="$tmp/no.sock" "$top_builddir/wartel-t" health
like "$err" "no engine listens at $tmp/no.sock" "and says so"
echo 'daily_contacts = many' >"$XDG_CONFIG_HOME/wartel/wartel.conf"
runs 64 "a wrong configuration stops everything" wartel health
like "$err" 'wartel.conf:1: daily_contacts cannot be "many"; allowed: 1\.\.1000' "with file, line and what is allowed"
rm "$XDG_CONFIG_HOME/wartel/wartel.conf"
printf 'not a database of ours, and longer than one header, so that nobody takes it for an empty one\n' \
	>"$XDG_DATA_HOME/wartel/wartel.db"
rm -f "$XDG_DATA_HOME"/wartel/wartel.db-*
run wartel health
isnt "$status" 0 "an engine that cannot start is told"
like "$err" "database" "by its own sentence"
is "$(cat "$XDG_DATA_HOME/wartel/wartel.db" | head -c 17)" "not a database of" "and what was there is untouched"
done_testing
