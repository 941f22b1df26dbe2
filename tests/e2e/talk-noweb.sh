# A day at the counter, with the engine NOWEB behind WAHA.
kind=noweb
. "$top_srcdir/tests/e2e/talk.inc"
