noinst_LIBRARIES += libapi.a
libapi_a_SOURCES = \
	%D%/answer.c \
	%D%/api.c %D%/api.h %D%/inside.h \
	%D%/browser.c \
	%D%/exchange.c \
	%D%/guest.c \
	%D%/listen.c \
	%D%/rate.c \
	%D%/stream.c \
	%D%/webhook.c
