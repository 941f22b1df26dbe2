# The house from the roof down, in the order a linker reads it. wartel-t is
# wartel with the ground floor that has a test clock and crash points; only
# make check builds it.
bin_PROGRAMS += wartel
check_PROGRAMS += wartel-t
main_sources = %D%/main.c %D%/demo.c %D%/demo.h %D%/serve.c %D%/serve.h
FLOORS = libtui.a libcli.a libapi.a libservice.a libengine.a libclient.a \
	libpolicy.a libwaha.a libstore.a libcommand.a libconfig.a libmodel.a
FLOOR_LIBS = $(NCURSES_LIBS) $(READLINE_LIBS) $(MICROHTTPD_LIBS) $(QRENCODE_LIBS) \
	$(NETTLE_LIBS) $(SQLITE_LIBS) $(BASE_LIBS) -lm

wartel_SOURCES = $(main_sources)
wartel_LDADD = $(FLOORS) libbase.a $(FLOOR_LIBS)
wartel_t_SOURCES = $(main_sources)
wartel_t_LDADD = $(FLOORS) libbase_t.a $(FLOOR_LIBS)
