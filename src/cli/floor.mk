noinst_LIBRARIES += libcli.a
libcli_a_SOURCES = \
	%D%/argv.c \
	%D%/cli.c %D%/cli.h \
	%D%/doctor.c \
	%D%/firstrun.c %D%/firstrun.h \
	%D%/follow.c \
	%D%/local.c \
	%D%/out.c %D%/out.h \
	%D%/rules.c \
	%D%/pair.c \
	%D%/room.h
