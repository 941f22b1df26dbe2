# Files on their way out, with the engine WPP behind WAHA.
kind=wpp
. "$top_srcdir/tests/e2e/file.inc"
