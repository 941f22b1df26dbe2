# What the manual pages say of commands and options is what the tables say, both
# ways. RENEW=1 brings the pages in line instead.
. "$top_srcdir/tests/tap.sh"

# between PAGE: the lines of it that are printed from a table
between() { sed -n '/^\.\\" begin:/,/^\.\\" end$/p' "$1" | sed '1d;$d'; }

# page FILE WORD…: holds one page against what the words print
page() {
	file=$top_srcdir/man/$1
	shift
	wartel "$@" >"$tmp/table" || bail "wartel $* failed"
	if [ "${RENEW-}" ]; then
		sed "/^\.\\\\\" begin:/r $tmp/table" "$file" |
			awk -v lines="$(wc -l <"$tmp/table")" '
				/^\.\\" begin:/ { print; keep = lines; old = 1; next }
				keep > 0 { keep--; print; next }
				/^\.\\" end$/ { old = 0 }
				!old' >"$tmp/page" && cat "$tmp/page" >"$file"
	fi
	is "$(between "$file")" "$(cat "$tmp/table")" "${file##*/} says what wartel $* prints"
}

plan 2
page wartel.1 help --man
page wartel.conf.5 config show --man
