# Makes data/keys.conf part of the program: its text as a string, and its notes
# and hints where xgettext finds them.
BEGIN {
	print "/* Made from data/keys.conf; change that. */"
	print "#include \"base/err.h\"\n\n#include \"tui/keymap.h\"\n"
	print "const char keymap_builtin[] ="
}
{
	text = $0
	gsub(/\\/, "\\\\", text)
	gsub(/"/, "\\\"", text)
	print "\t\"" text "\\n\""
}
/^bind / && (at = index($0, " # ")) {
	note = substr($0, at + 3)
	gsub(/"/, "\\\"", note)
	n = split(note, part, / \| /)
	for (i = 1; i <= n; i++)
		if (!(part[i] in seen)) {
			seen[part[i]] = 1
			words = words "\tN_(\"" part[i] "\"),\n"
		}
}
END {
	print "\t;\n\nconst char *const keymap_builtin_words[] = {\n" words "\tNULL,\n};"
}
