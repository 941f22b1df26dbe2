# wartel-keys(7) says of the keys, and wartel-themes(5) of the roles, what the tables
# say, both ways. RENEW=1 brings the pages in line instead.
. "$top_srcdir/tests/tap.sh"

plan 2

# agrees PAGE PROGRAM WORDS
agrees() {
	page=$top_srcdir/man/$1
	"$top_builddir/tests/tui/$2" --man >"$tmp/table" || bail "the table cannot be printed"
	if [ "${RENEW-}" ]; then
		awk -v table="$tmp/table" '
			/^\.\\" begin:/ { print; while ((getline line <table) > 0) print line; old = 1; next }
			/^\.\\" end$/ { old = 0 }
			!old' "$page" >"$tmp/page" && cat "$tmp/page" >"$page"
	fi
	is "$(sed -n '/^\.\\" begin:/,/^\.\\" end$/p' "$page" | sed '1d;$d')" "$(cat "$tmp/table")" "$1 says $3"
}
agrees wartel-keys.7 keys "what the keys are"
agrees wartel-themes.5 themes "what the roles are"
