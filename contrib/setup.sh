# What contrib/try and contrib/check share; sourced by them in the top folder.
# All that is made goes into build/, which git ignores; each quiet step writes
# build/log/NAME.log.

build=$PWD/build
mkdir -p "$build/log" || exit 1
jobs=$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)

# Homebrew keeps some libraries out of the compiler's sight.
if [ "$(uname -s)" = Darwin ] && command -v brew >/dev/null; then
	brewed=$(brew --prefix)
	for keg in ncurses sqlite readline curl zlib; do
		PKG_CONFIG_PATH="$brewed/opt/$keg/lib/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}"
	done
	CPPFLAGS="-I$brewed/include ${CPPFLAGS-}" LDFLAGS="-L$brewed/lib ${LDFLAGS-}"
	export PKG_CONFIG_PATH CPPFLAGS LDFLAGS
fi

# step NAME WHAT COMMAND…: says what, runs quietly, says how long; a failure
# shows the end of the log and where the log is.
step() {
	step_name=$1
	printf '%s … ' "$2"
	shift 2
	step_from=$(date +%s)
	if "$@" >"$build/log/$step_name.log" 2>&1 </dev/null; then
		printf '%s s\n' $(($(date +%s) - step_from))
	else
		step_status=$?
		printf 'failed\n'
		tail -n "${step_tail:-25}" "$build/log/$step_name.log" | sed 's/^/  | /'
		printf 'The whole of it: %s\n' "$build/log/$step_name.log"
		return $step_status
	fi
}

need_packages() {
	PACKAGES_LOG=$build/log/packages.log contrib/packages "$1"
}

# configured DIR NAME OPTION…: a configured build in DIR; does nothing when one
# is there that was configured with the same options. Later changes of
# configure.ac and of the makefiles are make's own business.
configured() {
	configured_dir=$1 configured_name=$2
	shift 2
	if [ ! -x configure ]; then
		step autoreconf "Preparing the build (autoreconf)" autoreconf -i || return
	fi
	[ -f "$configured_dir/Makefile" ] && [ "$(cat "$configured_dir/.options" 2>/dev/null)" = "$*" ] && return
	mkdir -p "$configured_dir" || return
	step "$configured_name-configure" "Looking at this system (configure${1:+ $*})" \
		sh -c 'cd "$1" && shift && exec "$@"' configure "$configured_dir" "$PWD/configure" "$@" || return
	printf '%s\n' "$*" >"$configured_dir/.options"
}

# The screen needs a UTF-8 locale; a bare system has only C.UTF-8.
utf8_locale() {
	command -v locale >/dev/null || return 0
	[ "$(locale charmap 2>/dev/null)" = UTF-8 ] && return
	for utf8 in C.UTF-8 en_US.UTF-8; do
		if [ "$(LC_ALL=$utf8 locale charmap 2>/dev/null)" = UTF-8 ]; then
			LC_ALL=$utf8
			export LC_ALL
			return
		fi
	done
}
