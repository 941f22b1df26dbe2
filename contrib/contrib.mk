# Setting up, trying, checking, packaging.
EXTRA_DIST += .ci/run %D%/packages %D%/setup.sh %D%/try %D%/check \
	%D%/debian/changelog %D%/debian/control %D%/debian/copyright %D%/debian/rules %D%/debian/source/format \
	%D%/debian/clean %D%/systemd/wartel.service %D%/systemd/wartel.sysusers %D%/systemd/wartel.tmpfiles
