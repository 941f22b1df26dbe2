# wartel-keys(7) says of the keys what the table says, both ways. RENEW=1 brings
# the page in line instead.
. "$top_srcdir/tests/tap.sh"

page=$top_srcdir/man/wartel-keys.7
plan 1
"$top_builddir/tests/tui/keys" --man >"$tmp/table" || bail "the table cannot be printed"
if [ "${RENEW-}" ]; then
	awk -v table="$tmp/table" '
		/^\.\\" begin:/ { print; while ((getline line <table) > 0) print line; old = 1; next }
		/^\.\\" end$/ { old = 0 }
		!old' "$page" >"$tmp/page" && cat "$tmp/page" >"$page"
fi
is "$(sed -n '/^\.\\" begin:/,/^\.\\" end$/p' "$page" | sed '1d;$d')" "$(cat "$tmp/table")" \
	"wartel-keys.7 says what the keys are"
