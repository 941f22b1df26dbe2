# Pairing, by QR code and by a code typed on the phone, with both engines.
. "$top_srcdir/tests/tap.sh"
command -v jq >/dev/null || skip_all "jq is not here"

clock 30 1795402800 # a Monday, 10:00 in Jakarta
status_is() { [ "$(wartel session status default --json | jq -r .status)" = "$1" ]; }
shows_code() { [ "$(wartel session qr default --json | jq -r .value)" != null ]; }

for kind in noweb gows; do
	sim --engine "$kind" --state stopped
	engine
	runs 0 "$kind: session start" wartel session start --json
	ok "$kind: it asks for its code" wait_for 10 status_is SCAN_QR_CODE
	ok "$kind: there is one" wait_for 10 shows_code
	runs 0 "$kind: session qr" wartel session qr default --json
	is "$(json .status)" SCAN_QR_CODE "$kind: says what is awaited"
	first=$(json .value)
	new_code() { wartel session qr default --json | jq -e --arg first "$first" '.value and .value != $first'; }
	ok "$kind: the code changes" wait_for 10 new_code

	# On a terminal it is drawn until the phone has scanned it.
	printf '? Linked devices\n=\n' >"$tmp/script"
	"$top_builddir/tests/e2e/pty" "$tmp/screen" 60x120 "$top_builddir/wartel-t" session qr default \
		<"$tmp/script" >/dev/null 2>"$tmp/pty.err"
	like "$(cat "$tmp/screen" "$tmp/pty.err")" "Linked devices" "$kind: drawn with what to do"
	# Not where it is taller than the window: half a code is none.
	printf '? make it taller\n=\n' >"$tmp/script"
	"$top_builddir/tests/e2e/pty" "$tmp/low" 24x80 env LC_ALL=C.UTF-8 "$top_builddir/wartel-t" session qr default \
		<"$tmp/script" >/dev/null 2>&1
	like "$(cat "$tmp/low")" "the window 24: make it taller" "$kind: a window of 24 lines is told"
	notok "$kind: without half a code" grep -q ▀ "$tmp/low"
	printf '? ▀\n' >"$tmp/script"
	rm "$tmp/screen"
	"$top_builddir/tests/e2e/pty" "$tmp/screen" 60x120 env LC_ALL=C.UTF-8 "$top_builddir/wartel-t" session qr default \
		<"$tmp/script" >"$tmp/pty.out" 2>&1 &
	pty=$!
	mine $pty
	ok "$kind: the picture shows" wait_for 10 grep -q ▀ "$tmp/screen"
	sim_do scan '{}' >/dev/null
	ended $pty
	is "$status" 0 "$kind: ends when the phone has scanned it" || diag "$(cat "$tmp/pty.out") $(tail -c 600 "$tmp/screen")"
	ok "$kind: paired" wait_for 10 status_is WORKING
	runs 0 "$kind: session list" wartel session list --json
	isnt "$(json '.items[0].me.phone')" null "$kind: knows whose number it is"
	engine_stop
	sim_stop
	rm -rf "$XDG_DATA_HOME/wartel"

	sim --engine "$kind" --state scan
	engine
	ok "$kind: waits for a code again" wait_for 10 status_is SCAN_QR_CODE
	runs 0 "$kind: session code" wartel session code default 0812-9999-0000 --json
	like "$(json .code)" '^[A-Z0-9]{4}-[A-Z0-9]{4}$' "$kind: is one to type"
	runs 64 "$kind: not for a number that is none" wartel session code default hello
	engine_stop
	sim_stop
	rm -rf "$XDG_DATA_HOME/wartel"
done
done_testing
