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
all_settled() {
	wartel queue --json | jq -e '.items | length == 0'
}
ok "all of them come to an end" wait_for 30 all_settled
for id in $(cat "$tmp/acknowledged"); do
	wartel message show "$id" --json | jq -r .status
done | sort | uniq -c >"$tmp/ends"
is "$(awk '$2 ~ /^(sent|delivered|read)$/ { n += $1 } END { print n }' "$tmp/ends")" 6 "none is forgotten, none failed" ||
	diag "$(cat "$tmp/ends")"
is "$(jq -s '[.[] | select(.what == "delivered") | .body] | length - (unique | length)' "$tmp/sim.log")" 0 \
	"none arrived twice"
is "$(jq -s '[.[] | select(.what == "delivered") | .body] | unique | length' "$tmp/sim.log")" 6 "all six arrived"
ok "the listeners hear the new engine" wait_for 10 sh -c \
	'[ $(grep -c hello "$1") = 2 ] && [ $(grep -c hello "$2") = 2 ]' sh "$tmp/events1" "$tmp/events2"
ok "what they hear is JSON" jq -e . "$tmp/events1"
kill "$listener1" "$listener2"
done_testing
