check_PROGRAMS += %D%/screens %D%/keys %D%/themes
TESTS += %D%/screens %D%/keys %D%/themes %D%/manual.sh
%D%/manual.log: %D%/keys %D%/themes
tests_tui_screens_SOURCES = %D%/screens.c %D%/glass.c %D%/glass.h %D%/stage.c %D%/stage.h
tests_tui_screens_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/%D%
tests_tui_screens_CFLAGS = $(AM_CFLAGS) $(VTERM_CFLAGS)
tests_tui_screens_LDADD = libbase_t.a $(VTERM_LIBS) $(MICROHTTPD_LIBS) $(BASE_LIBS) -lutil
tests_tui_themes_LDADD = $(FLOORS) libbase_t.a $(FLOOR_LIBS) $(TEST_LIBS)
tests_tui_keys_LDADD = $(FLOORS) libbase_t.a $(FLOOR_LIBS) $(TEST_LIBS)
EXTRA_DIST += %D%/manual.sh %D%/shop.json %D%/hostile.json %D%/inbox.screen %D%/answer.screen %D%/pages.screen %D%/sizes.screen \
	%D%/hostile.screen %D%/engine.screen %D%/term_theme.screen %D%/term_mouse.screen %D%/places.json %D%/place_queue.screen \
	%D%/place_help.screen %D%/place_found.screen %D%/place_beside.screen %D%/place_numbers.screen %D%/place_pages.screen %D%/indonesia.screen %D%/keys.screen
EXTRA_DIST += %D%/term_editor.screen %D%/term_notify.screen %D%/term_emoji.screen %D%/term_signals.screen %D%/term_attach.screen %D%/term_pictures.screen %D%/term_viewer.screen %D%/term_pixels.screen %D%/term_widths.screen %D%/widths.json

EXTRA_DIST += %D%/sla.json %D%/sla.screen %D%/desk.json %D%/desk.screen %D%/desk_keys.screen %D%/desk_thread.screen
EXTRA_DIST += %D%/templates.screen %D%/place_templates.screen
EXTRA_DIST += %D%/away.json %D%/away.screen %D%/retake.screen %D%/verdict.screen %D%/short.screen %D%/completion.screen %D%/save.screen %D%/forget.screen %D%/views.screen %D%/parts.screen %D%/walk.screen %D%/notice.screen %D%/meanwhile.screen

check_PROGRAMS += %D%/cells
TESTS += %D%/cells
tests_tui_cells_LDADD = $(FLOORS) libbase_t.a $(FLOOR_LIBS) $(TEST_LIBS)

# Figures, by hand: make tests/tui/cost.
EXTRA_PROGRAMS += %D%/cost
tests_tui_cost_SOURCES = %D%/cost.c %D%/glass.c %D%/glass.h %D%/stage.c %D%/stage.h
tests_tui_cost_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/%D%
tests_tui_cost_CFLAGS = $(AM_CFLAGS) $(VTERM_CFLAGS)
tests_tui_cost_LDADD = libbase_t.a $(VTERM_LIBS) $(MICROHTTPD_LIBS) $(BASE_LIBS) -lutil
benches += tui
bench-tui: all tests/tui/cost
	WARTEL_DATADIR='$(abs_top_srcdir)/data' top_srcdir='$(abs_top_srcdir)' top_builddir=. tests/tui/cost

# The first frame over a large database: make bench-frame.
EXTRA_PROGRAMS += %D%/first
tests_tui_first_SOURCES = %D%/first.c %D%/glass.c %D%/glass.h
tests_tui_first_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/%D%
tests_tui_first_CFLAGS = $(AM_CFLAGS) $(VTERM_CFLAGS)
tests_tui_first_LDADD = libbase_t.a $(VTERM_LIBS) $(BASE_LIBS) -lutil
benches += frame
bench-frame: all tests/tui/first bench.db
	WARTEL_DATADIR='$(abs_top_srcdir)/data' top_builddir=. tests/tui/first bench.db

check_PROGRAMS += %D%/pixels %D%/fuzz_pixels
TESTS += %D%/pixels %D%/fuzz_pixels
tests_tui_pixels_LDADD = $(FLOORS) libbase_t.a $(FLOOR_LIBS) $(TEST_LIBS)
tests_tui_fuzz_pixels_SOURCES = %D%/fuzz_pixels.c tests/fuzz/main.c tests/fuzz/fuzz.h
tests_tui_fuzz_pixels_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_tui_fuzz_pixels_LDADD = $(FLOORS) libbase_t.a $(FLOOR_LIBS) $(TEST_LIBS)
EXTRA_DIST += tests/fixtures/pixels %D%/media.screen
