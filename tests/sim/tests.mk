sim_tests = %D%/transcript
check_PROGRAMS += $(sim_tests)
TESTS += $(sim_tests)
sim_test_libs = libsim.a libbase_t.a $(MICROHTTPD_LIBS) $(NETTLE_LIBS) $(BASE_LIBS) $(TEST_LIBS)
sim_stage = %D%/stage.c %D%/stage.h

tests_sim_transcript_SOURCES = %D%/transcript.c $(sim_stage)
tests_sim_transcript_LDADD = $(sim_test_libs)

EXTRA_DIST += %D%/transcript.json %D%/transcript-shop.json
