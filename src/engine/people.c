/* people: names and hidden ids, list by list: which lid is which phone (so that a
 * chat that WhatsApp splits in two is one), the phone's address book, and what
 * groups are called. WAHA tells no changes of these: they are read again. */
#include "base/log.h"

#include "store/chat.h"
#include "store/contact.h"
#include "waha/contacts.h"

#include "engine/syncing.h"

#include "base/banned.h"

enum { EVERY_MS = 6 * 3600 * 1000, BETWEEN_MS = 200 };

/* A pair of addresses matters once one of them is known here. */
static bool learn_lids(struct sync *s, const struct waha_lids *lids, int64_t now, struct changes *c, struct err *e)
{
	for (size_t i = 0; i < lids->n; i++) {
		const struct waha_lid *l = &lids->v[i];
		int64_t by_lid = 0, by_phone = 0, id;

		if (l->phone.kind == ADDRESS_NONE)
			continue;
		if (!contact_find(s->d, &l->lid, &by_lid, e) || !contact_find(s->d, &l->phone, &by_phone, e))
			return false;
		if (by_lid == by_phone)
			continue;
		if (!contact_open(s->d, &l->phone, &l->lid, now, &id, c, e))
			return false;
	}
	return true;
}

static bool learn_contacts(struct sync *s, const struct waha_contacts *contacts, int64_t now, struct changes *c,
	struct err *e)
{
	for (size_t i = 0; i < contacts->n; i++) {
		const struct waha_contact *w = &contacts->v[i];
		int64_t id = 0;

		if (!contact_find(s->d, &w->address, &id, e))
			return false;
		/* Whoever stands in the phone's book is a contact; of others only those
		 * that were met. */
		if (!id && !w->book)
			continue;
		if ((!id || w->alt.kind != ADDRESS_NONE) && !contact_open(s->d, &w->address, &w->alt, now, &id, c, e))
			return false;
		if ((w->book && !contact_set_name(s->d, id, CONTACT_BOOK, w->book, c, e)) ||
		    (w->push && !contact_set_name(s->d, id, CONTACT_PUSH, w->push, c, e)))
			return false;
	}
	return true;
}

static bool learn_chats(struct sync *s, const struct waha_chats *chats, struct changes *c, struct err *e)
{
	for (size_t i = 0; i < chats->n; i++) {
		struct chat_ref ref = { 0 };
		struct err none = { 0 };

		if (!chats->v[i].name || address_is_person(&chats->v[i].address))
			continue;
		if (!chat_find(s->d, s->number->id, &chats->v[i].address, &ref, &none)) {
			if (none.kind == ERR_NOT_FOUND)
				continue;
			*e = none;
			return false;
		}
		if (!chat_set_name(s->d, ref.chat_id, chats->v[i].name, c, e))
			return false;
	}
	return true;
}

/* Asked again; any other failure leaves a list out that this server lacks. */
static bool later(const struct err *e)
{
	return e->kind == ERR_REMOTE || e->kind == ERR_BUSY;
}

void people_step(struct sync *s, int64_t now_ms)
{
	struct waha_lids lids = { 0 };
	struct waha_contacts contacts = { 0 };
	struct waha_chats chats = { 0 };
	struct changes c = { 0 };
	struct err e = { 0 };
	int64_t now = now_ms / 1000;
	size_t rows = 0;
	bool told = false, kept;

	switch (s->people_list) {
	case 0:
		told = waha_lids(&s->waha, PAGE, s->people_offset, &lids, &e);
		rows = lids.rows;
		break;
	case 1:
		told = waha_contacts(&s->waha, PAGE, s->people_offset, &contacts, &e);
		rows = contacts.rows;
		break;
	default:
		told = waha_chats(&s->waha, PAGE, s->people_offset, &chats, &e);
		rows = chats.rows;
	}
	kept = told && db_begin_write(s->d, &e) && learn_lids(s, &lids, now, &c, &e) &&
	       learn_contacts(s, &contacts, now, &c, &e) && learn_chats(s, &chats, &c, &e) && db_commit(s->d, &e);
	if (kept)
		engine_changed(s->number->engine, &c);
	else
		db_rollback(s->d);
	s->people_ms = now_ms + BETWEEN_MS;
	if (!kept && later(&e))
		sync_trouble(s, "names", &e, now_ms, &s->people_ms);
	else if (!kept)
		log_warn("sync", "%s: names: %s", s->number->config->name, err_text(&e));
	if (kept && rows >= PAGE) {
		s->people_offset += PAGE;
	} else if (kept || !later(&e)) {
		s->people_offset = 0;
		if (++s->people_list > 2) {
			s->people_list = 0;
			s->people_ms = now_ms + EVERY_MS;
		}
	}
	changes_fini(&c);
	waha_lids_fini(&lids);
	waha_contacts_fini(&contacts);
	waha_chats_fini(&chats);
}
