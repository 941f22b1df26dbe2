# A day at the counter, with the engine WEBJS behind WAHA.
kind=webjs
. "$top_srcdir/tests/e2e/talk.inc"
