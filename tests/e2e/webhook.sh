# WAHA tells by webhook what happens, to an engine with a TCP door; sessions stop,
# restart and log out.
. "$top_srcdir/tests/tap.sh"
command -v jq >/dev/null || skip_all "jq is not here"

clock 30 1795402800 # a Monday, 10:00 in Jakarta
sim --engine gows --state working
sim_do contact '{"pn":"6281234567890","push":"Budi Santoso"}' >/dev/null
sim_do history '{"with":"6281234567890","talk":["-3h > Halo kak"]}' >/dev/null
# Any port that nobody has; two tests beside each other do not meet.
PORT=$((20000 + $$ % 20000))
export PORT
engine
there() { [ "$(wartel conversation list --view all --json | jq '.items | length')" = 1 ]; }
ok "the conversation is there" wait_for 10 there

token=$(wartel token new tests --rights reader)
asks() { curl -sS -o "$tmp/out" -w '%{http_code}' "$@" "http://127.0.0.1:$PORT/api/conversations?view=all"; }
is "$(asks)" 401 "nobody comes in without a token"
is "$(asks -H "Authorization: Bearer $token")" 200 "with one he does"
is "$(json '.items[0].title')" "Budi Santoso" "and sees the shop"

runs 0 "session webhook on" wartel session webhook default on --json
like "$(stat -c %a "$XDG_DATA_HOME/wartel/webhook-secret")" 600 "the secret is the engine's alone"
works() { [ "$(wartel session status default --json | jq -r .status)" = WORKING ]; }
ok "the session works again" wait_for 20 works
pushed() { grep -q ' waha POST /webhook/waha 200' "$XDG_STATE_HOME/wartel/log/api.log"; }
said=$(sim_do inbound '{"from":"6281234567890","text":"satu"}' | jq -r .id)
has_text() { [ "$(wartel messages budi --json | jq -r '.items[-1].text')" = "$1" ]; }
ok "a message comes in" wait_for 10 has_text satu
ok "WAHA has told it" wait_for 10 pushed
sim_do inbound "{\"from\":\"6281234567890\",\"kind\":\"edit\",\"target\":\"$said\",\"text\":\"satu saja\"}" >/dev/null
ok "its edit comes too" wait_for 10 has_text "satu saja"
sim_do inbound "{\"from\":\"6281234567890\",\"kind\":\"reaction\",\"target\":\"$said\",\"emoji\":\"👍\"}" >/dev/null
reacted() { [ "$(wartel messages budi --json | jq -r '.items[-1].reactions[0].emoji')" = 👍 ]; }
ok "and a reaction" wait_for 10 reacted
is "$(wartel messages budi --json | jq '[.items[] | select(.text | startswith("satu"))] | length')" 1 "it is one message"
runs 0 "session webhook off" wartel session webhook default off --json

runs 0 "session restart" wartel session restart default --reason 'a test' --json
ok "works again" wait_for 20 works
runs 0 "session stop" wartel session stop default --json
is "$(json .status)" STOPPED "is stopped"
runs 0 "session start" wartel session start default --json
ok "starts" wait_for 20 works
runs 0 "session logout" wartel session logout default --json
isnt "$(json .status)" WORKING "is unpaired"
is "$(wartel audit --action session --json | jq -r '[.items[].action] | unique | join(",")')" \
	"session logout,session restart,session start,session stop,session webhook off,session webhook on" "the trail knows it all"
done_testing
