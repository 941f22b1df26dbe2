# Makes data/emoji from the short names of Unicode's CLDR, by hand when it is to grow
# (not when wartel is built): the list in data/emoji stands, its names are renewed.
#	d=/usr/share/unicode/cldr/common     (Debian: unicode-cldr-core)
#	awk -f data/emoji.awk $d/annotations*/en.xml $d/annotations*/id.xml data/emoji >new && mv new data/emoji
BEGIN { FS = "[<>]"; OFS = "\t" }
FILENAME ~ /\.xml$/ {
	if ($2 !~ /type="tts"/)
		next
	cp = $2
	sub(/^annotation cp="/, "", cp)
	sub(/".*/, "", cp)
	name[FILENAME ~ /id\.xml$/ ? "id" : "en", cp] = $3
	next
}
/^#/ || !NF { print; next }
{
	split($0, word, "\t")
	bare = word[1]
	sub(/\357\270\217$/, "", bare)
	en = name["en", bare]
	id = name["id", bare]
	print word[1], en ? en : word[2], id ? id : word[3]
}
