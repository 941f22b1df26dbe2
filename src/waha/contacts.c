/* contacts: names, lids, and whether a number is on WhatsApp. */
#include <stdlib.h>

#include "base/json.h"
#include "base/mem.h"

#include "waha/call.h"
#include "waha/contacts.h"
#include "waha/decode.h"

#include "base/banned.h"

void waha_contacts_fini(struct waha_contacts *l)
{
	for (size_t i = 0; i < l->n; i++) {
		free(l->v[i].book);
		free(l->v[i].verified);
		free(l->v[i].push);
	}
	free(l->v);
	*l = (struct waha_contacts){ 0 };
}

void waha_lids_fini(struct waha_lids *l)
{
	free(l->v);
	*l = (struct waha_lids){ 0 };
}

static char *name_of(const json_t *row, const char *key)
{
	const char *s = json_str(row, key);

	return s && *s ? xstrdup(s) : NULL;
}

static bool address_at(const json_t *v, const char *key, struct address *out)
{
	const char *s = decode_id_text(json_at(v, key));

	*out = (struct address){ 0 };
	return s && address_parse(s, out, NULL);
}

static void take_contact(void *out, const json_t *row)
{
	struct waha_contacts *l = out;
	struct waha_contact c = { 0 };

	if (!address_at(row, "id", &c.address) || !address_is_person(&c.address))
		return;
	if (!address_at(row, c.address.kind == ADDRESS_PHONE ? "lid" : "phoneNumber", &c.alt) ||
		!address_is_person(&c.alt) || c.alt.kind == c.address.kind)
		c.alt = (struct address){ 0 };
	c.book = name_of(row, "name");
	c.verified = name_of(row, "verifiedName");
	c.push = name_of(row, "pushname");
	c.business = json_flag(row, "isBusiness") || c.verified;
	LIST_GROW(l);
	l->v[l->n++] = c;
}

bool waha_contacts(struct waha *w, int limit, int offset, struct waha_contacts *out, struct err *e)
{
	waha_contacts_fini(out);
	return waha_rows(w, waha_path("/api/contacts/all?session=%s&limit=%d&offset=%d&sortBy=id&sortOrder=asc",
		w->session, limit, offset), take_contact, out, &out->rows, e);
}

/* A row is of use when it is a lid; its phone may be unknown. */
static bool read_lid(const json_t *row, struct waha_lid *out)
{
	if (!address_at(row, "lid", &out->lid) || out->lid.kind != ADDRESS_LID)
		return false;
	if (!address_at(row, "pn", &out->phone) || out->phone.kind != ADDRESS_PHONE)
		out->phone = (struct address){ 0 };
	return true;
}

static void take_lid(void *out, const json_t *row)
{
	struct waha_lids *l = out;
	struct waha_lid one;

	if (!read_lid(row, &one))
		return;
	LIST_GROW(l);
	l->v[l->n++] = one;
}

bool waha_lids(struct waha *w, int limit, int offset, struct waha_lids *out, struct err *e)
{
	waha_lids_fini(out);
	return waha_rows(w, waha_path("/api/%s/lids?limit=%d&offset=%d", w->session, limit, offset), take_lid, out,
		&out->rows, e);
}

bool waha_lid(struct waha *w, const struct address *lid, struct address *phone, struct err *e)
{
	char text[ADDRESS_CAP], *path = waha_path("/api/%s/lids/%s", w->session, address_text(lid, text));
	struct waha_told told = { 0 };
	struct waha_lid l = { 0 };
	bool ok = waha_get(w, path, WAHA_BOUND_MS, JSON_OBJECT, &told, e);

	if (ok)
		read_lid(told.json, &l);
	*phone = l.phone;
	waha_told_fini(&told);
	return ok;
}

bool waha_check_exists(struct waha *w, const char *digits, struct waha_exists *out, struct err *e)
{
	char *path = waha_path("/api/contacts/check-exists?session=%s&phone=%s", w->session, digits);
	struct waha_told told = { 0 };
	bool ok = waha_get(w, path, WAHA_BOUND_MS, JSON_OBJECT, &told, e);

	*out = (struct waha_exists){ 0 };
	if (ok && json_flag(told.json, "numberExists")) {
		out->exists = true;
		address_at(told.json, "chatId", &out->address);
		address_at(told.json, "pn", &out->phone);
	}
	waha_told_fini(&told);
	return ok;
}

bool waha_block(struct waha *w, const struct address *a, bool on, struct err *e)
{
	char text[ADDRESS_CAP];
	json_t *body = json_object();
	struct waha_told told = { 0 };

	json_put_str(body, "session", w->session);
	json_put_str(body, "contactId", address_text(a, text));
	bool ok = waha_call(w, &(struct waha_ask){ .method = "POST", .path = on ? "/api/contacts/block"
			: "/api/contacts/unblock", .body = body, .changing = true, .timeout_ms = WAHA_BOUND_MS }, &told, e);
	json_decref(body);
	waha_told_fini(&told);
	return ok;
}

bool waha_picture(struct waha *w, const struct address *a, char **url, struct err *e)
{
	char text[ADDRESS_CAP];
	char *path = waha_path("/api/contacts/profile-picture?session=%s&contactId=%s", w->session, address_text(a, text));
	struct waha_told told = { 0 };
	bool ok = waha_get(w, path, WAHA_BOUND_MS, JSON_OBJECT, &told, e);

	*url = ok ? name_of(told.json, "profilePictureURL") : NULL;
	waha_told_fini(&told);
	return ok;
}
