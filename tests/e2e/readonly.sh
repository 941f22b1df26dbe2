# The disk turns read-only under a running engine, as ext4 does by itself when it finds
# an error: what is asked of it is refused with a sentence, nothing leaves that could
# not be marked, and once the disk is mended nothing is missing and nothing came twice.
if [ "$(id -u)" = 0 ] && [ -z "${own_mounts-}" ] && unshare -m true 2>/dev/null; then
	own_mounts=yes exec unshare -m sh "$0" "$@"
fi
. "$top_srcdir/tests/tap.sh"
command -v jq >/dev/null || skip_all "jq is not here"
command -v mkfs.ext4 >/dev/null || skip_all "mkfs.ext4 is not here"
[ "${own_mounts-}" ] || skip_all "only root can mount"

fs=$tmp/fs
trap 'how=$?; umount -l "$fs" 2>/dev/null; (exit $how); tap_end' EXIT
mkdir "$fs"
truncate -s 32M "$tmp/disk"
mkfs.ext4 -q -F "$tmp/disk" && mount -o loop,errors=remount-ro "$tmp/disk" "$fs" 2>/dev/null ||
	skip_all "nothing can be mounted here"
disk=$(basename "$(losetup -j "$tmp/disk" -n -O NAME)")
[ -w "/sys/fs/ext4/$disk/trigger_fs_error" ] || skip_all "this ext4 has no errors to ask for"

XDG_DATA_HOME=$fs/data XDG_STATE_HOME=$fs/state
mkdir "$fs/data" "$fs/state"
clock 30 1795402800 # a Monday, 10:00 in Jakarta
sim --engine noweb --state working
sim_do history '{"with":"6281234567890","talk":["-5m > halo kak"]}' >/dev/null
engine
export WARTEL_SOCKET="$engine_socket"
there() { [ "$(wartel conversation list --view all --json | jq '.items | length')" = "$1" ]; }
ok "a customer" wait_for 10 there 1
state_of() { wartel message show "$1" --json | jq -r .status; }
is_state() { [ "$(state_of "$1")" = "$2" ]; }
delivered() { jq -s --arg text "$1" '[.[] | select(.what == "delivered" and .body == $text)] | length' "$tmp/sim.log"; }
arrived() { [ "$(delivered "$1")" = 1 ]; }
runs 0 "one is answered" wartel send 0812-3456-7890 "yang pertama" --json
first=$(json .id)
ok "and reads it" wait_for 30 is_state "$first" read
runs 0 "one more is written" wartel send 0812-3456-7890 "yang kedua" --at +2m --json
second=$(json .id)
printf 'nota' >"$tmp/nota.txt"

echo 1 >"/sys/fs/ext4/$disk/trigger_fs_error"
notok "the disk is read-only" touch "$fs/data/x"
runs 69 "what is written now is refused" wartel send 0812-3456-7890 "tidak diterima"
like "$err" "^wartel: the database cannot be read or written" "with the cause"
runs 69 "a file too" wartel send 0812-3456-7890 --file "$tmp/nota.txt"
like "$err" "the file cannot be kept in .*/media: Read-only file system" "with the cause"
says() { wartel health --json | jq -e --arg key "$1" '.sentence.key == $key'; }
ok "health knows" wait_for 20 says health.unwritable
runs 2 "and says that nothing is sent" wartel health
like "$out" "the database cannot be written \(.*\): nothing is sent" "and why"
runs 0 "the inbox is still there" wartel messages 0812-3456-7890 --json
is "$(json '[.items[].text] | join(",")')" "halo kak,yang pertama,yang kedua" "with all that was said"
sim_do inbound '{"from":"6281234567890","text":"masih ada?"}' >/dev/null
# Past the time of the second: so many polls have come and gone.
polls() { grep -c '"request"' "$tmp/sim.log"; }
before=$(polls)
more_polls() { [ "$(polls)" -ge $((before + 20)) ]; }
due() { [ "$(wartel message show "$second" --json | jq -r '.state')" != queued ] || [ "$(date +%s)" -ge "$due_at" ]; }
due_at=$(($(date +%s) + 6))
ok "its time passes" wait_for 20 due
is "$(delivered "yang kedua")" 0 "and it has not left"
is "$(state_of "$second")" pending "it still waits"
ok "the engine lives" alive "$engine_pid"
engine_stop
is "$status" 0 "and ends as it should"

umount "$fs"
e2fsck -fy "$tmp/disk" >"$tmp/e2fsck" 2>&1
mount -o loop "$tmp/disk" "$fs" || bail "the disk is not mended"
engine
ok "the second leaves now" wait_for 30 arrived "yang kedua"
answered() { [ "$(wartel messages 0812-3456-7890 --json | jq -r '[.items[] | select(.from_me | not) | .text] | join(",")')" = "halo kak,masih ada?" ]; }
ok "what the customer wrote meanwhile is there, once" wait_for 20 answered
is "$(delivered "yang pertama") $(delivered "yang kedua") $(delivered "tidak diterima")" "1 1 0" "nothing twice, nothing that was refused"
ok "and all is well" wait_for 20 says health.ok
engine_stop
umount "$fs"
done_testing
