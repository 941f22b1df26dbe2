/* compare: see the header. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"

#include "compare.h"

static bool named(const char *key, const json_t *list)
{
	for (size_t i = 0; i < json_array_size(list); i++)
		if (!strcmp(json_string_value(json_array_get(list, i)), key))
			return true;
	return false;
}

/* Values that differ from run to run, by key. */
static bool is_free(const char *key, const json_t *more)
{
	static const char *const keys[] = {
		"id",
		"timestamp",
		"messageTimestamp",
		"messageSecret",
		"data",
		"url",
		"fileSha256",
		"mediaKey",
		"fileEncSha256",
		"directPath",
		"mediaKeyTimestamp",
		"senderTimestampMs",
		"timestampMs",
		"conversationTimestamp",
		"lastMessageRecvTimestamp",
		"code",
		"value",
		"startTimestamp",
		"uptime",
		"stack",
		"fileLength",
		"lastSeen",
		"jpegThumbnail",
		"details",
		"height",
		"width",
		"keyId",
		"keyData",
		"fingerprint",
		"date",
		"axolotlSenderKeyDistributionMessage",
		"revokedMessageId",
		"editedMessageId",
		"seconds",
	};
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (!strcmp(keys[i], key))
			return true;
	return named(key, more);
}

static const char *type_name(const json_t *v)
{
	static const char *const names[] = { "object", "array", "string", "integer",
					     "real",   "true",	"false",  "null" };
	return v ? names[json_typeof(v)] : "nothing";
}

static void complain(struct diff *d, const char *path, const json_t *want, const json_t *got)
{
	char *w = json_dumps(want, JSON_ENCODE_ANY | JSON_COMPACT),
	     *g = json_dumps(got, JSON_ENCODE_ANY | JSON_COMPACT);
	buf_addf(&d->text, "%s: wanted %s %.80s, got %s %.80s\n", path, type_name(want), w ? w : "",
		 type_name(got), g ? g : "");
	free(w);
	free(g);
}

static void compare_objects(struct diff *d, const char *path, const json_t *want, const json_t *got)
{
	const char *key;
	json_t *value;
	json_object_foreach((json_t *)want, key, value) {
		char *below = xasprintf("%s.%s", path, key);
		compare(d, below, key, value, json_object_get(got, key));
		free(below);
	}
	json_object_foreach((json_t *)got, key, value) {
		char *below = xasprintf("%s.%s", path, key);
		if (!d->part && !json_object_get(want, key))
			complain(d, below, NULL, value);
		free(below);
	}
}

void compare(struct diff *d, const char *path, const char *key, const json_t *want, const json_t *got)
{
	bool bools = json_is_boolean(want) && json_is_boolean(got);
	if (!got || (json_typeof(want) != json_typeof(got) && !bools)) {
		complain(d, path, want, got);
	} else if (json_is_object(want)) {
		compare_objects(d, path, want, got);
	} else if (json_is_array(want) && named(key, d->more)) {
		return;
	} else if (json_is_array(want)) {
		if (d->part ? json_array_size(want) > json_array_size(got)
			    : json_array_size(want) != json_array_size(got))
			complain(d, path, want, got);
		for (size_t i = 0; i < json_array_size(want) && i < json_array_size(got); i++) {
			char *below = xasprintf("%s[%zu]", path, i);
			compare(d, below, key, json_array_get(want, i), json_array_get(got, i));
			free(below);
		}
	} else if (!d->shape && !is_free(key, d->more) && !json_equal(want, got)) {
		complain(d, path, want, got);
	}
}
