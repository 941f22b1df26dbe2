# What holds for every source: files of one sitting, nothing left for later, no
# place of one machine, tabs, lines that fit.
. "$top_srcdir/tests/tap.sh"
plan 9

cd "$top_srcdir" || exit 1
sources() { find src -name '*.[ch]' | LC_ALL=C sort; }

# longer N FILE…: those of more than N lines
longer() {
	longer_n=$1
	shift
	awk -v n="$longer_n" 'FNR == n + 1 { print FILENAME }' "$@" /dev/null
}
grown=$(longer 700 $(sources))
[ -z "$grown" ] || diag "past 700 lines, look again whether it is one noun: $(echo $grown)"
is "$(longer 900 $(sources))" "" "no file of src/ has outgrown 900 lines"

# wide N FILE…: lines of more than N columns, a tab being 8; bytes that continue
# a UTF-8 character do not count
wide() {
	wide_n=$1
	shift
	LC_ALL=C awk -v most="$wide_n" '{
		text = $0
		gsub(/[\200-\277]/, "", text)
		columns = 0
		n = split(text, piece, "\t")
		for (i = 1; i <= n; i++) {
			columns += length(piece[i])
			if (i < n) columns += 8 - columns % 8
		}
		if (columns > most) printf "%s:%d: %d columns\n", FILENAME, FNR, columns
	}' "$@" /dev/null
}
over=$(wide 110 $(sources))
[ -z "$over" ] || diag "past 110 columns:
$over"
is "$(wide 125 $(sources))" "" "no line of src/ is wider than 125 columns"
is "$(grep -nE '^(  |	+ {8})' $(sources) /dev/null | grep -vE ':[0-9]+: \*' | head -n 20)" "" "src/ is indented by tabs"
is "$(grep -nE '[ 	]+$' $(sources) /dev/null | head -n 20)" "" "no line of src/ ends in white space"

# The words are put together here, so that this file does not hold them.
later='TO''DO|FIX''ME|XX''X|HA''CK'
texts() {
	find . -type d \( -name .git -o -name 'build*' -o -name autom4te.cache \) -prune -o -type f \
		\( -name '*.[ch]' -o -name '*.sh' -o -name '*.awk' -o -name '*.mk' -o -name '*.md' -o -name '*.am' \
		-o -name '*.ac' -o -name '*.1' -o -name '*.[57]' -o -name '*.conf' -o -path './contrib/*' \) -print |
		LC_ALL=C sort
}
left() { grep -nEw "$later" "$@" /dev/null; }
is "$(left $(texts))" "" "nothing in the tree is marked as left for later"
placed() {
	{
		grep -nE '(^|[^a-zA-Z0-9_.~$])(/ho''me/[a-z]|/ro''ot/|/Use''rs/)' "$@" /dev/null
		# A checkout right under / has a name that may well stand in the text.
		case $PWD in /*/*) grep -nF "$PWD/" "$@" /dev/null ;; esac
	} | sort -u
}
is "$(placed $(texts))" "" "no file names a place of one machine"

# The same checks over a file that is wrong.
{
	printf 'int a; // %s: later\n' "$(echo "$later" | cut -d '|' -f 1)"
	printf 'open("/ho%s/x");\n' me
	printf '%0120d\n' 0
	awk 'BEGIN { for (i = 0; i < 900; i++) print "int x;" }'
} >"$tmp/bad.c"
is "$(left "$tmp/bad.c" | cut -d : -f 2) $(placed "$tmp/bad.c" | cut -d : -f 2)" "1 2" \
	"a mark left for later and a machine's place are found"
is "$(wide 110 "$tmp/bad.c" | sed 's/.*bad.c://')" "3: 120 columns" "a wide line is found"
is "$(longer 900 "$tmp/bad.c")" "$tmp/bad.c" "an overgrown file is found"
