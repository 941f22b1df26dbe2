# The first start: questions, wrong answers asked again, the key unseen, the number
# paired, the screen open.
. "$top_srcdir/tests/tap.sh"
command -v jq >/dev/null || skip_all "jq is not here"

clock 20 1795402800 # a Monday, 10:00 in Jakarta
sim --engine noweb --state stopped --auto-scan 60
unset WAHA_BASE_URL WAHA_API_KEY
conf=$XDG_CONFIG_HOME/wartel/wartel.conf
own=$XDG_DATA_HOME/wartel/engine.sock
person() { "$top_builddir/tests/e2e/pty" "$tmp/screen${again-}" 60x120 env LC_ALL=C.UTF-8 "$top_builddir/wartel-t" "$@"; }

# Nobody there who could answer: no question, no file.
run wartel health
notok "without a terminal nothing is written" test -e "$conf"
run wartel engine stop

# Gone in the middle.
printf '? address\n! \\n\n? key\n! \004\n' >"$tmp/script"
run person <"$tmp/script"
is "$status" 64 "ended in the middle"
notok "nothing is written either" test -e "$conf"

# A wrong address first, then the wrong key, then all is right.
{
	printf '? brackets\n'
	printf '? WAHA.s address [http://localhost:3000]: \n> localhost\n? allowed: http\n'
	printf '? address [http://localhost:3000]: \n> %s\n' "$sim_url"
	printf '? key\n> wrong-key\n? Session in WAHA [default]: \n> \n? zone\n> Asia/Nowhere\n? zone\n> WIB\n'
	printf '? written\n? Change the answers\n> \n'
	printf '? address [%s]: \n> \n? key\n> test-key\n? Session\n> \n? zone\n> \n' "$sim_url"
	printf '? written\n? not paired\n? Pair by QR\n> \n? ▀\n'
	printf '? WORKING\n! q\n'
} | sed "s/WAHA\.s/WAHA's/" >"$tmp/script"
run person <"$tmp/script"
is "$status" 0 "from nothing to the screen"
[ "$status" = 0 ] || diag "$(tail -c 3000 "$tmp/screen")"
unlike "$(cat "$tmp/screen")" "wrong-key|test-key" "the key was never shown"
is "$(cat "$XDG_CONFIG_HOME/wartel/key")" test-key "it stands in its file"
is "$(stat -c %a "$XDG_CONFIG_HOME/wartel/key")" 600 "which nobody else reads"
is "$(grep -c test-key "$conf")" 0 "and nowhere else"
like "$(cat "$conf")" "^timezone = WIB" "the answers are written down"
runs 0 "a command works now" wartel session list --json
is "$(json '.items[0].status')" WORKING "the number is paired"
mine "$(wartel health --json | jq .engine.pid)"
printf '? WORKING\n! q\n' >"$tmp/script"
again=2
run person <"$tmp/script"
unlike "$(cat "$tmp/screen2")" "address" "the second start asks nothing"
done_testing
