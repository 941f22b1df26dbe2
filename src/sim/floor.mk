# wartel-sim: a WAHA with customers behind it; knows base/ alone, so that it
# shares no mistake with waha/. The core has no sockets: tests link it in.
noinst_LIBRARIES += libsim.a
libsim_a_SOURCES = \
	%D%/account.c %D%/account.h \
	%D%/act.c \
	%D%/basic.c \
	%D%/bytes.c %D%/bytes.h \
	%D%/call.c %D%/call.h \
	%D%/contact.c \
	%D%/content_noweb.c %D%/content_noweb.h \
	%D%/control.c \
	%D%/core.c %D%/core.h \
	%D%/customer.c %D%/customer.h \
	%D%/dice.c %D%/dice.h \
	%D%/event.c %D%/event.h \
	%D%/group_route.c \
	%D%/history.c \
	%D%/inbound.c %D%/inbound.h \
	%D%/journal.c %D%/journal.h \
	%D%/label.c %D%/label.h \
	%D%/ladder.c %D%/ladder.h \
	%D%/media.c %D%/media.h \
	%D%/message.c %D%/message.h \
	%D%/refuse.c %D%/refuse.h \
	%D%/route.c %D%/route.h \
	%D%/rule.c %D%/rule.h \
	%D%/sample.c \
	%D%/send.c %D%/send.h \
	%D%/server.c %D%/server.h \
	%D%/session.c %D%/session.h \
	%D%/session_route.c \
	%D%/shape.c %D%/shape.h \
	%D%/shape_browser.c %D%/shape_browser.h \
	%D%/shape_gows.c \
	%D%/shape_noweb.c \
	%D%/shape_webjs.c \
	%D%/shape_wpp.c \
	%D%/shop.c %D%/shop.h \
	%D%/state.h \
	%D%/timer.c %D%/timer.h \
	%D%/transport.c %D%/transport.h

bin_PROGRAMS += wartel-sim
wartel_sim_SOURCES = %D%/main.c
wartel_sim_LDADD = libsim.a libbase_t.a $(MICROHTTPD_LIBS) $(NETTLE_LIBS) $(BASE_LIBS)
