# tap: a small library for tests written in shell, sourced as
#
#	. "$top_srcdir/tests/tap.sh"
#
# It prints TAP, gives every test a home and a temporary folder of its own ($tmp,
# short enough for a socket in it), and ends by process id what it started.
# Runs in any POSIX shell. make check sets top_srcdir and top_builddir; by hand:
#
#	top_srcdir=. top_builddir=build/check/gcc sh tests/e2e/send.sh
#
# A test states how many checks it makes with plan, first, or ends with
# done_testing; one that dies on the way counts as failed.

: "${top_srcdir:?set it to the top of the sources}" "${top_builddir:?set it to the top of the build}"

tap_n=0 tap_failed=0 tap_planned='' tap_started=''
tmp=$(mktemp -d "${TMPDIR:-/tmp}/wartel.XXXXXX") || exit 1
HOME=$tmp/home
XDG_CONFIG_HOME=$HOME/.config XDG_DATA_HOME=$HOME/.local/share XDG_STATE_HOME=$HOME/.local/state
mkdir -p "$XDG_CONFIG_HOME/wartel" "$XDG_DATA_HOME" "$XDG_STATE_HOME"
WARTEL_ETC=$tmp/etc
export HOME XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME WARTEL_ETC
unset XDG_RUNTIME_DIR

tap_end() {
	tap_status=$?
	trap - EXIT
	for tap_pid in $tap_started; do kill "$tap_pid" 2>/dev/null; done
	for tap_pid in $tap_started; do
		tap_gone "$tap_pid" || kill -9 "$tap_pid" 2>/dev/null
		wait "$tap_pid" 2>/dev/null
	done
	if [ "${KEEP-}" ]; then diag "kept: $tmp"; else rm -rf "$tmp"; fi
	if [ "$tap_status" = 0 ] && [ -z "$tap_planned" ]; then
		diag "neither plan nor done_testing"
		tap_status=1
	fi
	exit "$tap_status"
}
trap tap_end EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# diag TEXT: what helps whoever reads a failure; its first 60 lines
diag() { printf '%s\n' "$*" | sed 's/^/# /; 60q' >&2; }

plan() { tap_planned=$1 && echo "1..$1"; }
done_testing() { plan $tap_n; }
skip_all() {
	tap_planned=0
	echo "1..0 # SKIP $*"
	exit 0
}
# skip N WHY: N checks that cannot be made here
skip() {
	tap_skip=$1
	shift
	while [ "$tap_skip" -gt 0 ]; do
		tap_n=$((tap_n + 1)) tap_skip=$((tap_skip - 1))
		echo "ok $tap_n # SKIP $*"
	done
}
bail() {
	echo "Bail out! $*"
	tap_planned=bailed
	exit 1
}

pass() { tap_n=$((tap_n + 1)) && echo "ok $tap_n - $*"; }
fail() {
	tap_n=$((tap_n + 1)) tap_failed=$((tap_failed + 1))
	echo "not ok $tap_n - $*"
	return 1
}

# ok NAME COMMAND…: passes when the command does
ok() {
	tap_name=$1
	shift
	if "$@" >"$tmp/.ok" 2>&1; then pass "$tap_name"; else
		tap_ok=$?
		fail "$tap_name"
		diag "$* ended with $tap_ok"
		diag "$(cat "$tmp/.ok")"
		return 1
	fi
}
# notok NAME COMMAND…: passes when the command fails
notok() {
	tap_name=$1
	shift
	if "$@" >"$tmp/.ok" 2>&1; then
		fail "$tap_name"
		diag "$* should have failed"
	else pass "$tap_name"; fi
}
# is GOT WANT NAME: whole and exact
is() {
	if [ "$1" = "$2" ]; then pass "$3"; else
		fail "$3"
		printf '%s\n' "$1" >"$tmp/.got"
		printf '%s\n' "$2" >"$tmp/.want"
		diag "$(diff -u "$tmp/.want" "$tmp/.got" | sed '1s/.*/--- wanted/; 2s/.*/+++ got/')"
		return 1
	fi
}
isnt() {
	if [ "$1" != "$2" ]; then pass "$3"; else
		fail "$3"
		diag "both are: $1"
		return 1
	fi
}
# like TEXT ERE NAME: some line of TEXT matches
like() {
	if printf '%s\n' "$1" | grep -Eq -e "$2"; then pass "$3"; else
		fail "$3"
		diag "no line matches: $2"
		diag "$1"
		return 1
	fi
}
unlike() {
	if printf '%s\n' "$1" | grep -Eq -e "$2"; then
		fail "$3"
		diag "matches: $2"
		diag "$1"
		return 1
	else pass "$3"; fi
}

# run COMMAND…: sets status, out and err (and leaves them in $tmp/out, $tmp/err);
# itself always succeeds
run() {
	status=0
	"$@" >"$tmp/out" 2>"$tmp/err" || status=$?
	out=$(cat "$tmp/out") err=$(cat "$tmp/err")
}
# runs STATUS NAME COMMAND…: run, and one check of how it ended
runs() {
	tap_want=$1 tap_name=$2
	shift 2
	run "$@"
	if [ "$status" = "$tap_want" ]; then pass "$tap_name"; else
		fail "$tap_name"
		diag "$* ended with $status, not $tap_want"
		diag "$out"
		diag "$err"
		return 1
	fi
}
# json FILTER: of what run brought, through jq
json() { jq -r "$1" "$tmp/out"; }

# wait_for SECONDS COMMAND…: asks again until it succeeds, for that many real
# seconds at most
wait_for() {
	tap_until=$(($(date +%s) + $1))
	shift
	until "$@" >/dev/null 2>&1; do
		[ "$(date +%s)" -lt "$tap_until" ] || return 1
		sleep 0.02
	done
}
# alive PID: runs, and is not a dead child that waits to be collected
alive() {
	kill -0 "$1" 2>/dev/null || return 1
	case $(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null || ps -o stat= -p "$1") in
	Z*) return 1 ;;
	esac
}
tap_dead() { ! alive "$1"; }
tap_gone() { wait_for 10 tap_dead "$1"; }
tap_forget() {
	tap_left=''
	for tap_pid in $tap_started; do [ "$tap_pid" = "$1" ] || tap_left="$tap_left $tap_pid"; done
	tap_started=$tap_left
}
# mine PID: ends it with this test
mine() { tap_started="$tap_started $1"; }
# ended PID: waits for a process of ours and sets status to how it ended
ended() {
	status=0
	tap_gone "$1" || return 1
	wait "$1" || status=$?
	tap_forget "$1"
}

# clock SCALE [EPOCH]: all that is started from here on shares a clock that runs
# SCALE times as fast, from EPOCH (now)
clock() {
	WARTEL_TEST_CLOCK=${2:-$(date +%s)},$(cut -d ' ' -f 1 /proc/uptime),$1
	export WARTEL_TEST_CLOCK
}

# tap_ready FILE PID: it has written what it writes when it is ready, or is dead
tap_ready() { [ -s "$1" ] || tap_dead "$2"; }

# sim OPTION…: a simulated WAHA; sets sim_url, sim_port, sim_pid and the
# environment by which wartel finds it. All that arrives is in $tmp/sim.log.
sim() {
	: >"$tmp/sim.port"
	"$top_builddir/wartel-sim" --port 0 --key test-key --log "$tmp/sim.log" --ready-fd 3 "$@" \
		3>"$tmp/sim.port" >"$tmp/sim.out" 2>&1 </dev/null &
	sim_pid=$!
	mine $sim_pid
	wait_for 10 tap_ready "$tmp/sim.port" $sim_pid
	read -r sim_port <"$tmp/sim.port" || bail "wartel-sim did not start: $(cat "$tmp/sim.out")"
	sim_url=http://127.0.0.1:$sim_port
	WAHA_BASE_URL=$sim_url WAHA_API_KEY=test-key
	export WAHA_BASE_URL WAHA_API_KEY
}
sim_stop() { kill "$sim_pid" 2>/dev/null && ended "$sim_pid"; }
# sim_do PATH [JSON]: the control channel; prints the answer, fails when refused
sim_do() {
	if [ $# -gt 1 ]; then
		curl -fsS -H 'Content-Type: application/json' --data-binary "$2" "$sim_url/sim/$1"
	else
		curl -fsS "$sim_url/sim/$1"
	fi
}

# wartel ARGUMENT…: the test build's command line
wartel() { "$top_builddir/wartel-t" "$@" </dev/null; }

# engine OPTION…: an engine on this test's home, listening when this returns;
# sets engine_pid and engine_socket
engine() {
	engine_socket=$XDG_DATA_HOME/wartel/engine.sock
	: >"$tmp/engine.ready"
	"$top_builddir/wartel-t" engine --ready-fd 3 "$@" 3>"$tmp/engine.ready" >"$tmp/engine.out" 2>&1 </dev/null &
	engine_pid=$!
	mine $engine_pid
	wait_for 20 tap_ready "$tmp/engine.ready" $engine_pid
	[ "$(head -c 1 "$tmp/engine.ready")" = + ] || bail "the engine does not listen: $(cat "$tmp/engine.out")"
}
# engine_stop: as a person would; status is its exit code
engine_stop() { kill "$engine_pid" && ended "$engine_pid"; }
# engine_kill: as a power cut would
engine_kill() {
	kill -9 "$engine_pid"
	ended "$engine_pid"
	return 0
}
