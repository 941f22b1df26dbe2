/* consent: see consent.h and inside.h. */
#include <stdlib.h>

#include "base/mem.h"

#include "store/consent.h"
#include "store/inside.h"

#include "base/banned.h"

NAMES_DEFINE(consent, consent, CONSENTS)

enum { DAY_S = 24 * 3600 };

static bool insert(struct db *d, struct consent_row *r, struct err *e)
{
	struct stmt *s = SQL(d,
		"INSERT INTO consents (contact_id, at, kind, source, wording, proof, agent_id, who)"
		" VALUES (:contact, :at, :kind, :source, :wording, :proof, :agent, :who)", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":contact", r->contact_id);
	stmt_i64(s, ":at", r->at);
	stmt_str(s, ":kind", consent_name(r->kind));
	stmt_str(s, ":source", r->source);
	stmt_str(s, ":wording", r->wording);
	stmt_str(s, ":proof", r->proof);
	stmt_i64(s, ":agent", r->agent_id);
	stmt_str(s, ":who", r->who);
	if (!stmt_run(s, e))
		return false;
	r->id = db_last_id(d);
	return true;
}

bool consent_add(struct db *d, struct consent_row *r, size_t *cancelled, struct changes *c, struct err *e)
{
	bool proven = r->wording != NULL && *r->wording != '\0' && r->proof != NULL && *r->proof != '\0';

	db_must_write(d, "consent_add");
	*cancelled = 0;
	if (!contact_note_consent(d, &r->contact_id, r->kind, proven, r->at, c, e) || !insert(d, r, e))
		return false;
	return r->kind != CONSENT_OUT || outbox_cancel_contact(d, r->contact_id, r->at * 1000, cancelled, c, e);
}

bool consent_wrote(struct db *d, const struct thread *t, int64_t at, struct changes *c, struct err *e)
{
	struct consent_row r = { .contact_id = t->ref.contact_id, .at = at, .kind = CONSENT_WROTE, .source = "message",
		.who = "engine" };
	size_t none;

	/* The hour is not needed: one row a day, not one a message. */
	if (t->wrote_at > 0 && at < t->wrote_at + DAY_S)
		return true;
	return consent_add(d, &r, &none, c, e);
}

void consent_rows_fini(struct consent_rows *l)
{
	for (size_t i = 0; i < l->n; i++) {
		free((char *)(uintptr_t)l->v[i].source);
		free((char *)(uintptr_t)l->v[i].wording);
		free((char *)(uintptr_t)l->v[i].proof);
		free((char *)(uintptr_t)l->v[i].who);
	}
	free(l->v);
	*l = (struct consent_rows){ 0 };
}

bool consent_list(struct db *d, int64_t contact_id, int64_t before, size_t limit, struct consent_rows *out,
	struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT k.id, k.contact_id, k.at, k.kind, k.source, k.wording, k.proof, k.agent_id, k.who FROM consents k"
		" WHERE k.contact_id IN (SELECT id FROM contacts WHERE id = :contact UNION ALL"
		" SELECT id FROM contacts WHERE merged_into = :contact) AND k.id < :before"
		" ORDER BY k.id DESC LIMIT :limit", e);
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":contact", contact_id);
	stmt_i64(s, ":before", before > 0 ? before : INT64_MAX);
	stmt_i64(s, ":limit", (int64_t)limit);
	while ((got = stmt_row(s, e)) > 0) {
		struct consent_row *r;

		LIST_GROW(out);
		r = &out->v[out->n++];
		*r = (struct consent_row){ 0 };
		r->id = take_i64(s);
		r->contact_id = take_i64(s);
		r->at = take_i64(s);
		take_named(s, consent, &r->kind);
		r->source = take_dup(s);
		r->wording = take_dup(s);
		r->proof = take_dup(s);
		r->agent_id = take_i64(s);
		r->who = take_dup(s);
	}
	return got == 0;
}
