noinst_LIBRARIES += libtui.a
libtui_a_SOURCES = \
	%D%/action.c %D%/action.h %D%/card.c %D%/claim.c %D%/choose.c %D%/compose.c %D%/deed.c %D%/draw.c %D%/draw.h %D%/forget.c %D%/frame.c %D%/inbox.c %D%/inbox_draw.c \
	%D%/keymap.c %D%/keymap.h %D%/keys.c %D%/keys.h %D%/mouse.c %D%/lit.c %D%/page.c %D%/place.c %D%/place.h %D%/place_found.c \
	%D%/place_numbers.c %D%/place_queue.c %D%/place_templates.c %D%/prompt.c %D%/prompt.h \
	%D%/rows.c %D%/rows.h %D%/state.h %D%/term.c %D%/term.h %D%/theme.c %D%/theme.h %D%/thread.c %D%/thread_draw.c %D%/thread_move.c %D%/thread_words.c \
	%D%/viewer.c %D%/tui.c %D%/tui.h
libtui_a_SOURCES += %D%/editor.c %D%/emoji.c %D%/emoji.h %D%/fill.c %D%/insert.c %D%/notify.c
libtui_a_SOURCES += %D%/attach.c %D%/cells.c %D%/cells.h %D%/picture.c %D%/picture.h %D%/shots.c %D%/shots.h
libtui_a_SOURCES += %D%/overlay.c %D%/overlay.h %D%/pixels.c %D%/pixels.h %D%/probe.c %D%/probe.h
libtui_a_SOURCES += %D%/draft.c %D%/retake.c
libtui_a_SOURCES += %D%/completion.c %D%/names.c %D%/path.c %D%/path.h %D%/views.c %D%/hint.c %D%/notice.c

# The built-in keys are a file that people can read.
nodist_libtui_a_SOURCES = %D%/keys_conf.c
%D%/keys_conf.c: data/keys.conf %D%/keys_conf.awk
	$(AM_V_GEN)$(MKDIR_P) %D% && LC_ALL=C $(AWK) -f $(srcdir)/%D%/keys_conf.awk $(srcdir)/data/keys.conf >$@.new && mv $@.new $@
BUILT_SOURCES += %D%/keys_conf.c
CLEANFILES += %D%/keys_conf.c
EXTRA_DIST += %D%/keys_conf.awk

# So is the built-in theme.
nodist_libtui_a_SOURCES += %D%/theme_dark.c
%D%/theme_dark.c: data/themes/dark.theme %D%/text_conf.awk
	$(AM_V_GEN)$(MKDIR_P) %D% && LC_ALL=C $(AWK) -v name=theme_dark -v header=tui/theme.h \
		-v from=data/themes/dark.theme -f $(srcdir)/%D%/text_conf.awk $(srcdir)/data/themes/dark.theme >$@.new && mv $@.new $@
BUILT_SOURCES += %D%/theme_dark.c
CLEANFILES += %D%/theme_dark.c
EXTRA_DIST += %D%/text_conf.awk
themesdir = $(pkgdatadir)/themes
dist_themes_DATA = data/themes/dark.theme data/themes/light.theme data/themes/mono.theme \
	data/themes/high-contrast.theme
dist_pkgdata_DATA += data/keys.conf
