# Files on their way out, with the engine GOWS behind WAHA.
kind=gows
. "$top_srcdir/tests/e2e/file.inc"
