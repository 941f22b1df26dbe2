# Out of office, with whole programs: who writes is told once, over restarts and a power cut;
# what cannot leave while nobody is there is dropped; nobody takes it for an answer. The
# clock runs sixty times as fast.
. "$top_srcdir/tests/tap.sh"
command -v jq >/dev/null || skip_all "jq is not here"

clock 60 1795402800 # a Monday, 10:00 in Jakarta
echo 'sla_first = 1h' >"$XDG_CONFIG_HOME/wartel/wartel.conf"
sim --engine noweb --state working
engine

budi=0812-3456-7890 says='Toko Melati sedang libur'
hears() { sim_do inbound "{\"from\":\"$1\",\"text\":\"$2\"}" >/dev/null; }
heard() { [ "$(wartel messages "$1" --json | jq --arg t "$2" '[.items[] | select(.text == $t)] | length')" -ge 1 ]; }
told() { jq -s --arg t "$says" '[.[] | select(.what == "delivered" and .body == $t)] | length' "$tmp/sim.log"; }
told_is() { [ "$(told)" = "$1" ]; }
queued_is() { [ "$(wartel queue --json | jq '.items | length')" = "$1" ]; }
cancelled() { wartel audit --json | jq -r '[.items[] | select(.action == "cancel")][0].detail'; }

ok "somebody is there" wait_for 20 sh -c "'$top_builddir/wartel-t' session status --json | grep -q WORKING"
is "$(wartel away --json | jq -c '[.numbers[] | .away, .text]')" '[null,null]' "it is off by default"
hears 6281234567890 'Halo'
ok "a customer writes" wait_for 20 heard $budi Halo
runs 64 "without words it cannot be switched on" wartel away on
like "$err" 'what shall be said' "and says so"
runs 64 "a place that is not known of everybody is refused" wartel away on --text 'Halo {{first_name}}'
runs 64 "an end that is over is refused" wartel away on --text x --until '2026-11-22 08:00'
runs 0 "it is switched on" wartel away on --text '{{shop}} sedang libur'
is "$(wartel away --json | jq -r '.numbers[0].away.how')" hand "it shows"
like "$(wartel health)" 'out of office since' "in health too"
runs 0 "a lead names the shop" wartel away on --text "$says"
hears 6281234567890 'Masih ada?'
ok "they are told" wait_for 20 told_is 1
hears 6281234567890 'Kak?'
ok "they write again" wait_for 20 heard $budi 'Kak?'
is "$(wartel away --json | jq .numbers[0].away.told)" 1 "one person was told"
is "$(wartel conversation show $budi --json | jq -c '[.needs_reply, .last.text, .sla.kind]')" '[true,"Kak?","first"]' \
	"they go on waiting for a first answer, and the list shows what they wrote"
is "$(wartel messages $budi --json | jq -c '[.items[] | select(.from_me) | .origin]')" '["auto"]' "no person said it"
engine_kill
engine
hears 6281234567890 'Halo???'
ok "again, after a power cut" wait_for 20 heard $budi 'Halo???'

# A power cut between their message and the answer's leaving.
runs 0 "the number is paused" wartel pause default
hears 6285711112222 'Selamat pagi'
ok "somebody else writes: the answer waits" wait_for 20 queued_is 1
engine_kill
engine
ok "it still does" wait_for 20 queued_is 1
runs 0 "on again" wartel resume default --reason 'uji'
ok "it leaves" wait_for 20 told_is 2
hears 6285711112222 'Halo'
ok "they write again" wait_for 20 heard 0857-1111-2222 Halo

# Held until nobody is away any more.
runs 0 "paused again" wartel pause default
hears 6285733334444 'Pagi'
ok "a third one's answer waits" wait_for 20 queued_is 1
runs 0 "somebody is there again" wartel away off
ok "it is dropped" queued_is 0
like "$(cancelled)" 'somebody was there again' "the trail says why"
runs 0 "away once more" wartel away on --until '+30d'
is "$(wartel away --json | jq -r .numbers[0].text)" "$says" "with the words of before"
hears 6285755556666 'Pagi'
ok "a fourth one's answer waits" wait_for 20 queued_is 1
runs 0 "an agent answers" wartel send 0857-5555-6666 'Pagi kak'
is "$(wartel queue --json | jq -c '[.items[].origin]')" '["agent"]' "nothing else is to leave"
like "$(cancelled)" 'somebody answered' "and why"
runs 0 "on" wartel resume default --reason 'uji'
engine_stop
is "$status" 0 "the engine ends well"
is "$(told)" 2 "two people were told, once each"

# A day and more later, in a new absence.
sim_stop
clock 60 $((1795402800 + 26 * 3600))
sim --engine noweb --state working --seed 2
engine
is "$(wartel away --json | jq -r .numbers[0].away.how)" hand "it outlives all that"
runs 0 "off" wartel away off
runs 0 "and on" wartel away on
hears 6281234567890 'Selamat siang'
ok "the first one is told again" wait_for 20 told_is 3
like "$(wartel messages $budi)" "auto.*$says" "a person reads that it is automatic"
engine_stop
done_testing
