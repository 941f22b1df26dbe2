# The manual pages are sound mdoc.
. "$top_srcdir/tests/tap.sh"
command -v mandoc >/dev/null || skip_all "no mandoc here"

lint() { mandoc -T lint -W warning "$@"; }
for page in "$top_srcdir"/man/*.[157]; do
	[ -e "$page" ] || continue
	ok "${page##*/} has no fault that mandoc knows" lint "$page"
done

printf '.Dd November 22, 2026\n.Dt BAD 1\n.Os\n.Sh NAME\n.Nm bad\n.Nd bad\n.Sh DESCRIPTION\n.Bl -tag\n.It a\n' >"$tmp/bad.1"
notok "a page with a list that never ends is found" lint "$tmp/bad.1"
done_testing
