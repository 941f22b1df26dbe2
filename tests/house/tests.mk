# The house itself: its arrows, its sources, its manual and its languages.
house_tests = \
	%D%/floors.sh \
	%D%/sources.sh \
	%D%/manual.sh \
	%D%/languages.sh \
	%D%/tap.sh \
	%D%/setup.sh \
	%D%/systemd.sh
TESTS += $(house_tests)
EXTRA_DIST += $(house_tests) %D%/floors.txt %D%/floors.awk
