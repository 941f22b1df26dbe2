# A person's own engine: started by the first face, found by the second, ended by
# nobody being there; and the lock that makes it one.
. "$top_srcdir/tests/tap.sh"

clock 30 "$(date -d 2026-11-23T10:00:00+07:00 +%s)"
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

runs 0 "engine stop ends it" wartel engine stop
tap_gone "$first" && pass "the process is gone" || fail "the process is gone"
runs 0 "a command starts the next one" wartel whoami
second=$(pid_of)
mine "$second"
isnt "$second" "$first" "which is another process"

# 30 seconds of the engine's clock after the last face: a second and a bit here.
wait_for 20 tap_dead "$second" && pass "an engine that nobody needs ends by itself" ||
	fail "an engine that nobody needs ends by itself"

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
