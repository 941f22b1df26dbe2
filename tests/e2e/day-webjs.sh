# One customer's day, with the engine WEBJS behind WAHA.
kind=webjs
. "$top_srcdir/tests/e2e/day.inc"
