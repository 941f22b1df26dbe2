# Every table and every statement.
noinst_LIBRARIES += libstore.a
libstore_a_SOURCES = \
	%D%/agent.c %D%/agent.h \
	%D%/arrive.c \
	%D%/attachment.c %D%/attachment.h \
	%D%/audit.c %D%/audit.h \
	%D%/away.c %D%/away.h \
	%D%/chat.c %D%/chat.h \
	%D%/consent.c %D%/consent.h \
	%D%/contact.c %D%/contact.h %D%/contact_read.c \
	%D%/contact_merge.c %D%/contact_merge.h \
	%D%/contact_figures.c %D%/contact_figures.h %D%/contact_twin.c %D%/contact_twin.h \
	%D%/field.c %D%/field.h %D%/profile.c \
	%D%/conversation.c %D%/conversation.h %D%/conversation_list.c %D%/conversation_set.c \
	%D%/day.c \
	%D%/db.c %D%/db.h \
	%D%/draft.c %D%/draft.h \
	%D%/erase.c %D%/erase.h %D%/erase_rest.c %D%/erased.c %D%/erased.h \
	%D%/facts.c %D%/facts.h \
	%D%/depot.c %D%/depot.h \
	%D%/find.c %D%/inside.h \
	%D%/label.c %D%/label.h %D%/label_told.c %D%/label_told.h \
	%D%/media.c %D%/media.h \
	%D%/message.c %D%/message.h %D%/message_around.c %D%/message_read.c \
	%D%/note.c %D%/note.h \
	%D%/number.c %D%/number.h \
	%D%/outbox.c %D%/outbox.h %D%/outbox_leave.c %D%/outbox_read.c \
	%D%/pause.c %D%/pause.h \
	%D%/picture.c %D%/picture.h \
	%D%/phone_check.c %D%/phone_check.h \
	%D%/promise.c %D%/promise.h \
	%D%/reaction.c \
	%D%/schema.c %D%/schema.h %D%/schema_part.h %D%/schema_agent.c %D%/schema_contact.c \
	%D%/schema_conversation.c %D%/schema_message.c %D%/schema_number.c %D%/schema_outbox.c \
	%D%/search.c %D%/search.h %D%/search_put.c %D%/search_words.c %D%/search_spread.c %D%/search_notes.c %D%/rank.c %D%/rank.h %D%/terms.h \
	%D%/seen.c %D%/seen.h \
	%D%/setting.c %D%/setting.h \
	%D%/stmt.h %D%/steps.c \
	%D%/stream.c %D%/stream.h \
	%D%/summary.c %D%/summary.h \
	%D%/template.c %D%/template.h \
	%D%/token.c %D%/token.h \
	%D%/undo.c %D%/undo.h \
	%D%/view.c %D%/view.h \
	%D%/vote.c \
	%D%/window.c %D%/window.h
EXTRA_DIST += %D%/README
