# What was promised, with the engine NOWEB behind WAHA.
kind=noweb
. "$top_srcdir/tests/e2e/sla.inc"
