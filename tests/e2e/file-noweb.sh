# Files on their way out, with the engine NOWEB behind WAHA.
kind=noweb
. "$top_srcdir/tests/e2e/file.inc"
