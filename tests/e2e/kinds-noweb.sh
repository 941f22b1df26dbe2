# Messages of every kind, in and out, with the engine NOWEB behind WAHA.
kind=noweb
. "$top_srcdir/tests/e2e/kinds.inc"
