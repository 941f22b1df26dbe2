# One customer's day, with the engine GOWS behind WAHA.
kind=gows
. "$top_srcdir/tests/e2e/day.inc"
