# Files on their way out, with the engine WEBJS behind WAHA.
kind=webjs
. "$top_srcdir/tests/e2e/file.inc"
