check_PROGRAMS += %D%/service %D%/rules %D%/people %D%/claims
TESTS += %D%/service %D%/rules %D%/people %D%/claims
tests_service_service_SOURCES = %D%/service.c %D%/shop.c %D%/shop.h \
	tests/schemas/validate.c tests/schemas/validate.h
tests_service_service_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_service_service_LDADD = libservice.a libengine.a libpolicy.a libwaha.a libstore.a libcommand.a \
	libconfig.a libmodel.a libbase_t.a $(FLOOR_LIBS) $(TEST_LIBS)
tests_service_rules_SOURCES = %D%/rules.c %D%/shop.c %D%/shop.h \
	tests/schemas/validate.c tests/schemas/validate.h
tests_service_rules_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_service_rules_LDADD = $(tests_service_service_LDADD)
tests_service_claims_SOURCES = %D%/claims.c %D%/shop.c %D%/shop.h \
	tests/schemas/validate.c tests/schemas/validate.h
tests_service_claims_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_service_claims_LDADD = $(tests_service_service_LDADD)
check_PROGRAMS += %D%/case
TESTS += %D%/case
tests_service_case_SOURCES = %D%/case.c %D%/shop.c %D%/shop.h \
	tests/schemas/validate.c tests/schemas/validate.h
tests_service_case_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_service_case_LDADD = $(tests_service_service_LDADD)
tests_service_people_SOURCES = %D%/people.c %D%/shop.c %D%/shop.h \
	tests/schemas/validate.c tests/schemas/validate.h
tests_service_people_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_service_people_LDADD = $(tests_service_service_LDADD)
check_PROGRAMS += %D%/templates
TESTS += %D%/templates
tests_service_templates_SOURCES = %D%/templates.c %D%/shop.c %D%/shop.h \
	tests/schemas/validate.c tests/schemas/validate.h
tests_service_templates_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_service_templates_LDADD = $(tests_service_service_LDADD)
