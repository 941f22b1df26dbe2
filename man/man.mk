# The manual, in mdoc. What the tables of command/, config/ and tui/ know is
# printed from them, and make check holds the pages against the tables.
