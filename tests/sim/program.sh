# wartel-sim as a program: its options, its log, how it starts and ends.
. "$top_srcdir/tests/tap.sh"
command -v jq >/dev/null || skip_all "jq is not here"
program=$top_builddir/wartel-sim
page=$top_srcdir/man/wartel-sim.1

runs 0 "--help" "$program" --help
is "$(printf '%s\n' "$out" | sed -n 's/^  --\([a-z-]*\).*/\1/p' | sort)" \
	"$(sed -n 's/^\.It Fl -\([a-z-]*\).*/\1/p' "$page" | sort)" "help and manual page name the same options"

for bad in "--port x" "--port 70000" "--nonsense" "leftover" "--auto-scan 0" "--seed -1"; do
	runs 64 "$bad is refused" "$program" $bad
done
runs 64 "an engine it cannot play is refused" "$program" --engine wwebjs
like "$err" 'noweb, gows, webjs and wpp, not "wwebjs"' "by a sentence"
runs 64 "a state that is none is refused" "$program" --state asleep
runs 73 "a log that cannot be written is told" "$program" --log "$tmp/no/such/dir/log"
runs 66 "a shop that is not there is told" "$program" --shop "$tmp/no-shop.json"

sim --state stopped --seed 5
runs 0 "it listens" curl -fsS "$sim_url/ping"
is "$out" '{"message":"pong"}' "and answers"
is "$(curl -s -o /dev/null -w '%{http_code}' "$sim_url/api/sessions")" 401 "a key that was named is asked for"
is "$(curl -s -H "X-Api-Key: test-key" "$sim_url/api/sessions?all=true" | jq -r '.[0].status')" STOPPED "and taken"
# Nobody else can reach it.
listening=$(awk -v port="$(printf '%04X' "$sim_port")" '$4 == "0A" && $2 ~ ":" port "$" { print $2 }' /proc/net/tcp /proc/net/tcp6 2>/dev/null)
[ -r /proc/net/tcp ] && is "$listening" "0100007F:$(printf '%04X' "$sim_port")" "on 127.0.0.1 alone"
before=$(wc -l <"$tmp/sim.log")
curl -s -o /dev/null "$sim_url/ping"
is "$(wc -l <"$tmp/sim.log" | tr -d ' ')" "$((before + 1))" "a request is in the log at once"
is "$(tail -n 1 "$tmp/sim.log" | jq -r '.what, .path, .status' | paste -sd ' ')" "request /ping 200" "with path and status"
runs 69 "a port in use is told" "$program" --port "$sim_port"
like "$err" "--port" "with what to do"
sim_stop
is "$status" 0 "SIGTERM ends it"

# It ends with whoever holds the other end of the pipe.
mkfifo "$tmp/until"
"$program" --port 0 --log "$tmp/sim.log" --until-fd 5 5<"$tmp/until" >"$tmp/url" &
pid=$!
mine $pid
exec 6>"$tmp/until"
wait_for 10 test -s "$tmp/url"
echo "bytes mean nothing" >&6
ok "it runs while the pipe is open" curl -fsS -o /dev/null "$(cat "$tmp/url")/ping"
exec 6>&-
ok "and ends when it closes" wait_for 10 tap_dead $pid
ok "the log was appended to" test "$(wc -l <"$tmp/sim.log")" -gt "$((before + 1))"
done_testing
