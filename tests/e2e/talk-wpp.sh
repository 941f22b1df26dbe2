# A day at the counter, with the engine WPP behind WAHA.
kind=wpp
. "$top_srcdir/tests/e2e/talk.inc"
