# Reads floors.txt, then the sources (paths from src/ on), and prints
# "path:line: fault" for every include that the house does not allow:
#
#   an arrow that floors.txt does not have; a floor it does not know
#   a quoted include that is not written from src/, or of a file that is not there
#   groups out of order (system, base, lower floors, own floor), system after quotes
#   a .c file whose last include is not base/banned.h; rows_*.h are pieces of the
#   table that includes them, wherever that stands
#
# Run from the top of the sources: awk -f floors.awk floors.txt src/*/*.[ch] src/*.c

function fault(line, what) { printf "%s:%d: %s\n", FILENAME, line, what }

function last_of_file() {
	if (path ~ /\.c$/ && last != "base/banned.h")
		printf "%s:%d: the last include must be \"base/banned.h\"\n", path, last_line ? last_line : 1
}

# the table
FILENAME ~ /floors\.txt$/ {
	if ($0 !~ /^#/ && NF) {
		floor = $1
		sub(/:$/, "", floor)
		known[floor] = 1
		for (i = 2; i <= NF; i++) arrow[floor, $i] = 1
	}
	next
}

FNR == 1 {
	if (path) last_of_file()
	path = FILENAME
	parts = split(path, part, "/")
	here = parts > 2 ? part[parts - 1] : "main"
	if (here != "main" && !(here in known)) fault(1, "the floor " here " is not in floors.txt")
	last = ""
	last_line = 0
	rank_before = 0
}

# what is included on a condition is ordered among itself
/^[ \t]*#[ \t]*if/ { rank_before = 0 }

/^[ \t]*#[ \t]*include[ \t]*[<"]/ {
	name = $0
	sub(/^[ \t]*#[ \t]*include[ \t]*/, "", name)
	quoted = substr(name, 1, 1) == "\""
	name = substr(name, 2)
	sub(/[>"].*/, "", name)
	if (name !~ /\/rows_[a-z]+\.h$/) {
		last = name
		last_line = FNR
	}
	if (!quoted || name == "config.h") { # config.h is configure's
		rank = 0
	} else {
		split(name, to, "/")
		# the rooms under the roof, beside main.c
		if (here == "main" && name ~ /^[a-z_]+\.h$/) {
			to[1] = "main"
		} else if (name ~ /(^|\/)\.\.?\// || name !~ /^[a-z_]+\/[a-z0-9_]+\.h$/) {
			fault(FNR, "\"" name "\" is not written from src/")
			next
		}
		if (to[1] != "main" && !(to[1] in known))
			fault(FNR, "\"" name "\" is on no floor")
		else if (here != "main" && to[1] != here && !((here, to[1]) in arrow))
			fault(FNR, here " may not include " to[1])
		root = path
		sub(/src\/.*/, "src/", root)
		if ((getline dummy < (root name)) < 0) fault(FNR, "\"" name "\" is not there")
		close(root name)
		if (name == "base/banned.h") next
		rank = to[1] == here ? 3 : to[1] == "base" ? 1 : 2
	}
	if (rank < rank_before)
		fault(FNR, "\"" name "\" comes too late: system, base, lower floors, own floor")
	rank_before = rank
}

END { if (path) last_of_file() }
