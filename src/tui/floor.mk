noinst_LIBRARIES += libtui.a
libtui_a_SOURCES = \
	%D%/action.c %D%/card.c %D%/compose.c %D%/draw.c %D%/draw.h %D%/frame.c %D%/inbox.c \
	%D%/keymap.c %D%/keymap.h %D%/keys.c %D%/keys.h %D%/page.c %D%/prompt.c %D%/prompt.h \
	%D%/state.h %D%/term.c %D%/term.h %D%/thread.c %D%/thread_draw.c %D%/tui.c %D%/tui.h
