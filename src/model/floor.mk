noinst_LIBRARIES += libmodel.a
libmodel_a_SOURCES = \
	%D%/ability.c %D%/ability.h \
	%D%/address.c %D%/address.h \
	%D%/card.c %D%/card.h \
	%D%/change.c %D%/change.h \
	%D%/conversation.c %D%/conversation.h \
	%D%/cursor.c %D%/cursor.h \
	%D%/detail.c %D%/detail.h \
	%D%/event.c %D%/event.h \
	%D%/facts.c %D%/facts.h \
	%D%/field.c %D%/field.h \
	%D%/likeness.c %D%/likeness.h \
	%D%/media.c %D%/media.h \
	%D%/message.c %D%/message.h \
	%D%/names.c %D%/names.h \
	%D%/phone.c \
	%D%/phone_zone.c %D%/phone_zone.h \
	%D%/promise.c %D%/promise.h \
	%D%/session.c %D%/session.h \
	%D%/template.c %D%/template.h \
	%D%/verdict.c %D%/verdict.h
