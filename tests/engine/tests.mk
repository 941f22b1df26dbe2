engine_tests = tests/engine/send tests/engine/listen tests/engine/crash tests/engine/house
check_PROGRAMS += $(engine_tests)
TESTS += $(engine_tests)
engine_harness = %D%/harness.c %D%/harness.h
engine_test_libs = libengine.a libpolicy.a libwaha.a libstore.a libconfig.a libmodel.a libsim.a libbase_t.a \
	$(FLOOR_LIBS) $(TEST_LIBS)

tests_engine_send_SOURCES = %D%/send.c $(engine_harness)
tests_engine_send_LDADD = $(engine_test_libs)
tests_engine_listen_SOURCES = %D%/listen.c $(engine_harness)
tests_engine_listen_LDADD = $(engine_test_libs)
tests_engine_crash_SOURCES = %D%/crash.c $(engine_harness)
tests_engine_crash_LDADD = $(engine_test_libs)
tests_engine_house_SOURCES = %D%/house.c $(engine_harness)
tests_engine_house_LDADD = $(engine_test_libs)
