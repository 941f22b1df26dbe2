# Never lost, never twice. `make check` plays a sample; `make crash` all of it.
crash_tests = tests/crash/matrix
check_PROGRAMS += $(crash_tests)
TESTS += $(crash_tests)

tests_crash_matrix_SOURCES = %D%/matrix.c $(engine_harness)
tests_crash_matrix_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_crash_matrix_LDADD = $(engine_test_libs)

crash: $(crash_tests)
	WARTEL_DATADIR='$(abs_top_srcdir)/data' tests/crash/matrix all
.PHONY: crash
