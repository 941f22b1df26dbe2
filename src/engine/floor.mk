noinst_LIBRARIES += libengine.a
libengine_a_SOURCES = \
	%D%/able.c %D%/able.h \
	%D%/act.c %D%/act.h \
	%D%/alarm.c %D%/alarm.h \
	%D%/anomaly.c %D%/anomaly.h \
	%D%/away.c %D%/away.h %D%/away_text.c %D%/away_text.h \
	%D%/case.c %D%/changes.c \
	%D%/clockwatch.c %D%/clockwatch.h \
	%D%/contact_import.c %D%/contact_import.h \
	%D%/contact_picture.c %D%/contact_picture.h \
	%D%/contact_job.c %D%/contact_job.h \
	%D%/deaf.c \
	%D%/doctor.c %D%/doctor.h \
	%D%/eraser.c %D%/eraser.h \
	%D%/engine.c %D%/engine.h %D%/inside.h \
	%D%/fetch.c %D%/fetch.h \
	%D%/hook.c %D%/hook.h \
	%D%/history.c %D%/history.h \
	%D%/jobs.c %D%/jobs.h \
	%D%/leaving.c \
	%D%/lineage.c %D%/lineage.h \
	%D%/optout.c %D%/optout.h \
	%D%/labels.c %D%/labels.h %D%/labels_job.c \
	%D%/people.c %D%/people.h \
	%D%/plan.c %D%/plan.h \
	%D%/points.h \
	%D%/poll.c \
	%D%/presence.c \
	%D%/push.c \
	%D%/ramp.c %D%/ramp.h \
	%D%/receive.c %D%/receive.h \
	%D%/rulebook.c %D%/rulebook.h \
	%D%/sender.c %D%/sender.h %D%/sending.h \
	%D%/settle.c %D%/settle.h \
	%D%/signs.c %D%/signs.h \
	%D%/survey.c \
	%D%/sync.c %D%/sync.h %D%/syncing.h \
	%D%/turns.c \
	%D%/verdict.c %D%/verdict.h \
	%D%/worker.c %D%/worker.h
