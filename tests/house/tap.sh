# The shell library that the other tests stand on: what it prints, and that a
# test which goes wrong is seen to.
. "$top_srcdir/tests/tap.sh"
plan 17

# of TEXT: runs a test of that text; status, out and err as run leaves them
of() {
	printf '. "$top_srcdir/tests/tap.sh"\n%s\n' "$1" >"$tmp/test.sh"
	run sh "$tmp/test.sh"
}

of 'plan 2; is a a "same"; like "one
two" "^t.o$" "a line"'
is "$out" "1..2
ok 1 - same
ok 2 - a line" "checks that hold are printed as TAP"
is "$status" 0 "and the test ends well"
of 'is a b "differs"; isnt a a "same"; like abc x "no"; unlike abc b "has"; ok "false" false; notok "true" true; done_testing'
is "$(echo "$out" | grep -c '^not ok')" 6 "each check can fail"
like "$err" '^# -b$' "what was wanted is shown"
like "$err" '^# \+a$' "what came is shown"
of 'plan 1; runs 3 "exit code" sh -c "echo said; echo cried >&2; exit 3"; echo "# $out $err $status"'
is "$out" "1..1
ok 1 - exit code
# said cried 3" "run keeps output, errors and status"
of 'pass one'
is "$status" 1 "a test without a plan fails"
of 'plan 2; pass one; exit 7'
is "$status" 7 "a test that dies keeps its status"
of 'skip_all nothing to do'
is "$out $status" "1..0 # SKIP nothing to do 0" "a test that cannot run says so"
of 'plan 2; skip 2 because'
is "$out" "1..2
ok 1 # SKIP because
ok 2 # SKIP because" "checks that cannot be made are counted"
of 'bail broken; pass never'
is "$out $status" "Bail out! broken 1" "bail ends the test"
of 'plan 0; echo "$tmp"; touch "$tmp/left"'
notok "the temporary folder is gone after the test" test -e "$(echo "$out" | tail -n 1)"
of 'plan 0; sleep 60 & mine $!; echo $!'
notok "what a test started is gone after it" kill -0 "$(echo "$out" | tail -n 1)"
of 'plan 0; sh -c "exit 5" & p=$!; ended $p; echo $status'
is "$(echo "$out" | tail -n 1)" 5 "ended brings the exit code"
of 'plan 0; wait_for 0 false; echo $?'
is "$(echo "$out" | tail -n 1)" 1 "wait_for gives up"
of 'plan 0; echo {\"a\":{\"b\":[1,2]}} >"$tmp/f"; run cat "$tmp/f"; json ".a.b[1]"'
is "$(echo "$out" | tail -n 1)" 2 "json reads what run brought"
of 'plan 0; echo "$HOME"'
isnt "$(echo "$out" | tail -n 1)" "$HOME" "every test has a home of its own"
