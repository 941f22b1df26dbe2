noinst_LIBRARIES += libapi.a
libapi_a_SOURCES = \
	%D%/answer.c \
	%D%/api.c %D%/api.h %D%/inside.h \
	%D%/listen.c \
	%D%/exchange.c \
	%D%/stream.c
