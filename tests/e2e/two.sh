# Two numbers on two WAHAs with different engines: each is started, paired, stopped and
# limited by itself, what comes in and goes out says whose it is, and faces hear of
# changes at once.
. "$top_srcdir/tests/tap.sh"
command -v jq >/dev/null || skip_all "jq is not here"

clock 30 1795402800 # a Monday, 10:00 in Jakarta
sim --engine webjs --state stopped --log "$tmp/dua.log"
dua_url=$sim_url dua_pid=$sim_pid
sim --engine gows --state working
toko_url=$sim_url
unset WAHA_BASE_URL
mkdir -p "$XDG_CONFIG_HOME/wartel"
cat >"$XDG_CONFIG_HOME/wartel/wartel.conf" <<CONF
require_consent = no
[number toko]
waha_url = $toko_url
[number dua]
waha_url = $dua_url
daily_contacts = 7
CONF
engine
on_dua() { sim_url=$dua_url sim_do "$@"; }
on_toko() { sim_url=$toko_url sim_do "$@"; }
status_of() { wartel session list --json | jq -r --arg n "$1" '.items[] | select(.name == $n) | .status'; }
has_status() { [ "$(status_of "$1")" = "$2" ]; }
# What a face is told, as it happens.
curl -sN --unix-socket "$engine_socket" http://x/api/events >"$tmp/events" 2>/dev/null &
mine $!
told() { grep -c '^event: session' "$tmp/events"; }

ok "one number works" wait_for 10 has_status toko WORKING
ok "the other stands still" wait_for 10 has_status dua STOPPED
runs 0 "sessions" wartel session list --json
is "$(json '[.items[] | .name + " " + .engine] | sort | join(", ")')" "dua WEBJS, toko GOWS" "each with its engine"
is "$(json '.items[] | select(.name == "toko") | [.cannot[].ability] | index("forward") != null')" true "one cannot forward"
is "$(json '.items[] | select(.name == "dua") | [.cannot[].ability] | index("forward") != null')" false "the other can"
runs 64 "which one has to be said" wartel session qr
like "$err" "several numbers" "where there are two"
runs 64 "of a status too" wartel session status

# The second is paired while the first goes on.
before=$(told)
runs 0 "session start" wartel session start dua --json
ok "waits for its code" wait_for 20 has_status dua SCAN_QR_CODE
more() { [ "$(told)" -gt "$before" ]; }
ok "faces are told" wait_for 10 more
runs 0 "session qr" wartel session qr dua --json
isnt "$(json .value)" null "has a code to draw"
is "$(json .session)" dua "of that number"
runs 0 "session code" wartel session code dua 0812-3456-7890 --json
like "$(json .code)" "^....-....$" "and one to type"
is "$(status_of toko)" WORKING "the first works all the while"
before=$(told)
on_dua scan '{}' >/dev/null
ok "it is paired" wait_for 30 has_status dua WORKING
ok "faces are told at once" wait_for 10 more
is "$(curl -sS -H 'X-Api-Key: test-key' "$dua_url/api/sessions/default" | jq .config.webjs.tagsEventsOn)" true \
	"WEBJS was told to tell of groups before"

# One customer writes to both.
on_toko inbound '{"from":"6281234567890","push":"Budi","text":"halo toko"}' >/dev/null
on_dua inbound '{"from":"6281234567890","push":"Budi","text":"halo dua"}' >/dev/null
both() { [ "$(wartel conversation list --view all --json | jq -r '[.items[].session] | sort | join(" ")')" = "dua toko" ]; }
ok "both conversations are there, each with its number" wait_for 15 both
runs 0 "of one number alone" wartel conversation list --view all --session dua --json
is "$(json '[.items[] | .session + ": " + .last.text] | join(",")')" "dua: halo dua" "is its own"
case_of() { wartel conversation list --view all --session "$1" --json | jq -r '.items[0].id'; }
runs 0 "an answer" wartel send "$(case_of dua)" "dari dua" --json
answer=$(json .id)
is_read() { [ "$(wartel message show "$1" --json | jq -r .status)" = read ]; }
ok "leaves" wait_for 30 is_read "$answer"
delivered() { jq -s --arg t "$2" '[.[] | select(.what == "delivered" and .body == $t)] | length' "$1"; }
is "$(delivered "$tmp/dua.log" "dari dua")$(delivered "$tmp/sim.log" "dari dua")" 10 "from its own number alone"

runs 0 "health" wartel health --json
is "$(json '.sessions[] | select(.name == "dua") | .today.used')" 1 "counts for that number"
is "$(json '.sessions[] | select(.name == "toko") | .today.used')" 0 "and not for the other"
is "$(json '.sessions[] | select(.name == "dua") | .today.limit <= 7')" true "each has limits of its own"
is "$(json '.sessions[] | select(.name == "toko") | .today.limit > 7')" true "as they are configured"

# What is done to one does not touch the other.
runs 0 "session stop" wartel session stop dua --json
is "$(json .status)" STOPPED "stops one"
runs 0 "the other sends" wartel send "$(case_of toko)" "dari toko" --json
answer=$(json .id)
ok "as ever" wait_for 30 is_read "$answer"
runs 0 "what is sent by the one that stands" wartel send "$(case_of dua)" "nanti" --json
later=$(json .id)
is "$(wartel message show "$later" --json | jq -r .status)" pending "waits"
runs 0 "session start" wartel session start dua --json
ok "starts it again" wait_for 30 has_status dua WORKING
ok "what waited leaves" wait_for 60 is_read "$later"
runs 0 "session restart" wartel session restart dua --json
ok "comes back" wait_for 30 has_status dua WORKING
runs 0 "session logout" wartel session logout dua --json
ok "asks for its code anew" wait_for 30 has_status dua SCAN_QR_CODE
is "$(status_of toko)" WORKING "the first has not noticed"

# One WAHA goes away.
kill "$dua_pid" && ended "$dua_pid"
ok "is said of that number" wait_for 30 has_status dua UNREACHABLE
is "$(status_of toko)" WORKING "and of that alone"
engine_stop
is "$status" 0 "the engine ends well"
done_testing
