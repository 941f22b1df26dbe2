# A day at the counter, with the engine GOWS behind WAHA.
kind=gows
. "$top_srcdir/tests/e2e/talk.inc"
