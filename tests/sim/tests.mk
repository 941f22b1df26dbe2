sim_tests = %D%/transcript %D%/examples %D%/rule %D%/session %D%/event %D%/refuse %D%/parts \
	%D%/server
check_PROGRAMS += $(sim_tests)
TESTS += $(sim_tests) %D%/program.sh
sim_test_libs = libsim.a libbase_t.a $(MICROHTTPD_LIBS) $(NETTLE_LIBS) $(BASE_LIBS) $(TEST_LIBS)
sim_stage = %D%/stage.c %D%/stage.h
sim_compare = %D%/compare.c %D%/compare.h

tests_sim_transcript_SOURCES = %D%/transcript.c $(sim_stage) $(sim_compare)
tests_sim_transcript_LDADD = $(sim_test_libs)
tests_sim_examples_SOURCES = %D%/examples.c $(sim_stage) $(sim_compare)
tests_sim_examples_LDADD = $(sim_test_libs)
tests_sim_rule_SOURCES = %D%/rule.c $(sim_stage)
tests_sim_rule_LDADD = $(sim_test_libs)
tests_sim_session_SOURCES = %D%/session.c $(sim_stage)
tests_sim_session_LDADD = $(sim_test_libs)
tests_sim_event_SOURCES = %D%/event.c $(sim_stage)
tests_sim_event_LDADD = $(sim_test_libs)
tests_sim_refuse_SOURCES = %D%/refuse.c $(sim_stage)
tests_sim_refuse_LDADD = $(sim_test_libs)
tests_sim_parts_SOURCES = %D%/parts.c $(sim_stage)
tests_sim_parts_CFLAGS = $(AM_CFLAGS) $(ZLIB_CFLAGS)
tests_sim_parts_LDADD = $(sim_test_libs) $(ZLIB_LIBS)
tests_sim_server_LDADD = $(sim_test_libs)

EXTRA_DIST += %D%/program.sh %D%/transcript.json %D%/transcript-shop.json
