# libbase_t.a is the same floor with the test clock and the crash and fault
# points alive; only wartel-t, wartel-sim and tests link it.
noinst_LIBRARIES += libbase.a libbase_t.a
base_sources = \
	%D%/banned.h \
	%D%/buf.c %D%/buf.h \
	%D%/ceiling.h \
	%D%/clock.c %D%/clock.h \
	%D%/err.c %D%/err.h \
	%D%/fault.c %D%/fault.h \
	%D%/mem.c %D%/mem.h \
	%D%/peer.c %D%/peer.h \
	%D%/queue.c %D%/queue.h \
	%D%/rng.c %D%/rng.h \
	%D%/wake.c %D%/wake.h

libbase_a_SOURCES = $(base_sources)
libbase_t_a_SOURCES = $(base_sources)
libbase_t_a_CPPFLAGS = $(AM_CPPFLAGS) -DWARTEL_TEST

BASE_LIBS = $(CURL_LIBS) $(JANSSON_LIBS) $(PCRE2_LIBS) $(UNISTRING_LIBS)
