# Setting up and counting: the table of packages agrees with configure and the
# Debian packaging, and .ci/run counts what contrib/check brought.
. "$top_srcdir/tests/tap.sh"
plan 13

packages=$top_srcdir/contrib/packages
for script in contrib/packages contrib/setup.sh contrib/try contrib/check .ci/run; do
	sh -n "$top_srcdir/$script"
done >"$tmp/syntax" 2>&1
is "$(cat "$tmp/syntax")" "" "the scripts are sound shell"

modules() { sed -n 's/^WARTEL_NEED(\[[A-Z0-9]*\], \[\([^] ]*\).*/\1/p' "$top_srcdir/configure.ac" | sort; }
rows() { sed -n "/^table='/,/^'/p" "$packages" | grep -E '^(build|check|more) '; }
is "$(rows | sed -n 's/^[a-z]* *pc:\([^ ]*\).*/\1/p' | sort)" "$(modules)" \
	"contrib/packages looks for the modules that configure needs"
is "$(rows | awk 'NF != 7')" "" "every row names what is looked for and five packages"
for system in debian fedora arch alpine brew; do
	like "$(sh "$packages" --list $system)" '(^| )jansson|libjansson' "it has the names for $system"
done
is "$(sed -n '/^Build-Depends:/,/^[A-Z][a-z-]*:/p' "$top_srcdir/contrib/debian/control" |
	tr -d ' \t' | sed 's/^Build-Depends://; s/(.*)//; s/,$//' | grep -vE '^([A-Z].*:.*|debhelper-compat|)$' | sort)" \
	"$({ sh "$packages" --list debian build; } | tr ' ' '\n' | grep -vxE 'gcc|libc6-dev|make|autoconf|automake|tzdata' | sort)" \
	"the Debian package is built with the packages of the table"

# ci RESULTS STATUS: the last line and the status of .ci/run when contrib/check
# leaves these results and ends so
mkdir -p "$tmp/tree/.ci" "$tmp/tree/contrib"
cp "$top_srcdir/.ci/run" "$tmp/tree/.ci/run"
ci() {
	printf '#!/bin/sh\nmkdir -p build/check\nprintf "%s" >build/check/results\necho talk\nexit %s\n' "$1" "$2" \
		>"$tmp/tree/contrib/check"
	chmod +x "$tmp/tree/contrib/check"
	run sh "$tmp/tree/.ci/run"
	echo "$(echo "$out" | tail -n 1), $status"
}
is "$(ci 'gcc 100 0 2\nclang 1 0 0\n' 0)" "101 passed, 0 failed, 0" ".ci/run adds the parts up"
is "$(ci 'gcc 100 3 2\nclang 1 0 0\n' 1)" "101 passed, 3 failed, 1" ".ci/run fails when a test failed"
is "$(ci '' 1)" "0 passed, 1 failed, 1" ".ci/run fails when nothing ran"
is "$(ci 'gcc 5 0 0\n' 1)" "5 passed, 1 failed, 1" ".ci/run fails when contrib/check did"
