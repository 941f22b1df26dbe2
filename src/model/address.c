/* address: one parser for every spelling of a WhatsApp address and of a
 * message's id, and the canonical text of both. */
#include <stdio.h>
#include <string.h>

#include "base/err.h"

#include "model/address.h"

#include "base/banned.h"

NAMES_DEFINE(address_kind, address_kind, ADDRESS_KINDS)

static const char *const suffixes[] = {
#define X(id, name, suffix) [id] = suffix,
	ADDRESS_KINDS(X)
#undef X
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_suffix(const char *at, size_t n, const char *suffix)
{
	return n == strlen(suffix) && !memcmp(at, suffix, n);
}

static bool kind_of(const char *suffix, size_t n, enum address_kind *out)
{
	if (is_suffix(suffix, n, "s.whatsapp.net")) {
		*out = ADDRESS_PHONE;
		return true;
	}
	for (int k = ADDRESS_PHONE; k <= ADDRESS_BROADCAST; k++) {
		if (is_suffix(suffix, n, suffixes[k])) {
			*out = (enum address_kind)k;
			return true;
		}
	}
	return false;
}

/* What each kind's user part may hold: digits; older groups are
 * "creator-time"; the broadcast of stories is called "status". */
static bool user_ok(enum address_kind kind, const char *user, size_t n)
{
	if (!n || n >= ADDRESS_USER)
		return false;
	if (kind == ADDRESS_BROADCAST && is_suffix(user, n, "status"))
		return true;
	for (size_t i = 0; i < n; i++) {
		if (is_digit(user[i]))
			continue;
		if (kind != ADDRESS_GROUP || user[i] != '-' || i == 0 || i == n - 1)
			return false;
	}
	return true;
}

static bool parse(const char *s, size_t n, struct address *out)
{
	struct address a = { .kind = ADDRESS_PHONE };
	const char *at = memchr(s, '@', n);
	size_t user = n;

	if (at) {
		user = (size_t)(at - s);
		if (!kind_of(at + 1, n - user - 1, &a.kind))
			return false;
		/* Which of the person's devices: ":12" */
		const char *colon = memchr(s, ':', user);
		if (colon) {
			size_t device = user - (size_t)(colon - s) - 1;
			if ((a.kind != ADDRESS_PHONE && a.kind != ADDRESS_LID) || !device)
				return false;
			for (size_t i = 0; i < device; i++)
				if (!is_digit(colon[1 + i]))
					return false;
			user = (size_t)(colon - s);
		}
	}
	if (!user_ok(a.kind, s, user))
		return false;
	memcpy(a.user, s, user);
	*out = a;
	return true;
}

static bool bad_address(const char *s, struct err *e)
{
	return err_set(e, ERR_USAGE, "address.bad",
		N_("“{address}” is not a WhatsApp address; use a phone number such as +62 812-3456-7890"),
		"address=%.80s", s ? s : "");
}

bool address_parse(const char *s, struct address *out, struct err *e)
{
	return (s && parse(s, strlen(s), out)) || bad_address(s, e);
}

char *address_text(const struct address *a, char out[ADDRESS_CAP])
{
	if (a->kind == ADDRESS_NONE)
		out[0] = '\0';
	else
		snprintf(out, ADDRESS_CAP, "%s@%s", a->user, suffixes[a->kind]);
	return out;
}

bool address_same(const struct address *a, const struct address *b)
{
	return a->kind == b->kind && !strcmp(a->user, b->user);
}

bool address_is_person(const struct address *a)
{
	return a->kind == ADDRESS_PHONE || a->kind == ADDRESS_LID;
}

/* Visible ASCII without the characters that separate. */
static bool bare_ok(const char *s, size_t n)
{
	if (!n || n >= WA_ID_CAP)
		return false;
	for (size_t i = 0; i < n; i++)
		if (s[i] <= ' ' || s[i] > '~' || s[i] == '_' || s[i] == '@')
			return false;
	return true;
}

static bool parse_id(const char *s, struct wa_id *out)
{
	struct wa_id id = { 0 };
	size_t bare_len;

	if (!strncmp(s, "true_", 5) || !strncmp(s, "false_", 6)) {
		id.whole = true;
		id.from_me = *s == 't';
		const char *chat = s + (id.from_me ? 5 : 6);
		size_t chat_len = strcspn(chat, "_");
		if (!chat[chat_len] || (chat_len && !parse(chat, chat_len, &id.chat)))
			return false;
		s = chat + chat_len + 1;
	}
	bare_len = strcspn(s, "_");
	if (!bare_ok(s, bare_len))
		return false;
	memcpy(id.bare, s, bare_len);
	s += bare_len;
	if (*s && !id.whole)
		return false;
	if (*s && s[1] && !parse(s + 1, strlen(s + 1), &id.participant))
		return false;
	*out = id;
	return true;
}

bool wa_id_parse(const char *s, struct wa_id *out, struct err *e)
{
	if (s && parse_id(s, out))
		return true;
	return err_set(e, ERR_USAGE, "message-id.bad",
		N_("“{id}” is not the id of a WhatsApp message; one looks like true_6281234567890@c.us_3EB0A1B2C3"),
		"id=%.120s", s ? s : "");
}

char *wa_id_text(const struct wa_id *id, char out[WA_ID_TEXT_CAP])
{
	char chat[ADDRESS_CAP], who[ADDRESS_CAP];

	if (!id->whole)
		snprintf(out, WA_ID_TEXT_CAP, "%s", id->bare);
	else
		snprintf(out, WA_ID_TEXT_CAP, "%s_%s_%s%s%s", id->from_me ? "true" : "false",
			address_text(&id->chat, chat), id->bare,
			id->participant.kind == ADDRESS_NONE ? "" : "_",
			address_text(&id->participant, who));
	return out;
}
