# The engine is killed with messages on their way: nothing that was acknowledged
# is lost, nothing leaves twice, and whoever was connected finds it again.
. "$top_srcdir/tests/tap.sh"
command -v jq >/dev/null || skip_all "jq is not here"

clock 30 1795402800 # a Monday, 10:00 in Jakarta
sim --engine noweb --state working
for n in 1 2 3; do
	sim_do history "{\"with\":\"628571111000$n\",\"talk\":[\"-5m > halo $n\"]}" >/dev/null
done
engine
there() { [ "$(wartel conversation list --view all --json | jq '.items | length')" = 3 ]; }
ok "three customers" wait_for 10 there

# The socket is named from here on, so that no face starts an engine: the test does.
export WARTEL_SOCKET="$engine_socket"

# Two that listen all the while, one on each connection.
for n in 1 2; do
	"$top_builddir/wartel-t" events >"$tmp/events$n" 2>"$tmp/events$n.err" </dev/null &
	eval "listener$n=$!"
	mine $!
done
ok "two listen" wait_for 10 sh -c 'grep -q hello "$1" && grep -q hello "$2"' sh "$tmp/events1" "$tmp/events2"

: >"$tmp/acknowledged"
for n in 1 2 3 1 2 3; do
	wartel send "628571111000$n" "pesan $(wc -l <"$tmp/acknowledged") untuk $n" --json | jq .id >>"$tmp/acknowledged"
done
is "$(wc -l <"$tmp/acknowledged" | tr -d ' ')" 6 "six are queued"
# In the middle of it.
sent_some() { [ "$(jq -s '[.[] | select(.what == "delivered")] | length' "$tmp/sim.log")" -ge 2 ]; }
ok "two have left" wait_for 20 sent_some
engine_kill
runs 69 "there is no engine" wartel health
ok "both listeners are told" wait_for 10 sh -c 'test -s "$1" && test -s "$2"' sh "$tmp/events1.err" "$tmp/events2.err"
engine
# Killed between the mark and the answer, one of them may stay unknown.
settled() { wartel queue --json | jq -e 'all(.items[]; .state == "unknown")'; }
ends() {
	for ends_id in $(cat "$tmp/acknowledged"); do
		wartel message show "$ends_id" --json | jq -r .status
	done | sort | uniq -c >"$tmp/ends"
}
ended_as() { awk -v ends="^($1)\$" '$2 ~ ends { n += $1 } END { print n + 0 }' "$tmp/ends"; }
delivered() { jq -s '[.[] | select(.what == "delivered")] | length' "$tmp/sim.log"; }
ok "all of them come to an end" wait_for 60 settled
ends
is "$(ended_as 'sent|delivered|read|unknown')" 6 "none is forgotten, none failed" || diag "$(cat "$tmp/ends")"
ok "at most the one that was leaving is unknown" test "$(ended_as unknown)" -le 1
is "$(jq -s '[.[] | select(.what == "delivered") | .body] | length - (unique | length)' "$tmp/sim.log")" 0 \
	"none arrived twice"
ok "what is not unknown arrived" test "$(delivered)" -ge "$(ended_as 'sent|delivered|read')"
ok "the listeners hear the new engine" wait_for 10 sh -c \
	'[ $(grep -c hello "$1") = 2 ] && [ $(grep -c hello "$2") = 2 ]' sh "$tmp/events1" "$tmp/events2"
ok "what they hear is JSON" jq -e . "$tmp/events1"
kill "$listener1" "$listener2"

# Exactly there: marked as leaving, nothing left. Nobody resends it but a person.
engine_stop
before=$(delivered)
export WARTEL_CRASH=send.marked
engine
unset WARTEL_CRASH
runs 0 "one more" wartel send 6285711110001 "yang ini tidak terkirim" --json
marked=$(json .id)
tap_gone "$engine_pid" && pass "the engine dies on the way" || fail "the engine dies on the way"
ended "$engine_pid"
engine
is_unknown() { [ "$(wartel message show "$1" --json | jq -r .status)" = unknown ]; }
ok "the message is unknown" wait_for 20 is_unknown "$marked"
ok "and its look-up ends" wait_for 60 settled
runs 0 "asked why" wartel why "$marked" --json
is "$(json '.attempts | length')" 1 "there was one attempt"
is "$(delivered)" "$before" "it did not arrive, and nobody sent it again"
runs 0 "a person says: again" wartel settle "$marked" again --json
is_delivered() { [ "$(delivered)" = "$((before + 1))" ]; }
ok "now it arrives" wait_for 20 is_delivered

# WAHA has answered, the engine died before it looked: proved by asking.
engine_stop
before=$(delivered)
export WARTEL_CRASH=send.posted
engine
unset WARTEL_CRASH
runs 0 "and one more" wartel send 6285711110002 "yang ini terkirim" --json
posted=$(json .id)
tap_gone "$engine_pid" && pass "the engine dies behind it" || fail "the engine dies behind it"
ended "$engine_pid"
engine
was_sent() { wartel message show "$posted" --json | jq -e '.status == "sent" or .status == "delivered" or .status == "read"'; }
ok "the look-up finds it" wait_for 60 was_sent
is "$(delivered)" "$((before + 1))" "it arrived once"
done_testing
