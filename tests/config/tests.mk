check_PROGRAMS += tests/config/values tests/config/layers
TESTS += tests/config/values tests/config/layers
tests_config_values_SOURCES = %D%/values.c
tests_config_values_LDADD = libconfig.a libmodel.a libbase_t.a $(FLOOR_LIBS) $(CMOCKA_LIBS)
tests_config_layers_SOURCES = %D%/layers.c
tests_config_layers_LDADD = libconfig.a libmodel.a libbase_t.a $(FLOOR_LIBS) $(CMOCKA_LIBS)
