# The arrows between the floors: what floors.txt allows and nothing else.
. "$top_srcdir/tests/tap.sh"
plan 11

here=$top_srcdir/tests/house
# faults DIR: what floors.awk finds in the sources under DIR/src
faults() {
	(cd "$1" && find src -name '*.[ch]' | LC_ALL=C sort | xargs awk -f "$here/floors.awk" "$here/floors.txt")
}

is "$(faults "$top_srcdir")" "" "every include of src/ is an arrow that the house has"

# The same program over a house with one fault at a time, so that it is known
# to find them.
mkdir -p "$tmp/src/base" "$tmp/src/model" "$tmp/src/store" "$tmp/src/waha" "$tmp/src/attic"
for h in base/err base/banned model/message store/outbox waha/decode; do : >"$tmp/src/$h.h"; done
# finds NAME FILE WANT: with the text on standard input as FILE
finds() {
	cat >"$tmp/src/$2"
	is "$(faults "$tmp")" "$3" "$1"
	rm "$tmp/src/$2"
}

finds "lets a good file pass" store/good.c "" <<'C'
#include <stdio.h>

#include "base/err.h"

#include "model/message.h"

#include "store/outbox.h"

#include "base/banned.h"
C
finds "finds a call upwards" model/up.h 'src/model/up.h:2: model may not include store' <<'C'
#include "base/err.h"
#include "store/outbox.h"
C
finds "finds siblings that know each other" store/sibling.h 'src/store/sibling.h:1: store may not include waha' <<'C'
#include "waha/decode.h"
C
finds "finds a path that does not begin at src/" store/path.h 'src/store/path.h:1: "../base/err.h" is not written from src/
src/store/path.h:2: "outbox.h" is not written from src/' <<'C'
#include "../base/err.h"
#include "outbox.h"
C
finds "finds a header that is not there" store/gone.h 'src/store/gone.h:1: "base/gone.h" is not there' <<'C'
#include "base/gone.h"
C
finds "finds a folder that is no floor" store/none.h 'src/store/none.h:1: "cellar/wine.h" is on no floor
src/store/none.h:1: "cellar/wine.h" is not there' <<'C'
#include "cellar/wine.h"
C
finds "finds a floor that the table does not know" attic/dust.h \
	'src/attic/dust.h:1: the floor attic is not in floors.txt' <<'C'
#include <stdio.h>
C
finds "finds groups out of order" store/order.h \
	'src/store/order.h:2: "base/err.h" comes too late: system, base, lower floors, own floor' <<'C'
#include "model/message.h"
#include "base/err.h"
C
finds "finds a .c file without banned.h" store/free.c \
	'src/store/free.c:1: the last include must be "base/banned.h"' <<'C'
#include <stdio.h>
C
finds "finds banned.h before another include" store/early.c \
	'src/store/early.c:2: the last include must be "base/banned.h"' <<'C'
#include "base/banned.h"
#include <stdio.h>
C
