# Labels of a WhatsApp Business phone in step with ours: what the owner does there is here
# at once, what is done here is there too where the option says both.
. "$top_srcdir/tests/tap.sh"
command -v jq >/dev/null || skip_all "jq is not here"

clock 30 1795402800 # a Monday, 10:00 in Jakarta
printf 'labels_in_step = both\n' >"$XDG_CONFIG_HOME/wartel/wartel.conf"
sim --engine gows --state working
sim_do inbound '{"from":"6281234567890","text":"Halo kak"}' >/dev/null
# Any port that nobody has; two tests beside each other do not meet.
PORT=$((20000 + $$ % 20000))
export PORT
engine
has() { [ "$(wartel conversation show 0812-3456-7890 --json | jq -r '.labels | join(" ")')" = "$1" ]; }
ok "a customer without labels" wait_for 20 has ""
runs 0 "WAHA shall tell by itself" wartel session webhook default on --json
works() { [ "$(wartel session status default --json | jq -r .status)" = WORKING ]; }
ok "the session works again" wait_for 20 works

# phone METHOD PATH [BODY]: as the owner does it on the phone
phone() {
	curl -fsS -X "$1" -H 'X-Api-Key: test-key' -H 'Content-Type: application/json' ${3:+--data-binary "$3"} \
		"$sim_url/api/default/labels$2"
}
chat=/chats/6281234567890@c.us
there() { [ "$(phone GET $chat | jq -r '[.[].name] | join(" ")')" = "$1" ]; }

sim_do label '{"name":"New order","color":15,"chat":"6281234567890@c.us"}' >/dev/null
ok "labelled on the phone: here too" wait_for 20 has New-order
is "$(wartel label list --json | jq -r '.items[] | .name + " " + .colour')" "New-order green" "in its colour"
like "$(wartel conversation show 0812-3456-7890)" "phone +label +\+New-order" "its history says who did it"
phone PUT /1 '{"name":"Lunas","color":15}' >/dev/null
ok "renamed there: here too" wait_for 20 has Lunas

runs 0 "a label made here" wartel label set VIP --colour yellow
is_there() { [ "$(phone GET '' | jq -r '[.[].name] | join(" ")')" = "$1" ]; }
ok "is on the phone" wait_for 20 is_there "Lunas VIP"
runs 0 "put on here" wartel label 0812-3456-7890 +VIP
ok "is on there, beside what was" wait_for 20 there "Lunas VIP"
runs 0 "taken back" wartel undo
ok "is off there" wait_for 20 there Lunas
ok "and here" wait_for 20 has Lunas
phone PUT $chat '{"labels":[]}' >/dev/null
ok "taken off there: here too" wait_for 20 has ""
runs 0 "renamed here" wartel label set vip --rename Langganan
ok "is renamed there" wait_for 20 is_there "Lunas Langganan"
runs 0 "deleted here" wartel label delete Lunas
ok "is deleted there" wait_for 20 is_there Langganan
phone DELETE /2 >/dev/null
gone() { [ "$(phone GET '')" = "[]" ]; }
ok "deleted there" wait_for 20 gone
is "$(wartel audit --json | jq -r '[.items[] | select(.who == "phone") | .action] | unique | join(",")')" \
	"label,label delete,label rename,label set" "the trail has what the phone did"

# A phone that has no webhook is read, when names are asked for too.
runs 0 "WAHA tells no more" wartel session webhook default off --json
ok "the session works again" wait_for 20 works
sim_do label '{"name":"Komplain","color":13,"chat":"6281234567890@c.us"}' >/dev/null
runs 0 "contact sync" wartel contact sync
ok "what the phone has is here" wait_for 20 has Komplain
done_testing
