/* fixture: see the header. */
#include <stdlib.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fs.h"
#include "base/json.h"
#include "base/mem.h"

#include "tests/waha/fixture.h"

#include "base/banned.h"

json_t *fixture(const char *name)
{
	const char *top = getenv("top_srcdir");
	char *path = xasprintf("%s/tests/fixtures/waha/%s.json", top ? top : ".", name);
	struct buf b;
	struct err e = { 0 };
	json_t *v = NULL;

	buf_init(&b, 1 << 20);
	if (file_read(path, &b, &e))
		v = json_read(buf_str(&b), b.n, &e);
	if (!v)
		BUG("%s: %s", path, err_text(&e));
	buf_fini(&b);
	free(path);
	return v;
}
