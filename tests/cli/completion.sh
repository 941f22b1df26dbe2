# What the shells that people have make of a line so far, each with the script that
# wartel gives it. A shell that is not here is skipped with a word.
. "$top_srcdir/tests/tap.sh"

mkdir "$tmp/bin"
ln -s "$(cd "$top_builddir" && pwd)/wartel-t" "$tmp/bin/wartel"
PATH=$tmp/bin:$PATH
export PATH
# Nobody's own start-up files, no engine.
WARTEL_SOCKET=$tmp/none.sock
export WARTEL_SOCKET

# each shell: completes LINE → the candidates, a line each
bash_completes() {
	bash --norc -c 'source <(wartel completion bash)
		COMP_LINE=$1 COMP_POINT=${#1}
		_wartel wartel "${1##* }" ""
		printf "%s\n" "${COMPREPLY[@]}"' bash "$1"
}
fish_completes() {
	fish --no-config -c 'wartel completion fish | source; complete -C "$argv[1]"' "$1" | cut -f 1
}
# zsh completes only at a terminal: what its line is after a tab
cat >"$tmp/tab.zsh" <<'ZSH'
zmodload zsh/zpty
zpty shell "PS1='>' TERM=dumb zsh -f -i"
zpty -w shell 'unsetopt beep; autoload -U compinit; compinit -u -D; source <(wartel completion zsh); print rea""dy'
zpty -m -r shell line '*ready*'
zpty -w -n shell "$1"$'\t'
zpty -m -r shell line "*$2*" && print -r -- "$line"
zpty -d shell
ZSH
zsh_completes() { timeout 20 zsh -f "$tmp/tab.zsh" "$1" "$2" </dev/null | tr -d '\r\007'; }

for shell in bash fish; do
	if ! command -v $shell >/dev/null; then
		skip 6 "$shell is not here"
		continue
	fi
	run ${shell}_completes "wartel session sta"
	is "$(echo "$out" | sort | tr '\n' ' ')" "start status " "$shell: verbs"
	run ${shell}_completes "wartel aud"
	is "$out" "audit" "$shell: the only one"
	run ${shell}_completes "wartel audit --fo"
	is "$(echo "$out" | sed 's/[= ]*$//')" "--format" "$shell: options"
	run ${shell}_completes "wartel completion "
	is "$(echo "$out" | sort | tr '\n' ' ')" "bash fish zsh " "$shell: what may be chosen"
	run ${shell}_completes 'wartel nothing-at-all'
	is "$out" "" "$shell: nothing where there is nothing"
	run ${shell}_completes 'wartel send "; touch '"$tmp"'/hacked; $(touch '"$tmp"'/hacked) `touch '"$tmp"'/hacked` '
	notok "$shell: what stands in the line is run by nobody" test -e "$tmp/hacked"
done

if ! command -v zsh >/dev/null; then
	skip 2 "zsh is not here"
else
	run zsh_completes "wartel session war" "warm"
	like "$out" "wartel session warm" "zsh: verbs"
	run zsh_completes "wartel audit --fo" "--format"
	like "$out" "audit --format" "zsh: options"
fi
done_testing
