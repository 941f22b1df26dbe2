waha_tests = %D%/able %D%/decode %D%/errors %D%/calls %D%/fetch %D%/file %D%/fuzz_decode
check_PROGRAMS += $(waha_tests)
TESTS += $(waha_tests)
waha_test_flags = $(AM_CPPFLAGS) -I$(top_srcdir)
waha_test_libs = libwaha.a libmodel.a libbase_t.a $(BASE_LIBS) $(TEST_LIBS)
waha_fixture = %D%/fixture.c %D%/fixture.h

tests_waha_able_CPPFLAGS = $(waha_test_flags)
tests_waha_able_LDADD = $(waha_test_libs)
tests_waha_decode_SOURCES = %D%/decode.c $(waha_fixture)
tests_waha_decode_CPPFLAGS = $(waha_test_flags)
tests_waha_decode_LDADD = $(waha_test_libs)
tests_waha_errors_SOURCES = %D%/errors.c $(waha_fixture)
tests_waha_errors_CPPFLAGS = $(waha_test_flags)
tests_waha_errors_LDADD = $(waha_test_libs)
tests_waha_calls_SOURCES = %D%/calls.c $(waha_fixture)
tests_waha_calls_CPPFLAGS = $(waha_test_flags)
tests_waha_calls_LDADD = $(waha_test_libs)
tests_waha_fetch_LDADD = $(waha_test_libs)
tests_waha_file_LDADD = $(waha_test_libs) $(NETTLE_LIBS)
tests_waha_fuzz_decode_SOURCES = %D%/fuzz_decode.c tests/fuzz/main.c tests/fuzz/fuzz.h
tests_waha_fuzz_decode_CPPFLAGS = $(waha_test_flags)
tests_waha_fuzz_decode_LDADD = $(waha_test_libs)

EXTRA_DIST += tests/fixtures/waha

check_PROGRAMS += %D%/live
TESTS += %D%/live
tests_waha_live_LDADD = $(waha_test_libs)
