# What was promised, with the engine GOWS behind WAHA.
kind=gows
. "$top_srcdir/tests/e2e/sla.inc"
