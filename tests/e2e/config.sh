# config, help, version: what needs no engine; errors and exit codes; pipes.
. "$top_srcdir/tests/tap.sh"

conf=$XDG_CONFIG_HOME/wartel/wartel.conf
printf 'daily_contacts = 40\n[number toko]\ndwell = 6-9s\n[number gudang]\nwaha_session = two\n' >"$conf"

runs 0 "config show" wartel config show
like "$out" "^toko.daily_contacts +40 +$conf:1\$" "a value and its line"
like "$out" "^toko.dwell +6-9s +$conf:3\$" "a number's own"
like "$out" "^gudang.dwell +5-8s +default\$" "and the default of the other"
runs 0 "config show --json" wartel config show --json
is "$(json '.items[] | select(.option == "dwell" and .number == "toko") | .value')" 6-9s "the same in JSON"
run env WAHA_API_KEY=verysecret "$top_builddir/wartel-t" config show
unlike "$out" verysecret "a secret is not shown"
runs 0 "config check" wartel config check
run env NODE_ENV=production "$top_builddir/wartel-t" config check
is "$status" 0 "names of other programs are no error"
like "$err" "NODE_ENV" "but worth a word"

echo 'activ_hours = 08:00-21:00' >>"$conf"
runs 64 "a wrong line" wartel config check
like "$err" "^wartel: $conf:6: .*\"activ_hours\".*\"active_hours\"" "names the place and the nearest"
runs 64 "the same in JSON" wartel config check --json
is "$(json .error.kind)" usage "has its kind"
is "$(json .error.key)" config.unknown "and its key"
like "$err" "activ_hours" "and the sentence is on standard error too"
echo '' >"$conf"
echo secret >"$XDG_CONFIG_HOME/wartel/key"
chmod 644 "$XDG_CONFIG_HOME/wartel/key"
runs 77 "a key that others can read" wartel config check
chmod 600 "$XDG_CONFIG_HOME/wartel/key"
runs 0 "a key that they cannot" wartel config check

runs 0 "help" wartel help
like "$out" "^  send " "lists the commands"
runs 0 "help of a command" wartel help send
like "$out" "wartel send TO .TEXT" "shows its usage"
plain=$out
runs 0 "the same by -h" wartel send -h
is "$out" "$plain" "word for word"
runs 0 "version" wartel version
like "$out" '^wartel [0-9]+\.[0-9]+\.[0-9]+$' "is a version"
runs 64 "no such command" wartel helth
like "$err" "health" "names the nearest"
runs 64 "the screen without a terminal" wartel
isnt "$err" "" "says why not"

# A reader that has had enough is no error; a disk without room is.
wartel help | head -n 1 >"$tmp/first"
is "$(cat "$tmp/first")" "$(wartel help | sed -n 1p)" "a pipe may be closed early"
if [ -c /dev/full ]; then
	run sh -c '"$1" help >/dev/full' sh "$top_builddir/wartel-t"
	is "$status" 70 "output that cannot be written is an error"
	like "$err" "cannot be written" "and told"
fi
is "$(wartel help | grep -c "$(printf '\033')")" 0 "no escape sequences where there is no terminal"
done_testing
