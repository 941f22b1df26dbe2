# One customer's day, with the engine WPP behind WAHA.
kind=wpp
. "$top_srcdir/tests/e2e/day.inc"
