noinst_LIBRARIES += libwaha.a
libwaha_a_SOURCES = \
	%D%/able.c %D%/able.h \
	%D%/call.c %D%/call.h \
	%D%/chats.c %D%/chats.h \
	%D%/contacts.c %D%/contacts.h \
	%D%/content.c %D%/content.h \
	%D%/decode.c %D%/decode.h \
	%D%/engine.c %D%/engine.h \
	%D%/engine_browser.c \
	%D%/engine_gows.c \
	%D%/engine_noweb.c \
	%D%/error.c %D%/error.h \
	%D%/fetch.c %D%/fetch.h \
	%D%/labels.c %D%/labels.h \
	%D%/lookup.c %D%/lookup.h \
	%D%/mend.c \
	%D%/outcome.c %D%/outcome.h \
	%D%/send.c %D%/send.h %D%/send_file.c \
	%D%/server.c \
	%D%/session.c %D%/session.h \
	%D%/waha.h \
	%D%/webhook.c %D%/webhook.h
