# The demo: everything in one command, and nothing left of it however it ends.
. "$top_srcdir/tests/tap.sh"
command -v jq >/dev/null || skip_all "jq is not here"

TMPDIR=$tmp/t
mkdir "$TMPDIR"
export TMPDIR
# A real WAHA that the environment names is not for the demo.
export WAHA_BASE_URL=http://127.0.0.1:9 WAHA_API_KEY=of-the-real-one DATABASE_PATH="$tmp/real.db"
left() { find "$TMPDIR" -mindepth 1 | wc -l | tr -d ' '; }
nothing_left() { [ "$(left)" = 0 ]; }

runs 0 "demo --check" wartel demo --check --json
ok "has its conversations" test "$(json .conversations)" -ge 40
ok "some of which need an answer" test "$(json .needs_reply)" -ge 3
is "$(left)" 0 "nothing is left in the temporary directory"
notok "nor was the user's database touched" test -e "$tmp/real.db"
runs 0 "as text" wartel demo --check
like "$out" DEMO "it says what it is"
runs 64 "the screen of it wants a terminal" wartel demo
is "$(left)" 0 "and leaves nothing when there is none"

# However it ends: a signal, a hang-up, a kill.
for how in 15 1 9; do
	printf '? DEMO\n- %s\n' "$how" >"$tmp/script"
	run "$top_builddir/tests/e2e/pty" "$tmp/screen" 24x80 env LC_ALL=C.UTF-8 "$top_builddir/wartel-t" demo <"$tmp/script"
	isnt "$status" 99 "signal $how: the screen showed"
	ok "signal $how: the directory goes" wait_for 15 nothing_left
	notok "signal $how: and the processes" grep -ls "$TMPDIR" /proc/[0-9]*/cmdline
done
done_testing
