check_PROGRAMS += tests/cli/argv
TESTS += tests/cli/argv
tests_cli_argv_SOURCES = %D%/argv.c
tests_cli_argv_LDADD = libcli.a libclient.a libcommand.a libconfig.a libmodel.a libbase_t.a $(FLOOR_LIBS) $(CMOCKA_LIBS)
TESTS += %D%/completion.sh %D%/manual.sh %D%/shell.sh
EXTRA_DIST += %D%/manual.sh %D%/completion.sh %D%/shell.sh
