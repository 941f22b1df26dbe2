noinst_LIBRARIES += libtui.a
libtui_a_SOURCES = \
	%D%/action.c %D%/action.h %D%/card.c %D%/compose.c %D%/draw.c %D%/draw.h %D%/frame.c %D%/inbox.c \
	%D%/keymap.c %D%/keymap.h %D%/keys.c %D%/keys.h %D%/page.c %D%/prompt.c %D%/prompt.h \
	%D%/state.h %D%/term.c %D%/term.h %D%/thread.c %D%/thread_draw.c %D%/tui.c %D%/tui.h

# The built-in keys are a file that people can read.
nodist_libtui_a_SOURCES = %D%/keys_conf.c
%D%/keys_conf.c: data/keys.conf %D%/keys_conf.awk
	$(AM_V_GEN)$(MKDIR_P) %D% && LC_ALL=C $(AWK) -f $(srcdir)/%D%/keys_conf.awk $(srcdir)/data/keys.conf >$@.new && mv $@.new $@
BUILT_SOURCES += %D%/keys_conf.c
CLEANFILES += %D%/keys_conf.c
EXTRA_DIST += %D%/keys_conf.awk
dist_pkgdata_DATA += data/keys.conf
