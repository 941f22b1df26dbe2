check_PROGRAMS += %D%/api %D%/faces %D%/fields %D%/tcp tests/schemas/schemas
TESTS += %D%/api %D%/faces %D%/fields %D%/tcp tests/schemas/schemas
api_door = %D%/door.c %D%/door.h
tests_api_api_SOURCES = %D%/api.c $(api_door)
tests_api_api_LDADD = libapi.a $(service_test_libs)
tests_api_faces_SOURCES = %D%/faces.c $(api_door)
# The screen's requests are asked at once, and what it would say is kept.
tests_api_faces_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=tui_ask,--wrap=tui_notice_err
tests_api_faces_LDADD = libtui.a libclient.a $(tests_api_api_LDADD)
tests_api_fields_LDADD = $(tests_api_api_LDADD)
# Figures: make bench-api, in a shop of a thousand conversations and in the large one.
benches += api
bench-api: tests/api/bench bench.db
	WARTEL_DATADIR='$(abs_top_srcdir)/data' top_srcdir='$(abs_top_srcdir)' tests/api/bench 5
	WARTEL_DATADIR='$(abs_top_srcdir)/data' tests/api/bench 5 '$(abs_top_builddir)/bench.db'
check_PROGRAMS += %D%/bench
tests_api_bench_LDADD = $(tests_api_api_LDADD)
tests_api_tcp_SOURCES = %D%/tcp.c $(api_door)
tests_api_tcp_LDADD = $(tests_api_api_LDADD)
tests_schemas_schemas_SOURCES = tests/schemas/schemas.c tests/schemas/validate.c tests/schemas/validate.h
tests_schemas_schemas_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_schemas_schemas_LDADD = libcommand.a libmodel.a libbase_t.a $(BASE_LIBS) $(TEST_LIBS)
EXTRA_DIST += tests/schemas/consent.json tests/schemas/judged.json tests/schemas/plan.json \
	tests/schemas/rules.json tests/schemas/code.json tests/schemas/contact.json tests/schemas/conversation.json \
	tests/schemas/doctor.json tests/schemas/draft.json tests/schemas/empty.json tests/schemas/error.json \
	tests/schemas/found.json tests/schemas/health.json tests/schemas/hello.json tests/schemas/message.json \
	tests/schemas/preview.json tests/schemas/qr.json tests/schemas/queue.json tests/schemas/queued.json \
	tests/schemas/sentence.json tests/schemas/session.json tests/schemas/verdict.json tests/schemas/whoami.json \
	tests/schemas/why.json \
	tests/schemas/agent.json tests/schemas/audit.json tests/schemas/line.json tests/schemas/status.json \
	tests/schemas/token.json tests/schemas/media.json tests/schemas/file.json
