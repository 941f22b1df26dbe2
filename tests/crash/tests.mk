# Never lost, never twice. `make check` plays a sample, `make crash` all of it.
crash_tests = tests/crash/aside tests/crash/kill tests/crash/matrix tests/crash/meet tests/crash/torture
check_PROGRAMS += $(crash_tests)
TESTS += $(crash_tests)

crash_flags = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_crash_aside_SOURCES = %D%/aside.c $(engine_harness)
tests_crash_aside_CPPFLAGS = $(crash_flags)
tests_crash_aside_LDADD = $(engine_test_libs)
tests_crash_kill_SOURCES = %D%/kill.c
tests_crash_kill_LDADD = libbase_t.a $(FLOOR_LIBS)
tests_crash_matrix_SOURCES = %D%/matrix.c $(engine_harness)
tests_crash_matrix_CPPFLAGS = $(crash_flags)
tests_crash_matrix_LDADD = $(engine_test_libs)
tests_crash_meet_SOURCES = %D%/meet.c $(store_shop)
tests_crash_meet_CPPFLAGS = $(crash_flags)
tests_crash_meet_LDADD = libstore.a libconfig.a libmodel.a libbase_t.a $(FLOOR_LIBS) $(TEST_LIBS)
tests_crash_torture_SOURCES = %D%/torture.c %D%/disk.c %D%/disk.h $(engine_harness)
tests_crash_torture_CPPFLAGS = $(crash_flags)
# It counts the allocations of the engine's own steps, and ends the engine there.
tests_crash_torture_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=fault_hit,--wrap=sync_step,--wrap=sender_step \
	-Wl,--wrap=sim_transport,--wrap=pthread_mutex_lock,--wrap=pthread_mutex_unlock
tests_crash_torture_LDADD = $(engine_test_libs)

# Figures: make bench-restart, with ten thousand messages waiting.
benches += restart
bench-restart: all wartel-t tests/crash/kill
	WARTEL_DATADIR='$(abs_top_srcdir)/data' top_builddir=. tests/crash/kill 0 10000

KILLS = 1000
crash: all wartel-t $(crash_tests)
	WARTEL_DATADIR='$(abs_top_srcdir)/data' tests/crash/matrix all
	WARTEL_DATADIR='$(abs_top_srcdir)/data' tests/crash/torture all
	tests/crash/meet
	WARTEL_DATADIR='$(abs_top_srcdir)/data' tests/crash/aside
	WARTEL_DATADIR='$(abs_top_srcdir)/data' top_builddir=. tests/crash/kill $(KILLS) 10000
