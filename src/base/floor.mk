# libbase_t.a is the same floor with the test clock and the crash and fault
# points alive; only wartel-t, wartel-sim and tests link it.
noinst_LIBRARIES += libbase.a libbase_t.a
base_sources = \
	%D%/banned.h \
	%D%/buf.c %D%/buf.h \
	%D%/ceiling.h \
	%D%/clock.c %D%/clock.h \
	%D%/digest.c %D%/digest.h \
	%D%/err.c %D%/err.h \
	%D%/fault.c %D%/fault.h \
	%D%/fs.c %D%/fs.h \
	%D%/http.c %D%/http.h \
	%D%/http_easy.c %D%/http_easy.h \
	%D%/http_multi.c \
	%D%/json.c %D%/json.h \
	%D%/log.c %D%/log.h \
	%D%/mem.c %D%/mem.h \
	%D%/peer.c %D%/peer.h \
	%D%/queue.c %D%/queue.h \
	%D%/rng.c %D%/rng.h \
	%D%/rx.c %D%/rx.h \
	%D%/text.c %D%/text.h \
	%D%/text_wrap.c \
	%D%/wake.c %D%/wake.h \
	%D%/zone.c %D%/zone.h \
	%D%/zone_file.c %D%/zone_file.h \
	%D%/zone_parse.c

libbase_a_SOURCES = $(base_sources)
libbase_t_a_SOURCES = $(base_sources)
libbase_t_a_CPPFLAGS = $(AM_CPPFLAGS) -DWARTEL_TEST

BASE_LIBS = $(CURL_LIBS) $(JANSSON_LIBS) $(PCRE2_LIBS) $(UNISTRING_LIBS)
