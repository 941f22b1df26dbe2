noinst_LIBRARIES += libpolicy.a
libpolicy_a_SOURCES = \
	%D%/away.c %D%/away.h \
	%D%/content.c %D%/content.h \
	%D%/finder.c %D%/finder.h \
	%D%/fold.c %D%/fold.h \
	%D%/gate.h %D%/gates.c \
	%D%/hours.c %D%/hours.h \
	%D%/lookalike.c %D%/lookalike.h \
	%D%/need.c %D%/need.h \
	%D%/pace.c %D%/pace.h \
	%D%/policy.c %D%/policy.h \
	%D%/rules.c %D%/rules.h \
	%D%/stopword.c %D%/stopword.h
