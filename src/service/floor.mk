noinst_LIBRARIES += libservice.a
libservice_a_SOURCES = \
	%D%/act.c \
	%D%/agent.c %D%/call.h \
	%D%/audit.c \
	%D%/away.c \
	%D%/claims.c %D%/claims.h \
	%D%/consent.c \
	%D%/contact.c %D%/contact_change.c %D%/contact_ask.c %D%/contact_dump.c %D%/contact_erase.c %D%/field.c \
	%D%/conversation.c \
	%D%/doctor.c \
	%D%/health.c \
	%D%/label.c %D%/note.c %D%/terms.c %D%/undo.c %D%/undo_value.c %D%/undo_value.h %D%/view.c \
	%D%/json_base.c %D%/json_contact.c %D%/json_conversation.c %D%/json_health.c \
	%D%/json_message.c %D%/json_session.c %D%/json_verdict.c %D%/shapes.h \
	%D%/media.c \
	%D%/message.c \
	%D%/parcel.c %D%/parcel.h \
	%D%/plan.c \
	%D%/presence.c \
	%D%/queue.c \
	%D%/rules.c \
	%D%/search.c \
	%D%/send.c \
	%D%/service.c %D%/service.h \
	%D%/session.c \
	%D%/rendering.c %D%/rendering.h %D%/template.c \
	%D%/target.c \
	%D%/token.c
