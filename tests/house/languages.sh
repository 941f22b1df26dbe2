# Every catalog compiles, and says what its sentences say.
. "$top_srcdir/tests/tap.sh"
command -v msgfmt >/dev/null && command -v xgettext >/dev/null || skip_all "no gettext here"
po=$top_srcdir/data/po

# lost FILE…: entries whose {names} differ from their sentence's
lost() {
	for lost_file; do
		msgcat --no-wrap "$lost_file" >"$tmp/catalog.po" && awk -f "$po/names.awk" "$tmp/catalog.po"
	done | sed 's/.*catalog.po: //'
}
# open FILE: entries that are untranslated, or marked as guessed
open() {
	{
		msgattrib --untranslated --no-obsolete "$1"
		msgattrib --only-fuzzy --no-obsolete "$1"
	} | grep '^msgid' | sed 1d
}

for catalog in "$po"/*.po; do
	name=${catalog##*/}
	ok "$name compiles" msgfmt -c -o /dev/null "$catalog"
	is "$(lost "$catalog")" "" "$name keeps the {names} of every sentence"
	is "$(open "$catalog")" "" "$name leaves no sentence untranslated or guessed"
	is "$(msgattrib --only-obsolete "$catalog" | head -n 5)" "" "$name holds no sentence that is gone"
	# What stands in the source now: `make po` brings it, and marks what is gone.
	MAKEFLAGS= ${MAKE:-make} -s -C "$top_builddir" pot >"$tmp/pot.out" 2>&1
	msgmerge -q --no-fuzzy-matching -o "$tmp/now.po" "$catalog" "$top_builddir/data/po/wartel.pot"
	is "$(open "$tmp/now.po" | head -n 5)" "" "$name has every sentence of the source"
	is "$(msgattrib --only-obsolete "$tmp/now.po" | head -n 5)" "" "$name has none that the source has no more"
done

cat >"$tmp/bad.po" <<'PO'
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=1; plural=0;\n"
msgid "{used} of {limit}"
msgstr "{limit} dan {used}"
msgid "held by {gate}"
msgstr "ditahan"
msgid "{n} message"
msgid_plural "{n} messages"
msgstr[0] "{m} pesan"
msgid "not yet"
msgstr ""
PO
is "$(lost "$tmp/bad.po")" "{names} differ: held by {gate}
{names} differ: {n} message" "a translation that loses a name is found"
like "$(open "$tmp/bad.po")" 'not yet' "a sentence without translation is found"
done_testing
