check_PROGRAMS += tests/policy/gates tests/policy/pace
TESTS += tests/policy/gates tests/policy/pace
policy_test_libs = libpolicy.a libmodel.a libbase_t.a $(BASE_LIBS) $(CMOCKA_LIBS)

tests_policy_gates_SOURCES = %D%/gates.c %D%/case.c %D%/case.h
tests_policy_gates_LDADD = $(policy_test_libs)
tests_policy_pace_SOURCES = %D%/pace.c %D%/case.c %D%/case.h
tests_policy_pace_LDADD = $(policy_test_libs)

# Run by hand.
check_PROGRAMS += %D%/bench_gates
tests_policy_bench_gates_SOURCES = %D%/bench_gates.c %D%/case.c %D%/case.h
tests_policy_bench_gates_LDADD = $(policy_test_libs)

check_PROGRAMS += %D%/away %D%/content %D%/fold %D%/stopword
TESTS += %D%/away %D%/content %D%/fold %D%/stopword
tests_policy_away_LDADD = libconfig.a $(policy_test_libs)
tests_policy_content_LDADD = $(policy_test_libs)
tests_policy_fold_LDADD = $(policy_test_libs)
tests_policy_stopword_LDADD = $(policy_test_libs)
EXTRA_DIST += %D%/ordinary.txt
EXTRA_PROGRAMS += %D%/bench_content
tests_policy_bench_content_LDADD = $(policy_test_libs)

benches += policy
bench-policy: tests/policy/bench_content tests/policy/bench_gates
	tests/policy/bench_gates
	WARTEL_DATADIR='$(abs_top_srcdir)/data' top_srcdir='$(abs_top_srcdir)' tests/policy/bench_content
