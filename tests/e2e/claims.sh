# Two who would answer the same customer: the one who began first has the claim, the
# other is told who and has to say that he sends over it; both see it as it happens.
# One comes by the socket, the other is a program with a token.
. "$top_srcdir/tests/tap.sh"
command -v jq >/dev/null || skip_all "jq is not here"
command -v curl >/dev/null || skip_all "curl is not here"

# The claim lasts 25 s of the engine's clock: a second stands for one, so that a busy
# machine does not let it end between two commands.
port=$((20000 + $$ % 20000))
printf 'port = %s\n' "$port" >"$XDG_CONFIG_HOME/wartel/wartel.conf"
sim --engine noweb --state working
engine
sim_do inbound '{"from":"6281234567890","text":"Kak, masih ada?"}' >/dev/null
is_there() { [ "$(wartel conversation list --view all --json | jq '.items | length')" = 1 ]; }
ok "a customer wrote" wait_for 20 is_there
budi=$(wartel conversation list --view all --json | jq '.items[0].id')

runs 0 "a program of its own" wartel token new dewi --rights agent --json
token=$(json .token)
dewi() {
	curl -s -X "$1" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' -d "$3" \
		"http://127.0.0.1:$port$2"
}
me=$(wartel whoami --json | jq -r .agent)

"$top_builddir/wartel-t" events --json >"$tmp/events" 2>&1 </dev/null &
events=$!
mine $events
ok "a face listens" wait_for 10 test -s "$tmp/events"
curl -sN -H "Authorization: Bearer $token" "http://127.0.0.1:$port/api/events" >"$tmp/hers" 2>/dev/null &
hers=$!
mine $hers
ok "and so does the other" wait_for 10 grep -q hello "$tmp/hers"

is "$(dewi PUT "/api/conversations/$budi/claim" '{"typing":true}' | jq -r .claim.agent)" dewi "dewi begins to write"
told() { grep presence "$tmp/events" | grep -q '"agent": *"dewi", *"typing": *true'; }
ok "the face is told that she types" wait_for 10 told
is "$(wartel conversation show "$budi" --json | jq -c .viewers)" '[{"agent":"dewi","typing":true}]' \
	"and the conversation says so"
runs 75 "who sends meanwhile is stopped" wartel send "$budi" "masih kak"
like "$err" "dewi is writing an answer there" "and told who it is"
is "$(wartel queue --json | jq '.items | length')" 0 "nothing was queued"
dewi PUT "/api/conversations/$budi/claim" '{"typing":true}' >/dev/null
runs 0 "he sends over it when he says so" wartel send "$budi" "masih kak" --over --json
is "$(wartel audit --action send --json | jq -r '.items[0].detail')" "over dewi" "which stays in the trail"
told() { grep -A2 'event: message' "$tmp/hers" | grep -q 'masih kak'; }
ok "she sees his message at once" wait_for 10 told

# What she sends herself ends her claim.
dewi PUT "/api/conversations/$budi/claim" '{"typing":true}' >/dev/null
is "$(dewi POST /api/messages/send "{\"to\":$budi,\"text\":\"masih\"}" | jq -r .author)" dewi "she sends hers"
is "$(wartel conversation show "$budi" --json | jq -c .claim)" null "the claim is over with it"
is "$(wartel conversation show "$budi" --json | jq -c .viewers)" '[{"agent":"dewi","typing":false}]' "she looks on"
# Whose stream ends looks at nothing any more.
kill $hers && ended $hers
gone() { [ "$(wartel conversation show "$budi" --json | jq -c .viewers)" = '[]' ]; }
ok "gone, she is not shown" wait_for 20 gone
isnt "$me" dewi "two agents they were"
done_testing
