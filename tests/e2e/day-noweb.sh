# One customer's day, with the engine NOWEB behind WAHA.
kind=noweb
. "$top_srcdir/tests/e2e/day.inc"
