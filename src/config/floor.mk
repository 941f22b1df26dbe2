noinst_LIBRARIES += libconfig.a
libconfig_a_SOURCES = \
	%D%/config.c %D%/config.h \
	%D%/first.c \
	%D%/ini.c %D%/ini.h \
	%D%/loaded.h \
	%D%/number.c \
	%D%/option.c %D%/option.h \
	%D%/place.c \
	%D%/show.c \
	%D%/value.c %D%/value.h
