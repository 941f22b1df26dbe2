# Messages of every kind, in and out, with the engine GOWS behind WAHA.
kind=gows
. "$top_srcdir/tests/e2e/kinds.inc"
