# A shared box: the engine is one user, agents are others, and a stranger is in no
# group. What an agent can, what he cannot, and that nobody holds up a colleague.
# The users are numbers; no account is made.
. "$top_srcdir/tests/tap.sh"
[ "$(id -u)" = 0 ] || skip_all "only root can be several users"
command -v setpriv >/dev/null || skip_all "setpriv is not here"
command -v jq >/dev/null || skip_all "jq is not here"

engine_uid=4001 group=4000 rina=4002 budi=4003 stranger=4004 dewi=4005 sari=4006 tono=4007
# Any port that nobody has; two tests beside each other do not meet.
port=$((20000 + $$ % 20000))
chmod 711 "$tmp"
box=$tmp/box socket=$tmp/box/run/engine.sock
mkdir -p "$box/bin" "$box/etc" "$box/run" "$box/lib" "$box/log"
cp "$top_builddir/wartel-t" "$top_builddir/tests/e2e/crowd" "$box/bin/"
chmod 711 "$box" "$box/bin"
WARTEL_ETC=$box/etc
export WARTEL_ETC

# as UID COMMAND…: with the group of the agents, but for the stranger; with
# as_exec=exec it takes the place of the (sub)shell
as_exec=
as() {
	as_uid=$1 as_groups="--groups $group"
	shift
	[ "$as_uid" != "$stranger" ] || as_groups=--clear-groups
	as_home=$tmp/home.$as_uid
	[ -d "$as_home" ] || { mkdir "$as_home" && chown "$as_uid" "$as_home"; }
	$as_exec setpriv --reuid "$as_uid" --regid "$as_uid" $as_groups env -u WAHA_API_KEY HOME="$as_home" \
		XDG_CONFIG_HOME="$as_home/config" XDG_DATA_HOME="$as_home/data" XDG_STATE_HOME="$as_home/state" "$@" </dev/null
}
agent() {
	agent_uid=$1
	shift
	as "$agent_uid" "$box/bin/wartel-t" "$@"
}
as $rina "$box/bin/wartel-t" version >"$tmp/version" 2>&1 || skip_all "other users cannot reach $tmp"

# asks UID METHOD PATH [JSON]: a request of its own making; prints the status, the
# answer is in $tmp/out
asks() {
	asks_uid=$1 asks_method=$2 asks_path=$3
	shift 3
	as "$asks_uid" curl -sS --max-time 20 --unix-socket "$socket" -X "$asks_method" -w '%{http_code}' \
		-o - ${1+--data-binary "$1"} "http://wartel$asks_path" >"$tmp/asked" 2>"$tmp/asked.err"
	sed '$s/...$//' "$tmp/asked" >"$tmp/out"
	tail -c 3 "$tmp/asked"
}
# seconds UID: how long a request of this user takes
seconds() {
	as "$1" curl -sS --max-time 20 --unix-socket "$socket" -o "/dev/null" -w '%{time_total}' \
		'http://wartel/api/conversations?view=all' 2>"$tmp/asked.err" || echo 99
}
# the same over TCP, by a program with a token
seconds_tcp() {
	curl -sS --max-time 20 -H "Authorization: Bearer $token" -o /dev/null -w '%{time_total}' \
		"http://127.0.0.1:$port/api/conversations?view=all" 2>"$tmp/asked.err" || echo 99
}
# quick NAME [tcp]: budi's (or the program's) slowest of five requests takes less than
# half a second
quick() {
	for quick_n in 1 2 3 4 5; do
		if [ "${2-}" ]; then seconds_tcp; else seconds $budi; fi
		echo
	done | sort -n | tail -n 1 >"$tmp/slowest"
	diag "$1: the slowest of five requests took $(cat "$tmp/slowest") s"
	ok "$1" awk '{ exit !($1 < 0.5) }' "$tmp/slowest"
}

# opens: the engine of the box, listening when this returns
opens() {
	: >"$tmp/engine.ready"
	setpriv --reuid $engine_uid --regid $group --clear-groups env -u WAHA_API_KEY HOME="$box/lib" \
		XDG_CONFIG_HOME="$box/lib/config" "$box/bin/wartel-t" engine --ready-fd 3 3>"$tmp/engine.ready" \
		>"$tmp/engine.out" 2>&1 </dev/null &
	engine_pid=$!
	mine $engine_pid
	wait_for 20 tap_ready "$tmp/engine.ready" $engine_pid
	[ "$(head -c 1 "$tmp/engine.ready")" = + ] || bail "the engine does not listen: $(cat "$tmp/engine.out")"
}

clock 30 1795402800 # a Monday, 10:00 in Jakarta
sim --engine noweb --state working
sim_do history '{"with":"6281234567890","talk":["-5m > Halo kak, ongkir ke Bandung berapa?"]}' >/dev/null
sim_do contact '{"pn":"6281234567890","push":"Budi Santoso"}' >/dev/null
cat >"$WARTEL_ETC/wartel.conf" <<CONF
socket = $socket
port = $port
data_dir = $box/lib
log_dir = $box/log
waha_url = $sim_url
warmup_ramp = 2 3 4 5 6 8 10 12 14 16 18 20 24 28
CONF
unset WAHA_BASE_URL
printf test-key >"$WARTEL_ETC/key"
chmod 644 "$WARTEL_ETC/wartel.conf"
chmod 755 "$WARTEL_ETC"
chmod 400 "$WARTEL_ETC/key"
chown $engine_uid:$group "$WARTEL_ETC/key"
chmod 750 "$box/run"
chmod 700 "$box/lib" "$box/log"
chown $engine_uid:$group "$box/run" "$box/lib" "$box/log"
opens
is "$(stat -c '%a %u %g' "$socket")" "660 $engine_uid $group" "the socket is the group's"
is "$(stat -c '%a %u' "$box/lib/wartel.db")" "600 $engine_uid" "the database is the engine's alone"
there() { [ "$(agent $rina conversation list --view all --json | jq '.items | length')" = 1 ]; }
ok "the customer is there: the engine has WAHA's key" wait_for 20 there

# What an agent can.
runs 0 "an agent lists the inbox" agent $rina conversation list --json
is "$(json '.items[0].title')" "Budi Santoso" "and sees who wrote"
case_id=$(json '.items[0].id')
asked=$(agent $rina messages "$case_id" --json | jq '.items[0].id')
runs 0 "sends" agent $rina send "$case_id" "18 ribu kak" --json
sent=$(json .id)
is "$(json .author)" uid$rina "as the kernel names him"
arrived() { [ "$(agent $rina message show "$sent" --json | jq -r .status)" = read ]; }
ok "and it arrives" wait_for 20 arrived
runs 0 "stars" agent $rina star "$asked" --json
is "$(asks $rina PUT "/api/conversations/$case_id/draft" '{"text":"rahasia rina"}')" 200 "drafts"

# Another agent's draft, and who did what.
runs 0 "the one who drafted" agent $rina conversation show "$case_id" --json
is "$(json .draft)" "rahasia rina" "reads the draft"
runs 0 "a colleague" agent $budi conversation show "$case_id" --json
is "$(json .draft)" null "does not"
unlike "$(agent $budi conversation list --view all --json)" rahasia "nor in the list"
for body in '{"agent":"uid4002"}' '{"caller":"uid4002"}' '{"as":"root"}' '{"uid":4002}'; do
	is "$(asks $budi POST "/api/messages/$asked/star" "$body")" 400 "nobody says who he is: $body"
done
is "$(as $budi curl -sS --unix-socket "$socket" -H 'X-Agent: uid4002' -H 'X-Forwarded-User: root' \
	-H 'Authorization: Bearer root' http://wartel/api/whoami | jq -r '.agent + " " + .rights')" "uid$budi agent" \
	"nor by a header"
runs 0 "a colleague closes" agent $budi close "$case_id" --json
runs 0 "and opens again" agent $budi reopen "$case_id" --json
runs 77 "the trail is not for agents" agent $budi audit
runs 0 "root reads it" wartel audit --json
is "$(json '[.items[] | select(.action | test("^(close|reopen)$")) | .who] | unique | join(" ")')" "uid$budi" \
	"it names who closed and opened"

# What is the engine's alone.
while read -r name path; do
	ok "there is $name" test -e "$path"
	for uid in $rina $budi $stranger; do
		notok "$uid cannot read $name" as $uid cat "$path"
		notok "nor write it" as $uid sh -c ': >>"$1"' sh "$path"
	done
done <<FILES
database $box/lib/wartel.db
lock $box/lib/lock
api.log $box/log/api.log
key $WARTEL_ETC/key
FILES
notok "an agent makes no file beside the database" as $rina touch "$box/lib/STOP"
notok "nor takes the socket away" as $rina rm -f "$socket"
notok "nor signals the engine" as $rina kill -HUP "$engine_pid"
for verb in 'log api' 'log error' 'log waha' 'token list' 'agent set uid4002 --rights admin' 'session logout default'; do
	runs 77 "an agent may not: $verb" agent $rina $verb
done
runs 69 "a stranger does not even get in" agent $stranger conversation list
is "$(asks $stranger GET /api/whoami)" 000 "by no means"

# Stopped: anybody may, lifting it is another's.
runs 0 "an agent stops everything" agent $rina stop --reason test --json
runs 77 "but does not resume" agent $rina resume --reason "it was me"
is "$(asks $rina POST /api/resume '{"reason":"let me"}')" 403 "not by the API either"
is "$(asks $rina POST /api/messages/send "{\"to\":$case_id,\"text\":\"Masih ada\",\"confirm\":true}")" 202 "what is sent now waits"
waits=$(json .id)
is "$(json '.verdict.gates[0].gate')" stop "behind the stop"
isnt "$(asks $rina POST "/api/messages/$waits/confirm" '{}')" 200 "no yes takes it past"
is "$(json .error.kind)" conflict "it is not a matter of a yes"
runs 0 "root resumes" wartel resume --reason '=HYPERLINK("http://x")' --json
gone() { [ "$(agent $rina message show "$waits" --json | jq -r .status)" = read ]; }
ok "and it leaves" wait_for 20 gone

# The trail for a spreadsheet: whole, page by page, and no formula of anybody's.
runs 0 "the trail as CSV" wartel audit --format csv --from today
rows=$(wc -l <"$tmp/out")
is "$(head -n 1 "$tmp/out")" "id,at,who,action,session_id,conversation_id,contact_id,message_id,detail$(printf '\r')" "with a head"
is "$rows" "$(($(wartel audit --limit 500 --json | jq '.items | length') + 1))" "and a row for each thing done"
like "$out" ",resume,\"\",\"\",\"\",\"\",\"'=HYPERLINK\(\"\"http://x\"\"\)\"" "a formula is text"
is "$(wartel audit --format csv --limit 2 | wc -l | tr -d ' ')" 3 "as many as asked for"
is "$(wartel audit --format csv --to yesterday | wc -l | tr -d ' ')" 1 "of a day on which nothing was done"
runs 64 "one format at a time" wartel audit --format csv --json
runs 77 "not for agents" agent $rina audit --format csv

# Limits do not travel in requests.
for key in '"limits":{}' '"daily_contacts":1000' '"active_hours":"always"' '"dwell":"0s"' '"origin":"phone"' '"override":true' \
	'"agent":"uid4003"' '"state":"sent"' '"confirmed":7'; do
	is "$(asks $rina POST /api/messages/send "{\"to\":$case_id,\"text\":\"x\",$key}")" 400 "a key that is none of the table's: $key"
done
is "$(agent $rina queue --json | jq '.items | length')" 0 "none of them is queued"

# Half a request, too much of one, and many that never end.
crowds=''
# crowd COUNT TEXT [UID [PORT]]: who stays until crowd_ends
crowd() {
	: >"$tmp/crowd"
	setpriv --reuid "${3-$rina}" --regid "${3-$rina}" --groups $group "$box/bin/crowd" "${4-$socket}" "$1" "$2" \
		>"$tmp/crowd" 2>"$tmp/crowd.err" &
	crowds="$crowds $!"
	mine $!
	wait_for 10 tap_ready "$tmp/crowd" $!
}
crowd_ends() {
	for crowd_pid in $crowds; do
		kill "$crowd_pid" && tap_gone "$crowd_pid"
		tap_forget "$crowd_pid"
	done
	crowds=''
}
quick "a colleague alone"
crowd 1 'POST /api/messages/send HTTP/1.1\r\nHost: wartel\r\nContent-Length: 100\r\n\r\n{"to":'
is "$(cat "$tmp/crowd")" 1 "half a request"
quick "a colleague beside half a request"
crowd_ends
head -c 10485760 /dev/zero | tr '\0' x >"$tmp/large"
chmod 644 "$tmp/large"
is "$(asks $rina POST /api/messages/send "@$tmp/large")" 413 "10 MB of a body are too large"
quick "a colleague after them"
crowd 50 'GET /api/conversations HTTP/1.1\r\nHost: war'
is "$(cat "$tmp/crowd")" 50 "50 connections that never end their request"
quick "a colleague beside 50 that never end"
crowd_ends
for uid in $rina $dewi $sari $tono; do
	crowd 50 'POST /api/messages/send HTTP/1.1\r\nHost: wartel\r\nContent-Length: 100\r\n\r\n{"to":' $uid
	is "$(cat "$tmp/crowd")" 50 "50 more, of user $uid"
done
token=$(wartel token new website --rights agent --json | jq -r .token)
crowd 200 'GET /api/conversations HTTP/1.1\r\nHost: war' $rina "$port"
is "$(cat "$tmp/crowd")" 200 "and 200 at the other door, from eight addresses"
quick "a colleague beside 200 that never end at each door"
quick "a program beside them" tcp
crowd_ends
crowd 300 ''
quick "a colleague beside 300 that say nothing"
crowd_ends

# One who does not read what he asked for.
for uid in $rina $budi; do
	(as_exec=exec && as $uid curl -sSN --unix-socket "$socket" http://wartel/api/events >"$tmp/events.$uid" 2>/dev/null) &
	mine $!
	eval "listener_$uid=$!"
done
eval "slow_pid=\$listener_$rina swift_pid=\$listener_$budi"
slow=$tmp/events.$rina swift=$tmp/events.$budi
listens() { grep -q '^event: hello' "$slow" && grep -q '^event: hello' "$swift"; }
ok "two listen" wait_for 10 listens
kill -STOP "$slow_pid"
text=$(head -c 3000 /dev/zero | tr '\0' r)
n=0
while [ $n -lt 2000 ]; do
	n=$((n + 1))
	echo "url = \"http://wartel/api/conversations/$case_id/draft\""
	echo "request = PUT"
	echo "data = \"{\\\"text\\\":\\\"$n $text\\\"}\""
	echo "unix-socket = \"$socket\""
	echo "output = /dev/null"
	echo next
done | sed '$d' >"$tmp/drafts"
chmod 644 "$tmp/drafts"
as $rina curl -sS -K "$tmp/drafts" 2>"$tmp/drafts.err" &
drafts_pid=$!
quick "a colleague while 2,000 events pass one who does not read"
wait $drafts_pid
is "$(cat "$tmp/drafts.err")" "" "2,000 drafts are kept"
quick "a colleague after them"
events() { grep -c '^event: conversation' "$swift"; }
has_all() { [ "$(events)" -ge 2000 ]; }
ok "who reads gets them all" wait_for 10 has_all || diag "$(events) events"
notok "and nothing of another's draft" grep -q rrrr "$swift"
kill -CONT "$slow_pid"
told() { grep -Eq '^event: resync' "$slow"; }
ok "who did not is told to read again" wait_for 10 told
kill "$slow_pid" "$swift_pid"

# At night nothing leaves, whoever says yes.
kill "$engine_pid" && ended "$engine_pid"
is "$status" 0 "the engine ends"
sim_stop
clock 30 1795446000 # the same day, 22:00 in Jakarta
sim --engine noweb --state working --port "$sim_port"
unset WAHA_BASE_URL
opens
is "$(asks $rina POST /api/messages/send "{\"to\":$case_id,\"text\":\"Malam kak\",\"confirm\":true}")" 202 "at night"
night=$(json .id)
like "$(json '[.verdict.gates[].gate] | join(" ")')" '(^| )hours( |$)' "the hours are closed, yes or no"
isnt "$(asks $rina POST "/api/messages/$night/confirm" '{"reason":"please"}')" 200 "and no yes opens them"
kill "$engine_pid" && ended "$engine_pid"
done_testing
