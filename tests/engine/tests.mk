engine_tests = tests/engine/act tests/engine/fetch tests/engine/file tests/engine/push tests/engine/send tests/engine/listen tests/engine/crash tests/engine/house tests/engine/labels tests/engine/rules tests/engine/anomaly tests/engine/turns tests/engine/zones tests/engine/people
check_PROGRAMS += $(engine_tests)
TESTS += $(engine_tests)

# The simulator and the store have nouns, and so names, in common: in one program
# only the core's own face may be seen.
engine_sim = tests/engine/sim-core.o
$(engine_sim): libsim.a
	$(AM_V_GEN)$(MKDIR_P) $(@D) && \
	$(CC) -r -nostdlib -o $@.all -Wl,--whole-archive libsim.a -Wl,--no-whole-archive && \
	objcopy -w --keep-global-symbol='sim_*' $@.all $@ && rm -f $@.all
CLEANFILES += $(engine_sim)

engine_harness = %D%/harness.c %D%/harness.h
engine_test_libs = $(engine_sim) libengine.a libpolicy.a libwaha.a libstore.a libconfig.a libmodel.a libbase_t.a \
	$(FLOOR_LIBS) $(TEST_LIBS)

tests_engine_send_SOURCES = %D%/send.c $(engine_harness)
tests_engine_send_LDADD = $(engine_test_libs)
tests_engine_listen_SOURCES = %D%/listen.c $(engine_harness)
tests_engine_listen_LDADD = $(engine_test_libs)
tests_engine_crash_SOURCES = %D%/crash.c $(engine_harness)
tests_engine_crash_LDADD = $(engine_test_libs)
tests_engine_act_SOURCES = %D%/act.c $(engine_harness)
tests_engine_act_LDADD = $(engine_test_libs)
tests_engine_fetch_SOURCES = %D%/fetch.c $(engine_harness)
tests_engine_fetch_LDADD = $(engine_test_libs)
tests_engine_file_SOURCES = %D%/file.c $(engine_harness)
tests_engine_file_LDADD = $(engine_test_libs)
tests_engine_house_SOURCES = %D%/house.c $(engine_harness)
tests_engine_house_LDADD = $(engine_test_libs)
tests_engine_labels_SOURCES = %D%/labels.c $(engine_harness)
tests_engine_labels_LDADD = $(engine_test_libs)
tests_engine_rules_SOURCES = %D%/rules.c $(engine_harness)
tests_engine_rules_LDADD = $(engine_test_libs)
tests_engine_push_SOURCES = %D%/push.c $(engine_harness)
tests_engine_push_LDADD = $(engine_test_libs)
tests_engine_anomaly_SOURCES = %D%/anomaly.c $(engine_harness)
tests_engine_anomaly_LDADD = $(engine_test_libs)
tests_engine_turns_SOURCES = %D%/turns.c $(engine_harness)
tests_engine_turns_LDADD = $(engine_test_libs)
tests_engine_zones_SOURCES = %D%/zones.c $(engine_harness)
tests_engine_zones_LDADD = $(engine_test_libs)
tests_engine_people_SOURCES = %D%/people.c $(engine_harness)
tests_engine_people_LDADD = $(engine_test_libs)
check_PROGRAMS += %D%/away %D%/case %D%/erase
TESTS += %D%/away %D%/case %D%/erase
tests_engine_erase_SOURCES = %D%/erase.c $(engine_harness)
tests_engine_erase_LDADD = $(engine_test_libs)
tests_engine_away_SOURCES = %D%/away.c $(engine_harness)
tests_engine_away_LDADD = $(engine_test_libs)
tests_engine_case_SOURCES = %D%/case.c $(engine_harness)
tests_engine_case_LDADD = $(engine_test_libs)
