/* Foreign bytes into the three parsers of model/address.h, a line at a time.
 * What is taken must come back the same from its own canonical text. */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"

#include "model/address.h"

#include "tests/fuzz/fuzz.h"

#include "base/banned.h"

const char fuzz_corpus[] = "fixtures/addresses";
const unsigned fuzz_count = 8000;

static void line(const char *s)
{
	struct address a, again;
	struct wa_id id, twin;
	char text[ADDRESS_CAP], idtext[WA_ID_TEXT_CAP], digits[ADDRESS_USER], back[ADDRESS_USER];
	struct err e = { 0 };
	static const char *const countries[] = { "62", "55", "49", "1", "" };

	if (address_parse(s, &a, &e) && (!address_parse(address_text(&a, text), &again, &e) || !address_same(&a, &again)))
		BUG("address “%s” became “%s”", s, text);
	if (wa_id_parse(s, &id, &e)) {
		if (!wa_id_parse(wa_id_text(&id, idtext), &twin, &e) || strcmp(id.bare, twin.bare) ||
			id.from_me != twin.from_me || !address_same(&id.chat, &twin.chat))
			BUG("id “%s” became “%s”", s, idtext);
	}
	for (size_t i = 0; i < sizeof countries / sizeof *countries; i++) {
		if (!phone_parse(s, countries[i], digits, &e))
			continue;
		if (strspn(digits, "0123456789") != strlen(digits) || strlen(digits) < 7 || strlen(digits) > 15)
			BUG("phone “%s” became “%s”", s, digits);
		if (!phone_parse(phone_show(digits, text), "", back, &e) || strcmp(back, digits))
			BUG("phone %s is shown as “%s”", digits, text);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *all = xstrndup((const char *)data, n), *rest = all, *one;

	while ((one = strsep(&rest, "\n")))
		line(one);
	free(all);
	return 0;
}
