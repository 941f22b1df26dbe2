# Reads a catalog that msgcat --no-wrap made and prints every entry whose
# translation does not hold the same {names} as its sentence: a name that is lost
# hides a number from the reader, one that is new stays an empty brace.

# The {names} of a sentence, each once, in an order that does not depend on theirs.
function names(text,   found, n, i, j, name, seen, t) {
	n = 0
	while (match(text, /\{[a-z_0-9]+\}/)) {
		name = substr(text, RSTART, RLENGTH)
		text = substr(text, RSTART + RLENGTH)
		if (!(name in seen)) {
			seen[name] = 1
			found[++n] = name
		}
	}
	for (i = 2; i <= n; i++)
		for (j = i; j > 1 && found[j] < found[j - 1]; j--) {
			t = found[j]
			found[j] = found[j - 1]
			found[j - 1] = t
		}
	t = ""
	for (i = 1; i <= n; i++) t = t found[i]
	return t
}

function flush(   i) {
	for (i = 0; i < forms; i++)
		if (form[i] != "" && id != "" && names(form[i]) != names(forms > 1 ? plural : id))
			printf "%s: {names} differ: %s\n", FILENAME, id
	id = plural = ""
	forms = 0
}

function quoted() { return substr($0, index($0, "\"") + 1, length($0) - index($0, "\"") - 1) }

/^msgid_plural "/ { plural = quoted(); next }
/^msgid "/ { flush(); id = quoted(); to = ""; next }
/^msgstr/ { form[forms++] = quoted(); next }
# a long text goes on in lines of its own
/^"/ { if (forms) form[forms - 1] = form[forms - 1] quoted(); else if (plural != "") plural = plural quoted(); else id = id quoted() }
END { flush() }
