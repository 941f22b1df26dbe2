store_tests = %D%/away %D%/media %D%/arrive %D%/consent %D%/contact %D%/conversation %D%/db %D%/erase %D%/label_told %D%/merge %D%/outbox %D%/plan %D%/promise %D%/rows %D%/search %D%/torture
check_PROGRAMS += $(store_tests)
TESTS += $(store_tests)
store_test_libs = libstore.a libconfig.a libmodel.a libbase_t.a $(FLOOR_LIBS) $(CMOCKA_LIBS)
store_shop = %D%/shop.c %D%/shop.h

tests_store_away_SOURCES = %D%/away.c $(store_shop)
tests_store_away_LDADD = $(store_test_libs)
tests_store_arrive_SOURCES = %D%/arrive.c $(store_shop)
tests_store_arrive_LDADD = $(store_test_libs)
tests_store_media_SOURCES = %D%/media.c $(store_shop)
tests_store_media_LDADD = $(store_test_libs)
tests_store_contact_SOURCES = %D%/contact.c $(store_shop)
tests_store_contact_LDADD = $(store_test_libs)
tests_store_consent_SOURCES = %D%/consent.c $(store_shop)
tests_store_consent_LDADD = $(store_test_libs)
tests_store_conversation_SOURCES = %D%/conversation.c $(store_shop)
tests_store_conversation_LDADD = $(store_test_libs)
tests_store_db_SOURCES = %D%/db.c $(store_shop)
tests_store_db_LDADD = $(store_test_libs)
tests_store_erase_SOURCES = %D%/erase.c $(store_shop)
tests_store_erase_LDADD = $(store_test_libs)
tests_store_label_told_SOURCES = %D%/label_told.c $(store_shop)
tests_store_label_told_LDADD = $(store_test_libs)
tests_store_merge_SOURCES = %D%/merge.c $(store_shop)
tests_store_merge_LDADD = $(store_test_libs)
tests_store_outbox_SOURCES = %D%/outbox.c $(store_shop)
tests_store_outbox_LDADD = $(store_test_libs)
tests_store_plan_SOURCES = %D%/plan.c $(store_shop)
tests_store_plan_LDADD = $(store_test_libs)
tests_store_promise_SOURCES = %D%/promise.c $(store_shop)
tests_store_promise_LDADD = $(store_test_libs)
tests_store_rows_SOURCES = %D%/rows.c $(store_shop)
tests_store_rows_LDADD = $(store_test_libs)
tests_store_search_SOURCES = %D%/search.c $(store_shop)
tests_store_search_LDADD = $(store_test_libs)
tests_store_torture_SOURCES = %D%/torture.c $(store_shop)
tests_store_torture_LDADD = $(store_test_libs)

store_fuzz_tests = %D%/fuzz_cursor
check_PROGRAMS += $(store_fuzz_tests)
TESTS += $(store_fuzz_tests)
tests_store_fuzz_cursor_SOURCES = %D%/fuzz_cursor.c $(store_shop) tests/fuzz/main.c tests/fuzz/fuzz.h
tests_store_fuzz_cursor_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_store_fuzz_cursor_LDADD = $(store_test_libs)
EXTRA_DIST += tests/fixtures/cursors

# Figures: make bench-store; the database is kept for bench-api.
BENCH_MESSAGES = 1000000
BENCH_CONVERSATIONS = 20000
benches += store
bench-store: tests/store/bench
	rm -f bench.db bench.db-wal bench.db-shm
	tests/store/bench $(BENCH_MESSAGES) $(BENCH_CONVERSATIONS) bench.db
bench.db:
	$(MAKE) --no-print-directory bench-store
CLEANFILES += bench.db bench.db-wal bench.db-shm
check_PROGRAMS += %D%/bench
tests_store_bench_LDADD = libstore.a libconfig.a libmodel.a libbase.a $(FLOOR_LIBS) -lm
benches += contacts
bench-contacts: tests/store/bench_contacts
	tests/store/bench_contacts 100000
check_PROGRAMS += %D%/bench_contacts
tests_store_bench_contacts_LDADD = libstore.a libconfig.a libmodel.a libbase.a $(FLOOR_LIBS) -lm
