service_tests = %D%/agents %D%/away %D%/case %D%/claims %D%/health %D%/inbox %D%/notes %D%/people %D%/rules %D%/search \
	%D%/send %D%/service %D%/templates %D%/undo
check_PROGRAMS += $(service_tests)
TESTS += $(service_tests)
# The shop, and what every program does in it.
check_LIBRARIES = %D%/libshop.a
tests_service_libshop_a_SOURCES = %D%/shop.c %D%/shop.h %D%/harness.c %D%/harness.h \
	tests/schemas/validate.c tests/schemas/validate.h
tests_service_libshop_a_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
service_test_libs = %D%/libshop.a libservice.a libengine.a libpolicy.a libwaha.a libstore.a libcommand.a \
	libconfig.a libmodel.a libbase_t.a $(FLOOR_LIBS) $(TEST_LIBS)
tests_service_agents_LDADD = $(service_test_libs)
tests_service_away_LDADD = $(service_test_libs)
tests_service_case_LDADD = $(service_test_libs)
tests_service_claims_LDADD = $(service_test_libs)
tests_service_health_LDADD = $(service_test_libs)
tests_service_inbox_LDADD = $(service_test_libs)
tests_service_notes_LDADD = $(service_test_libs)
tests_service_people_LDADD = $(service_test_libs)
tests_service_rules_LDADD = $(service_test_libs)
tests_service_search_LDADD = $(service_test_libs)
tests_service_send_LDADD = $(service_test_libs)
tests_service_service_LDADD = $(service_test_libs)
tests_service_templates_LDADD = $(service_test_libs)
tests_service_undo_LDADD = $(service_test_libs)
