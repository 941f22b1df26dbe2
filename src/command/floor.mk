noinst_LIBRARIES += libcommand.a
libcommand_a_SOURCES = \
	%D%/check.c %D%/check.h \
	%D%/command.h %D%/table.c \
	%D%/rows_box.h %D%/rows_contact.h %D%/rows_conversation.h %D%/rows_guard.h %D%/rows_local.h \
	%D%/rows_message.h %D%/rows_session.h %D%/rows_template.h \
	%D%/complete.c %D%/complete.h \
	%D%/csv.c %D%/csv.h \
	%D%/filter.c %D%/filter.h \
	%D%/grid.c %D%/grid.h \
	%D%/help.c %D%/help.h \
	%D%/parse.c %D%/parse.h %D%/words.c \
	%D%/reply.c %D%/reply.h %D%/reply_text.c %D%/reply_shapes.h %D%/reply_part.c %D%/reply_part.h \
	%D%/reply_box.c %D%/reply_case.c %D%/reply_contact.c %D%/reply_conversation.c %D%/reply_health.c %D%/reply_message.c \
	%D%/reply_rules.c %D%/reply_session.c %D%/reply_template.c \
	%D%/rights.c %D%/rights.h \
	%D%/route.c %D%/route.h \
	%D%/say.c %D%/say.h
