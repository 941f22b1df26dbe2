# The manual, in mdoc. What the tables of command/, config/ and tui/ know is
# printed from them, and make check holds the pages against the tables.
dist_man_MANS += %D%/wartel.1 %D%/wartel.conf.5
dist_man_MANS += %D%/wartel-sim.1
dist_man_MANS += %D%/wartel-keys.7
dist_man_MANS += %D%/wartel-policy.7
dist_man_MANS += %D%/wartel-rules.5
dist_man_MANS += %D%/wartel-themes.5
