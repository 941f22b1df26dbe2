# The unit of a shared box agrees with the program: its directories are those that
# the program takes there, its command is one, and systemd understands it.
. "$top_srcdir/tests/tap.sh"

units=$top_srcdir/contrib/systemd
unit=$units/wartel.service
of() { sed -n "s/^$1=//p" "$unit"; }

# The program, told as the unit wants it told.
mkdir -p "$WARTEL_ETC"
echo 'socket = /run/wartel/engine.sock' >"$WARTEL_ETC/wartel.conf"
runs 0 "the configuration of a shared box" "$top_builddir/wartel-t" config show
printf '%s\n' "$out" >"$tmp/show"
takes() { awk -v option="$1" '$1 == option { print $2 }' "$tmp/show"; }
is "/run/$(of RuntimeDirectory)/engine.sock" "$(takes socket)" "the socket is in the runtime directory"
is "/var/lib/$(of StateDirectory)" "$(takes data_dir)" "the data are in the state directory"
is "/var/log/$(of LogsDirectory)" "$(takes log_dir)" "the logs are in the logs directory"
is "$(of RuntimeDirectoryMode) $(of StateDirectoryMode) $(of LogsDirectoryMode)" "0750 0700 0700" \
	"the group enters the socket's directory and no other"
is "$(of User) $(of Group)" "wartel wartel" "it runs as wartel"
is "$(of ConditionPathExists)" /etc/wartel/wartel.conf "it waits to be configured"
set -- $(of ExecStart)
is "$1" /usr/bin/wartel "it starts the installed program"
shift
runs 0 "by a command that there is" "$top_builddir/wartel-t" help "$@"
is "$(of ExecReload)" '/bin/kill -HUP $MAINPID' "and asks it by a signal to read its rules again"

# users, directories: the same names, the same modes
is "$(awk '$1 == "u" { print $2 }' "$units/wartel.sysusers")" "$(of User)" "sysusers makes its user"
is "$(awk '$1 == "g" { print $2 }' "$units/wartel.sysusers")" "$(of Group)" "and its group"
is "$(awk '$1 == "d" && $4 == "wartel" { print $2, $3 }' "$units/wartel.tmpfiles")" \
	"/run/$(of RuntimeDirectory) $(of RuntimeDirectoryMode)
/var/lib/$(of StateDirectory) $(of StateDirectoryMode)
/var/log/$(of LogsDirectory) $(of LogsDirectoryMode)" "tmpfiles makes the same directories"
is "$(awk '$2 == "/etc/wartel/key" { print $1, $3, $4 }' "$units/wartel.tmpfiles")" "z 0400 wartel" \
	"and leaves WAHA's key to the engine alone"

if command -v systemd-analyze >/dev/null; then
	sed "s|^ExecStart=[^ ]*|ExecStart=$top_builddir/wartel-t|" "$unit" >"$tmp/wartel.service"
	# Its manual is not installed where it is tested, and maybe no kill in /bin.
	run systemd-analyze verify --man=no "$tmp/wartel.service"
	is "$(printf '%s\n' "$err" | grep wartel.service)" "" "systemd finds nothing wrong with the unit"
	run systemd-analyze security --offline=true --threshold=30 "$tmp/wartel.service"
	case $err in
	*"nrecognized option"*) skip 1 "this systemd cannot judge a unit" ;;
	*) is "$status" 0 "it judges it well confined (at most 3.0 of 10)" || diag "$(echo "$out" | tail -n 3)" ;;
	esac
else
	skip 2 "systemd-analyze is not here"
fi
if command -v systemd-sysusers >/dev/null && mkdir -p "$tmp/root/etc" && [ "$(id -u)" = 0 ]; then
	run systemd-sysusers --root="$tmp/root" "$(cd "$units" && pwd)/wartel.sysusers"
	like "$(cat "$tmp/root/etc/passwd" 2>/dev/null)" "^wartel:.*:/var/lib/wartel:" "sysusers makes what is written there" ||
		diag "$err"
else
	skip 1 "systemd-sysusers is not here, or this is not root"
fi
done_testing
