store_test_libs = libstore.a libconfig.a libmodel.a libbase_t.a $(FLOOR_LIBS) $(CMOCKA_LIBS)

# Run by hand: tests/store/bench 1000000 20000
check_PROGRAMS += tests/store/bench
tests_store_bench_LDADD = libstore.a libmodel.a libbase.a $(FLOOR_LIBS) -lm
