# The engine is killed, or hangs: the screen says so, soon, and goes on when there is
# one again.
. "$top_srcdir/tests/tap.sh"
command -v jq >/dev/null || skip_all "jq is not here"

sim --engine noweb --state working
engine
# The socket is named from here on, so that no face starts an engine: the test does.
export WARTEL_SOCKET="$engine_socket"

mkfifo "$tmp/script"
"$top_builddir/tests/e2e/pty" "$tmp/screen" 24x100 env LC_ALL=C.UTF-8 LANG=C.UTF-8 TERM=xterm "$top_builddir/wartel-t" \
	<"$tmp/script" >"$tmp/pty.out" 2>&1 &
pty_pid=$!
mine $pty_pid
exec 4>"$tmp/script"
does() { printf '%s\n' "$1" >&4; }
shows() { grep -q "$1" "$tmp/screen"; }
ms() { echo $(($(date +%s%N) / 1000000)); }
# within NAME TEXT SINCE MOST: what the screen shows after SINCE (ms), in time
within() {
	wait_for 10 shows "$2"
	within_took=$(($(ms) - $3))
	diag "$1: $within_took ms"
	ok "$1" test $within_took -le "$4"
}

does '? WORKING'
ok "the screen is there" wait_for 10 shows WORKING
: >"$tmp/screen"
since=$(ms)
kill -9 "$engine_pid"
does '? engine is gone'
within "killed: the screen says so within 2 s" 'engine is gone' "$since" 2000
ended "$engine_pid"
engine
: >"$tmp/screen"
does '? WORKING'
ok "and shows the shop again when there is one" wait_for 10 shows WORKING

# It hangs: known by the next request that is not answered.
sleep 0.5
kill -STOP "$engine_pid"
: >"$tmp/screen"
since=$(ms)
does '! 6'
does '? engine is slow to answer'
within "hanging: the screen says so within 2 s of the next request" 'engine is slow to answer' "$since" 2000
: >"$tmp/screen"
kill -CONT "$engine_pid"
since=$(ms)
does '? WORKING'
within "and shows the shop again when it goes on" WORKING "$since" 4000
does '! q'
exec 4>&-
ended $pty_pid
is "$status" 0 "the screen ends as it should"
engine_stop
is "$status" 0 "and so does the engine"
done_testing
