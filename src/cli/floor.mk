noinst_LIBRARIES += libcli.a
libcli_a_SOURCES = \
	%D%/argv.c \
	%D%/cli.c %D%/cli.h \
	%D%/completion.c \
	%D%/doctor.c \
	%D%/firstrun.c %D%/firstrun.h \
	%D%/follow.c \
	%D%/local.c \
	%D%/openapi.c \
	%D%/out.c %D%/out.h \
	%D%/rules.c \
	%D%/pair.c \
	%D%/room.h \
	%D%/shell.c \
	%D%/template.c \
	%D%/trail.c \
	%D%/values.c %D%/values.h
