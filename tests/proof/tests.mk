# Random months on a virtual clock, judged by a checker of its own. `make check`
# lives through some; `make soak SEEDS=1000 FROM=1` through as many as asked.
check_PROGRAMS += tests/proof/proof
TESTS += tests/proof/proof

tests_proof_proof_SOURCES = %D%/proof.c %D%/checker.c %D%/checker.h %D%/history.c %D%/history.h \
	%D%/people.c %D%/world.c %D%/world.h \
	%D%/record.h %D%/plan.c %D%/plan.h %D%/almanac.c %D%/almanac.h
# The proof judges by a table of its own, from which it takes rows.
tests_proof_proof_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=policy_judge
tests_proof_proof_LDADD = $(engine_test_libs)

SEEDS = 1000
FROM = 1
soak: tests/proof/proof
	WARTEL_DATADIR='$(abs_top_srcdir)/data' SEEDS=$(SEEDS) FROM=$(FROM) tests/proof/proof soak
