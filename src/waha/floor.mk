noinst_LIBRARIES += libwaha.a
libwaha_a_SOURCES =
