# The shell, completion and the API's description, as scripts use them.
. "$top_srcdir/tests/tap.sh"
command -v jq >/dev/null || skip_all "jq is not here"

clock 30 1795402800 # a Monday, 10:00 in Jakarta
sim --engine noweb --state working
sim_do history '{"with":"6281234567890","talk":["-3h > Halo kak","-5m > Ongkir ke Bandung berapa?"]}' >/dev/null
sim_do contact '{"pn":"6281234567890","push":"Budi Santoso"}' >/dev/null
engine
there() { [ "$(wartel conversation list --view all --json | jq '.items | length')" = 1 ]; }
ok "the conversation is there" wait_for 10 there

# in_shell LINE… : what the shell prints for these lines, each an argument
in_shell() { printf '%s\n' "$@" | "$top_builddir/wartel-t" shell >"$tmp/out" 2>"$tmp/err"; }
in_shell 'version' '' '  # a note' 'wartel whoami' ': conversation list --view all'
is "$?" 0 "a script of lines ends well"
out=$(cat "$tmp/out")
like "$out" "^wartel [0-9]" "version"
like "$out" "rights +admin" "a line may begin with wartel"
like "$out" "Budi Santoso" "or with a colon"
unlike "$out" "wartel>" "there is no prompt where nobody sits"
in_shell 'nonsense'
is "$?" 64 "the status is the last line's"
like "$(cat "$tmp/err")" "there is no command nonsense; did you mean" "with the nearest command"
in_shell 'nonsense' 'exit' 'version'
is "$?" 64 "exit ends it"
is "$(cat "$tmp/out")" "" "at once"
in_shell 'nonsense' 'version'
is "$?" 0 "a later line makes good"
in_shell 'send "Budi Santoso' 'demo' 'engine' 'shell'
like "$(cat "$tmp/err")" "quote" "a quote left open is told"
like "$(cat "$tmp/err")" "demo does not run inside the shell" "so is what cannot run here"
in_shell 'send "Budi Santoso" "Baik kak, 18 ribu" --json' 'queue --json'
is "$(jq -s -r '.[0].text' "$tmp/out")" "Baik kak, 18 ribu" "quotes keep words together"
is "$(jq -s -r '.[1].items[0].text' "$tmp/out")" "Baik kak, 18 ribu" "one line sees what the one before did"
printf 'whoami\n' | "$top_builddir/wartel-t" shell --json >"$tmp/out"
is "$(json .rights)" admin "shell --json answers in JSON"
printf 'version' | "$top_builddir/wartel-t" shell >"$tmp/out"
like "$(cat "$tmp/out")" "^wartel" "a last line without its end counts"

# On a terminal: prompt, completion, history.
printf '? wartel>\n! conv\011\n! list --vi\011\n> all\n? Budi Santoso\n> exit\n' >"$tmp/script"
TERM=dumb "$top_builddir/tests/e2e/pty" "$tmp/screen" 24x100 "$top_builddir/wartel-t" shell <"$tmp/script" >/dev/null 2>"$tmp/pty.err"
like "$(cat "$tmp/screen" "$tmp/pty.err")" "Budi Santoso" "Tab completes on a dumb terminal"
like "$(cat "$XDG_STATE_HOME/wartel/history")" "conversation list --view all" "and the history keeps the line"
is "$(stat -c %a "$XDG_STATE_HOME/wartel/history")" 600 "for its owner alone"

# Completion.
asks() { wartel completion bash --line "$1" | cut -f 1; }
is "$(asks 'wartel inbox --view n')" needs-reply "a choice"
like "$(asks 'wartel ')" "^session$" "a command"
is "$(asks 'wartel messages bu')" '"Budi Santoso"' "a name, quoted"
is "$(asks 'wartel session status d')" default "a number"
is "$(asks 'wartel nonsense x')" "" "nothing"
for shell in bash zsh fish; do
	runs 0 "completion $shell" wartel completion $shell
	if command -v $shell >/dev/null; then
		ok "$shell reads it" $shell -n "$tmp/out"
	else
		skip 1 "no $shell here"
	fi
done
runs 64 "no other shell" wartel completion tcsh
if command -v bash >/dev/null; then
	wartel completion bash >"$tmp/wartel.bash"
	is "$(bash -c '. "$1"; COMP_LINE="wartel inbox --view un"; COMP_POINT=${#COMP_LINE}; _wartel "$2" un --view
		printf "%s " "${COMPREPLY[@]}"' - "$tmp/wartel.bash" "$top_builddir/wartel-t")" "unassigned unknown " "bash gets its words"
fi

# The API's description.
for file in "$top_srcdir"/tests/schemas/*.json; do
	grep -q "tests/schemas/${file##*/}" "$top_srcdir/data/data.mk" || echo "${file##*/}"
done >"$tmp/missing"
is "$(cat "$tmp/missing")" "" "every shape is installed"
runs 0 "api openapi" wartel api openapi
is "$(json .openapi)" 3.1.0 "is OpenAPI 3.1"
is "$(json '[.paths[][] | .responses["200"].content[].schema] | length > 30')" true "has an answer for every route"
refs='. as $all | [.. | objects | .["$ref"] // empty] | unique - [$all.components.schemas | keys[] | "#/components/schemas/" + .]'
is "$(json "$refs | length")" 0 "names no schema that is not there"
is "$(json '[.paths[][].operationId] | group_by(.) | map(select(length > 1)) | length')" 0 "every operation has a name of its own"
is "$(json '[.paths | to_entries[] | .key as $p | .value[] | .parameters[] | select(.in == "path") | .name as $n | select($p | contains("{" + $n + "}") | not)] | length')" 0 "every part of a path is one"
is "$(json '[.paths | to_entries[] | [.key | scan("[{][^}]+[}]")] as $want | .value[] | select(([.parameters[] | select(.in == "path")] | length) != ($want | length))] | length')" 0 "and all of them are told"
is "$(json '[.paths[][] | select(.["x-rights"] == "none")] | length')" 0 "who may is said"
validator=${OPENAPI_VALIDATOR-$top_srcdir/build/npm/node_modules/.bin/validate-api}
if [ -x "$validator" ]; then
	cp "$tmp/out" "$tmp/api.json"
	ok "an independent validator takes it" "$validator" "$tmp/api.json"
	sed 's/"responses"/"answers"/' "$tmp/api.json" >"$tmp/bad.json"
	"$validator" "$tmp/bad.json" >"$tmp/said" 2>&1
	like "$(cat "$tmp/said")" "answers|rror|false" "and finds what is wrong"
else
	skip 2 "no OpenAPI validator: npm install --prefix build/npm @seriousme/openapi-schema-validator"
fi
done_testing
