noinst_LIBRARIES += libpolicy.a
libpolicy_a_SOURCES = \
	%D%/gate.h %D%/gates.c \
	%D%/hours.c %D%/hours.h \
	%D%/pace.c %D%/pace.h \
	%D%/policy.c %D%/policy.h
