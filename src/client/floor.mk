noinst_LIBRARIES += libclient.a
libclient_a_SOURCES = \
	%D%/client.c %D%/client.h \
	%D%/download.c %D%/download.h \
	%D%/inside.h \
	%D%/line.c \
	%D%/news.c \
	%D%/own.c %D%/own.h \
	%D%/qr.c %D%/qr.h \
	%D%/question.c \
	%D%/sse.c %D%/sse.h \
	%D%/upload.c %D%/upload.h
