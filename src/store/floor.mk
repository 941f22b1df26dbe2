noinst_LIBRARIES += libstore.a
libstore_a_SOURCES = \
	%D%/agent.h %D%/audit.h %D%/chat.h %D%/contact.h %D%/conversation.h %D%/db.h %D%/draft.h \
	%D%/facts.h %D%/message.h %D%/number.h %D%/outbox.h %D%/pause.h %D%/search.h %D%/seen.h \
	%D%/setting.h %D%/stream.h %D%/window.h
