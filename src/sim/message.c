/* message: see the header. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "sim/account.h"
#include "sim/bytes.h"
#include "sim/dice.h"
#include "sim/message.h"

#include "base/banned.h"

const char *const kind_names[] = {
	"text",	 "image", "video", "voice",    "document", "sticker", "location",
	"vcard", "poll",  "pin",   "protocol", "reaction", "edit",    "revoke",
};
_Static_assert(sizeof kind_names / sizeof *kind_names == KINDS, "a name for every kind");

static size_t hash(const char *s)
{
	size_t h = 14695981039346656037u;
	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 1099511628211u;
	return h;
}

static void enter(struct account *a, struct message *m)
{
	if (a->messages.n > a->table_n) {
		free(a->table);
		a->table_n *= 4;
		a->table = xcalloc(a->table_n, sizeof *a->table);
		for (size_t i = 0; i < a->messages.n; i++) {
			struct message *old = a->messages.v[i];
			struct message **at = &a->table[hash(old->id) & (a->table_n - 1)];
			old->next = *at;
			*at = old;
		}
	}
	struct message **at = &a->table[hash(m->id) & (a->table_n - 1)];
	m->next = *at;
	*at = m;
}

struct message *message_new(struct sim *sim, struct account *a, const char *raw, enum kind kind,
			    const char *id)
{
	struct message *m = xcalloc(1, sizeof *m);
	char made[32];
	if (!id) {
		memcpy(made, "3EB0", 4);
		dice_hex(sim, made + 4, 18);
		id = made;
	}
	m->id = xstrdup(id);
	m->kind = kind;
	m->chat = chat_at(a, raw, true);
	m->addr = xstrdup(raw);
	m->first = m->time = sim_seconds(sim);
	m->ms = sim->now;
	m->order = ++sim->order;
	m->status = STATUS_PENDING;
	char *secret = dice_base64(sim, 32);
	str_copy(m->secret, sizeof m->secret, secret);
	free(secret);
	enter(a, m);
	LIST_GROW(&a->messages);
	a->messages.v[a->messages.n++] = m;
	return m;
}

static void media_free(struct media *f)
{
	if (!f)
		return;
	free(f->bytes);
	free(f->mimetype);
	free(f->filename);
	free(f->name);
	free(f->path);
	free(f);
}

void message_free(struct message *m)
{
	free(m->id);
	free(m->addr);
	free(m->text);
	json_decref(m->extra);
	json_decref(m->mentions);
	json_decref(m->reactions);
	json_decref(m->receipts);
	media_free(m->media);
	free(m);
}

void message_set_text(struct message *m, const char *text)
{
	char *copy = text ? xstrdup(text) : NULL;
	free(m->text);
	m->text = copy;
}

/* The extension WAHA gives its files. */
static const char *extension(const char *mimetype)
{
	static const char *const rows[][2] = {
		{ "image/jpeg", "jpeg" },
		{ "image/png", "png" },
		{ "image/webp", "webp" },
		{ "image/gif", "gif" },
		{ "audio/ogg", "oga" },
		{ "audio/mpeg", "mp3" },
		{ "video/mp4", "mp4" },
		{ "application/pdf", "pdf" },
		{ "text/plain", "txt" },
		{ "application/zip", "zip" },
		{ "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx" },
		{ "application/msword", "doc" },
		{ "text/csv", "csv" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (!strncmp(mimetype, rows[i][0], strlen(rows[i][0])))
			return rows[i][1];
	return "false"; /* so WAHA: the word is what its library answers */
}

static void set_base64(char out[48], char *heap)
{
	str_copy(out, 48, heap);
	free(heap);
}

void message_set_media(struct sim *sim, struct message *m, char *bytes, size_t n, const char *mimetype,
		       const char *filename)
{
	struct media *f = xcalloc(1, sizeof *f);
	f->bytes = bytes;
	f->n = n;
	f->mimetype = xstrdup(mimetype);
	f->filename = filename ? xstrdup(filename) : NULL;
	f->name = xasprintf("%s.%s", m->id, extension(mimetype));
	set_base64(f->sha256, bytes_sha256_base64(bytes, n));
	set_base64(f->key, dice_base64(sim, 32));
	set_base64(f->enc, dice_base64(sim, 32));
	f->path = xasprintf("/mms/%s/%s", kind_names[m->kind], f->enc);
	for (char *p = f->path + 5; *p; p++)
		*p = *p == '+' ? '-' : *p == '=' ? '\0' : *p;
	f->width = f->height = 10;
	media_free(m->media);
	m->media = f;
}

void message_arrive(struct message *m)
{
	m->arrived = true;
	if (m->kind == KIND_PROTOCOL)
		return; /* no talk: its chat does not show for it */
	int64_t *t = &m->chat->time[m->chat->person && raw_is_lid(m->addr)];
	if (m->first > *t)
		*t = m->first;
}

char *message_bare(const char *id)
{
	const char *a = strchr(id, '_'), *b = a ? strchr(a + 1, '_') : NULL;
	return b ? xstrndup(b + 1, strcspn(b + 1, "_")) : xstrdup(id);
}

bool message_id_is_full(const char *id)
{
	const char *a = strchr(id, '_'), *b = a ? strchr(a + 1, '_') : NULL;
	return b && b[1] && (!strncmp(id, "true_", 5) || !strncmp(id, "false_", 6)) &&
	       memchr(a, '@', (size_t)(b - a));
}

struct message *message_any(struct account *a, const char *bare)
{
	for (struct message *m = a->table[hash(bare) & (a->table_n - 1)]; m; m = m->next)
		if (!strcmp(m->id, bare))
			return m;
	return NULL;
}

struct message *message_same(struct account *a, const struct message *m)
{
	for (struct message *o = a->table[hash(m->id) & (a->table_n - 1)]; o; o = o->next)
		if (o != m && !strcmp(o->id, m->id))
			return o;
	return NULL;
}

struct message *message_find(struct account *a, const char *id)
{
	char *bare = message_bare(id);
	struct message *found = NULL;
	for (struct message *m = a->table[hash(bare) & (a->table_n - 1)]; m && !found; m = m->next)
		if (!strcmp(m->id, bare) && m->arrived && !m->gone && !message_hidden(m))
			found = m;
	free(bare);
	return found;
}

bool message_hidden(const struct message *m)
{
	return m->kind >= KIND_REACTION;
}

int message_ack(const struct message *m)
{
	return m->status == STATUS_NULL ? -1 : m->status - 1;
}

bool message_unread(const struct message *m)
{
	return !m->from_me && m->arrived && !m->gone && m->status == STATUS_DEVICE && !message_hidden(m);
}

static int compare(const struct message *a, const struct message *b, bool ascending)
{
	if (a->time != b->time)
		return (a->time < b->time) == ascending ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

static int ascending(const void *a, const void *b)
{
	return compare(*(struct message *const *)a, *(struct message *const *)b, true);
}

static int descending(const void *a, const void *b)
{
	return compare(*(struct message *const *)a, *(struct message *const *)b, false);
}

struct message_list message_select(const struct account *a, const struct message_filter *f)
{
	struct message_list l = {0};
	for (size_t i = 0; i < a->messages.n; i++) {
		struct message *m = a->messages.v[i];
		if (!m->arrived || m->gone || (f->chat && m->chat != f->chat) ||
		    (f->raw && strcmp(m->addr, f->raw) != 0) || (f->gte && m->time < f->gte) ||
		    (f->lte && m->time > f->lte) || (f->from_me >= 0 && m->from_me != (f->from_me == 1)) ||
		    (f->ack != -9 && message_ack(m) != f->ack) ||
		    (f->before_order && m->order >= (uint64_t)f->before_order))
			continue;
		LIST_GROW(&l);
		l.v[l.n++] = m;
	}
	if (l.n)
		qsort(l.v, l.n, sizeof *l.v, f->ascending ? ascending : descending);
	return l;
}
