/* parcel: see parcel.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ceiling.h"
#include "base/json.h"
#include "base/mem.h"
#include "model/detail.h"
#include "store/contact.h"
#include "store/message.h"

#include "service/parcel.h"
#include "service/rendering.h"

#include "base/banned.h"

enum { QUESTION_MAX = 255, OPTION_MAX = 100 };

void parcel_fini(struct parcel *p)
{
	free(p->text);
	free(p->place);
	free(p->detail);
	free(p->forward);
	*p = (struct parcel){ 0 };
}

static bool is_blank(const char *s)
{
	return s[strspn(s, " \t\r\n")] == '\0';
}

static bool check_text(const char *text, struct err *e)
{
	if (is_blank(text))
		return err_set(e, ERR_USAGE, "send.empty", N_("there is nothing to send: the text is empty"),
			NULL);
	return true;
}

/* The file that goes with it, and how WhatsApp shows it; media_id 0: none. */
static bool choose_file(struct call *c, const char *text, struct media_file *f, enum message_kind *kind, struct err *e)
{
	int64_t id = json_i64_or(c->args, "media_id", 0);
	const char *as = json_str(c->args, "as");
	*f = (struct media_file){ 0 };
	*kind = KIND_TEXT;
	if (!id && as)
		return err_set(e, ERR_USAGE, "send.as", N_("as {as} there has to be a file"), "as=%s", as);
	if (!id)
		return check_text(text, e);
	if (!media_get(c->s->db, id, c->s->caller.agent_id, f, e))
		return false;
	if (f->size > CEIL_MEDIA_SENT)
		return err_set(e, ERR_TOO_LARGE, "send.large",
			N_("{name} is too large to be sent: WAHA takes at most {max} MB"), "name=%s\nmax=%d", f->filename,
			CEIL_MEDIA_SENT >> 20);
	*kind = media_kind(f->mimetype);
	if (as && (!message_kind_named(as, kind) || !media_fits(f->mimetype, *kind, e)))
		return false;
	if (*kind == KIND_VOICE && !is_blank(text))
		return err_set(e, ERR_USAGE, "send.voice-text",
			N_("a voice message has no text: send the text by itself"), NULL);
	if (*kind == KIND_STICKER && !is_blank(text))
		return err_set(e, ERR_USAGE, "send.sticker-text",
			N_("a sticker has no text: send the text by itself"), NULL);
	return true;
}

/* "-6.2,106.8[,name]" */
static bool take_place(const char *typed, struct parcel *p, struct err *e)
{
	char *end = NULL, *after = NULL;
	double latitude = strtod(typed, &end), longitude = *end == ',' ? strtod(end + 1, &after) : 0;
	const char *name = "";
	json_t *place = NULL;
	if (end != typed && after && after != end + 1 && (*after == ',' || !*after)) {
		name = *after ? after + 1 : "";
		name += strspn(name, " ");
		place = detail_location(latitude, longitude, name, NULL);
	}
	if (!place)
		return err_set(e, ERR_USAGE, "send.place",
			N_("{typed} is no place: write its latitude and longitude, as -6.1754,106.8272, and a name behind "
				"another comma if it has one"), "typed=%s", typed);
	p->kind = KIND_LOCATION;
	p->place = xasprintf("%.10g,%.10g%s%s", latitude, longitude, *name ? " " : "", name);
	p->detail = detail_write(place);
	return true;
}

static bool take_card(struct call *c, const char *typed, struct parcel *p, struct err *e)
{
	struct contact_row row = { 0 };
	int64_t id = 0;
	bool ok = target_contact(c, typed, &id, e) && contact_get(c->s->db, id, &row, e);
	if (ok && (!row.phone || !*row.phone))
		ok = err_set(e, ERR_CONFLICT, "send.card",
			N_("nobody knows a phone number of {name}: there is nothing to put on a card"), "name=%s", row.name);
	if (ok) {
		json_t *cards = json_array(), *phones = json_array();
		char *phone = xasprintf("+%s", row.phone);
		json_array_append_new(phones, json_string(phone));
		detail_add_card(cards, row.name, phones);
		p->kind = KIND_CONTACT;
		p->place = detail_vcard(json_array_get(cards, 0));
		p->detail = detail_write(cards);
		json_decref(phones);
		free(phone);
	}
	contact_row_fini(&row);
	return ok;
}

static bool take_poll(struct call *c, const char *question, struct parcel *p, struct err *e)
{
	const json_t *options = json_at(c->args, "option");
	size_t n = json_array_size(options);
	if (is_blank(question) || strlen(question) > QUESTION_MAX)
		return err_set(e, ERR_USAGE, "send.poll-question", N_("a poll needs a question of at most {max} bytes"),
			"max=%d", QUESTION_MAX);
	if (n < 2 || n > POLL_OPTIONS_MAX)
		return err_set(e, ERR_USAGE, "send.poll-options",
			N_("a poll needs 2 to {max} answers to choose from: --option A --option B"), "max=%d",
			POLL_OPTIONS_MAX);
	for (size_t i = 0; i < n; i++) {
		const char *one = json_string_value(json_array_get(options, i));
		if (is_blank(one) || strlen(one) > OPTION_MAX)
			return err_set(e, ERR_USAGE, "send.poll-option",
				N_("an answer of a poll has 1 to {max} bytes"), "max=%d", OPTION_MAX);
		for (size_t k = 0; k < i; k++)
			if (strcmp(one, json_string_value(json_array_get(options, k))) == 0)
				return err_set(e, ERR_USAGE, "send.poll-twice", N_("{option} stands twice in the poll"),
					"option=%s", one);
	}
	p->kind = KIND_POLL;
	p->place = xstrdup(question);
	p->detail = detail_write(detail_poll(question, options, json_flag(c->args, "several")));
	return true;
}

/* Which of the things it is; more than one is none. */
static bool one_thing(struct call *c, const char *text, struct err *e)
{
	static const char *const things[] = { "location", "contact", "poll", "media_id" };
	bool template = json_at(c->args, "template") != NULL;
	size_t n = 0;
	for (size_t i = 0; i < sizeof things / sizeof *things; i++)
		n += json_at(c->args, things[i]) != NULL;
	if (!template && json_at(c->args, "language"))
		return err_set(e, ERR_USAGE, "send.language", N_("a language belongs to a template: add --template NAME"),
			NULL);
	if (n > 1 || (n == 1 && !json_at(c->args, "media_id") && (template || !is_blank(text))))
		return err_set(e, ERR_USAGE, "send.one-thing",
			N_("one message is one thing: a text, a file with its text, a place, a contact card or a poll"),
			NULL);
	if (!json_at(c->args, "poll") && (json_at(c->args, "option") || json_flag(c->args, "several")))
		return err_set(e, ERR_USAGE, "send.no-poll",
			N_("answers belong to a question: add --poll 'QUESTION'"), NULL);
	return true;
}

/* The template's text, made here and now; the words are its values. */
static bool take_template(struct call *c, const char *name, struct parcel *p, struct err *e)
{
	struct rendered r = { 0 };
	bool ok = render(c, name, json_str(c->args, "language"), json_str_or(c->args, "text", ""), true, &r, e);
	int64_t read = json_i64_or(c->args, "template_version", 0);
	if (ok && read && read != r.template.version)
		ok = err_set(e, ERR_CONFLICT, "template.changed",
			N_("{who} changed the template {name} meanwhile: read it again"), "who=%s\nname=%s", r.template.by,
			r.template.name);
	if (ok) {
		p->text = xstrdup(r.text);
		p->template_id = r.template.id;
		p->template_version = r.template.version;
	}
	rendered_fini(&r);
	return ok && choose_file(c, p->text, &p->file, &p->kind, e);
}

bool parcel_pack(struct call *c, struct parcel *p, struct err *e)
{
	const char *text = json_str_or(c->args, "text", ""), *typed;
	if (!one_thing(c, text, e))
		return false;
	if ((typed = json_str(c->args, "template")))
		return take_template(c, typed, p, e);
	p->text = xstrdup("");
	if ((typed = json_str(c->args, "location")))
		return take_place(typed, p, e);
	if ((typed = json_str(c->args, "contact")))
		return take_card(c, typed, p, e);
	if ((typed = json_str(c->args, "poll")))
		return take_poll(c, typed, p, e);
	free(p->text);
	p->text = xstrdup(text);
	return choose_file(c, text, &p->file, &p->kind, e);
}

bool parcel_forward(struct call *c, struct parcel *p, struct err *e)
{
	struct message_row row = { 0 };
	struct wa_id id;
	char whole[WA_ID_TEXT_CAP];
	bool ok = message_get(c->s->db, c->target.message_id, &row, e)
		&& message_whole_id(c->s->db, c->target.message_id, &id, e);
	if (ok && row.deleted_at)
		ok = err_set(e, ERR_CONFLICT, "act.deleted", N_("message {id} was deleted"), "id=%lld",
			(long long)row.id);
	if (ok) {
		*p = (struct parcel){ .kind = row.kind, .text = xstrdup(row.text ? row.text : ""),
			.place = row.place ? xstrdup(row.place) : NULL, .detail = row.detail ? xstrdup(row.detail) : NULL,
			.forward_of = row.id, .forward = xstrdup(wa_id_text(&id, whole)) };
	}
	message_row_fini(&row);
	return ok;
}
