noinst_LIBRARIES += libcommand.a
libcommand_a_SOURCES = \
	%D%/check.c %D%/check.h \
	%D%/command.h %D%/table.c \
	%D%/complete.c %D%/complete.h \
	%D%/grid.c %D%/grid.h \
	%D%/help.c %D%/help.h \
	%D%/parse.c %D%/parse.h %D%/words.c \
	%D%/reply.c %D%/reply_rules.c %D%/reply_rules.h %D%/reply_text.c %D%/reply.h \
	%D%/rights.c %D%/rights.h \
	%D%/route.c %D%/route.h \
	%D%/say.c %D%/say.h
