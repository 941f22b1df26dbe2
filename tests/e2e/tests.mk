# Whole programs against wartel-sim, as people use them.
check_PROGRAMS += tests/e2e/crowd tests/e2e/pty
tests_e2e_crowd_SOURCES = %D%/crowd.c
tests_e2e_pty_SOURCES = %D%/pty.c
e2e_tests = \
	%D%/away.sh \
	%D%/bad.sh \
	%D%/box.sh \
	%D%/case.sh \
	%D%/claims.sh \
	%D%/config.sh \
	%D%/crash.sh \
	%D%/day-gows.sh \
	%D%/day-noweb.sh \
	%D%/day-webjs.sh \
	%D%/day-wpp.sh \
	%D%/demo.sh \
	%D%/erase.sh \
	%D%/file-gows.sh \
	%D%/file-noweb.sh \
	%D%/file-webjs.sh \
	%D%/file-wpp.sh \
	%D%/firstrun.sh \
	%D%/held.sh \
	%D%/gone.sh \
	%D%/kinds-gows.sh \
	%D%/kinds-noweb.sh \
	%D%/labels.sh \
	%D%/own.sh \
	%D%/pair.sh \
	%D%/people.sh \
	%D%/readonly.sh \
	%D%/rules.sh \
	%D%/sla-gows.sh \
	%D%/sla-noweb.sh \
	%D%/talk-gows.sh \
	%D%/talk-noweb.sh \
	%D%/talk-webjs.sh \
	%D%/talk-wpp.sh \
	%D%/two.sh \
	%D%/webhook.sh
TESTS += $(e2e_tests)
EXTRA_DIST += $(e2e_tests) %D%/day.inc %D%/file.inc %D%/kinds.inc %D%/sla.inc %D%/talk.inc
