/* Templates: how they are kept, filled in, approved, sent; what the shop knows of a
 * contact and what has to be given; hostile values. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "store/outbox.h"

#include "harness.h"

SHOP_WITH(template_shop, "shop_name = Toko Sinar\noutside_window = template\nrequire_consent = no\n")
#define IN_TEMPLATES(test) cmocka_unit_test_setup_teardown(test, template_shop, shop_end)

static void test_kept(void **state)
{
	(void)state;
	shop_refuses(&shop, CMD_TEMPLATE_SHOW, "{'name':'resi'}", ERR_NOT_FOUND, "template.empty");
	shop_refuses(&shop, CMD_TEMPLATE_SET, "{'name':'resi'}", ERR_USAGE, "template.textless");
	shop_refuses(&shop, CMD_TEMPLATE_SET, "{'name':'re si','text':'x'}", ERR_USAGE, "template.name");
	shop_refuses(&shop, CMD_TEMPLATE_SET, "{'name':'resi','text':' \\n '}", ERR_USAGE, "template.blank");
	const json_t *v = must(CMD_TEMPLATE_SET,
		"{'name':'Resi','text':'Halo {{first_name}}, resinya {{resi}}','var':['first_name=Kak']}");
	assert_string_equal(json_str(v, "name"), "resi");
	assert_string_equal(json_str(v, "language"), "id");
	assert_string_equal(json_str(v, "status"), "draft");
	assert_string_equal(json_str(v, "by"), "rina");
	assert_int_equal(json_i64_or(v, "version", 0), 1);
	assert_int_equal(json_array_size(json_at(v, "variables")), 2);
	assert_string_equal(json_str(json_array_get(json_at(v, "variables"), 0), "default"), "Kak");
	assert_true(json_flag(json_array_get(json_at(v, "variables"), 1), "required"));
	assert_string_equal(shop_trail(&shop), "rina template set resi");
	/* The same again is no version. */
	v = must(CMD_TEMPLATE_SET, "{'name':'resi','text':'Halo {{first_name}}, resinya {{resi}}'}");
	assert_int_equal(json_i64_or(v, "version", 0), 1);
	v = must(CMD_TEMPLATE_SET, "{'name':'resi','text':'Resi: {{resi}}'}");
	assert_int_equal(json_i64_or(v, "version", 0), 2);
	assert_int_equal(json_array_size(json_at(v, "variables")), 1);
	assert_int_equal(json_array_size(json_at(v, "versions")), 2);
	assert_string_equal(json_str(json_array_get(json_at(v, "versions"), 1), "text"),
		"Halo {{first_name}}, resinya {{resi}}");
	/* A name stands once in each language. */
	v = must(CMD_TEMPLATE_SET, "{'name':'resi','language':'en','text':'Tracking: {{resi}}'}");
	assert_int_equal(json_i64_or(v, "version", 0), 1);
	assert_int_equal(json_array_size(json_at(must(CMD_TEMPLATE_LIST, "{}"), "items")), 2);
	assert_int_equal(json_array_size(json_at(must(CMD_TEMPLATE_LIST, "{'language':'en'}"), "items")), 1);
	v = must(CMD_TEMPLATE_LIST, "{'limit':1}");
	assert_string_equal(json_str(json_array_get(json_at(v, "items"), 0), "language"), "id");
	assert_string_equal(json_str(v, "next"), "1");
	v = must(CMD_TEMPLATE_LIST, "{'after':'1'}");
	assert_string_equal(json_str(json_array_get(json_at(v, "items"), 0), "language"), "en");
	assert_null(json_str(v, "next"));
	assert_string_equal(json_str(must(CMD_TEMPLATE_SHOW, "{'name':'resi'}"), "language"), "id");
	assert_string_equal(json_str(must(CMD_TEMPLATE_SHOW, "{'name':'resi','language':'en'}"), "language"), "en");
	/* A former text comes back as a version of its own. */
	v = must(CMD_TEMPLATE_SET, "{'name':'resi','version':1}");
	assert_int_equal(json_i64_or(v, "version", 0), 3);
	assert_string_equal(json_str(v, "text"), "Halo {{first_name}}, resinya {{resi}}");
	assert_int_equal(json_array_size(json_at(v, "variables")), 2);
	shop_refuses(&shop, CMD_TEMPLATE_SET, "{'name':'resi','version':9}", ERR_NOT_FOUND, "template.version");
	shop_refuses(&shop, CMD_TEMPLATE_SET, "{'name':'resi','version':1,'text':'x'}", ERR_USAGE, "template.both");
	shop_refuses(&shop, CMD_TEMPLATE_SHOW, "{'name':'resu'}", ERR_NOT_FOUND, "template.none");
}

static void test_undo(void **state)
{
	(void)state;
	must(CMD_TEMPLATE_SET, "{'name':'jam','text':'Buka 8-17'}");
	must(CMD_TEMPLATE_APPROVE, "{'name':'jam'}");
	must(CMD_TEMPLATE_SET, "{'name':'jam','text':'Buka 9-17'}");
	assert_string_equal(json_str(must(CMD_TEMPLATE_SHOW, "{'name':'jam'}"), "status"), "draft");
	must(CMD_UNDO, "{}");
	const json_t *v = must(CMD_TEMPLATE_SHOW, "{'name':'jam'}");
	assert_string_equal(json_str(v, "text"), "Buka 8-17");
	assert_string_equal(json_str(v, "status"), "approved");
	assert_string_equal(json_str(v, "approved_by"), "rina");
	must(CMD_TEMPLATE_DELETE, "{'name':'jam'}");
	shop_refuses(&shop, CMD_TEMPLATE_SHOW, "{'name':'jam'}", ERR_NOT_FOUND, "template.empty");
	must(CMD_UNDO, "{}");
	assert_string_equal(json_str(must(CMD_TEMPLATE_SHOW, "{'name':'jam'}"), "text"), "Buka 8-17");
	/* The name is free while it is gone; then it is not. */
	must(CMD_TEMPLATE_DELETE, "{'name':'jam'}");
	assert_non_null(shop_run_as(&shop, RIGHTS_LEAD, CMD_TEMPLATE_SET, "{'name':'jam','text':'lain'}"));
	must(CMD_UNDO, "{}");
	shop_refuses(&shop, CMD_TEMPLATE_SHOW, "{'name':'jam'}", ERR_NOT_FOUND, "template.empty");
	must(CMD_UNDO, "{}");
	assert_string_equal(json_str(must(CMD_TEMPLATE_SHOW, "{'name':'jam'}"), "text"), "Buka 8-17");
}

static void test_rights(void **state)
{
	(void)state;
	must(CMD_TEMPLATE_SET, "{'name':'salam','text':'Halo'}");
	assert_null(shop_run_as(&shop, RIGHTS_AGENT, CMD_TEMPLATE_APPROVE, "{'name':'salam'}"));
	assert_int_equal(shop.err.kind, ERR_FORBIDDEN);
	assert_null(shop_run_as(&shop, RIGHTS_READER, CMD_TEMPLATE_SET, "{'name':'salam','text':'Hai'}"));
	assert_non_null(shop_run_as(&shop, RIGHTS_AGENT, CMD_TEMPLATE_SET, "{'name':'salam','text':'Hai'}"));
	must(CMD_TEMPLATE_APPROVE, "{'name':'salam','version':2}");
	assert_null(shop_run_as(&shop, RIGHTS_AGENT, CMD_TEMPLATE_SET, "{'name':'salam','text':'Halo'}"));
	assert_string_equal(shop.err.say.key, "template.lead");
	assert_null(shop_run_as(&shop, RIGHTS_AGENT, CMD_TEMPLATE_DELETE, "{'name':'salam'}"));
	assert_string_equal(shop.err.say.key, "template.lead");
	assert_non_null(shop_run_as(&shop, RIGHTS_LEAD, CMD_TEMPLATE_SET, "{'name':'salam','text':'Halo'}"));
}

/* Approved is what was read: a text that somebody else wrote by its version, and no newer one. */
static void test_approve(void **state)
{
	struct err e = { 0 };
	(void)state;
	struct caller rina = shop.service.caller, dewi;
	assert_true(service_caller(&shop.service, 4242, "dewi", &dewi, &e));
	shop.service.caller = dewi;
	must(CMD_TEMPLATE_SET, "{'name':'salam','text':'Halo'}");
	shop.service.caller = rina;
	shop_refuses(&shop, CMD_TEMPLATE_APPROVE, "{'name':'salam'}", ERR_CONFLICT, "template.unread");
	assert_non_null(strstr(err_text(&shop.err), "version 1, by dewi"));
	shop.service.caller = dewi;
	must(CMD_TEMPLATE_SET, "{'name':'salam','text':'Halo, klik di sini'}");
	shop.service.caller = rina;
	shop_refuses(&shop, CMD_TEMPLATE_APPROVE, "{'name':'salam','version':1}", ERR_CONFLICT, "template.unread");
	shop_refuses(&shop, CMD_TEMPLATE_APPROVE, "{'name':'salam','version':3}", ERR_CONFLICT, "template.unread");
	assert_string_equal(json_str(must(CMD_TEMPLATE_SHOW, "{'name':'salam'}"), "status"), "draft");
	const json_t *v = must(CMD_TEMPLATE_APPROVE, "{'name':'salam','version':2}");
	assert_string_equal(json_str(v, "status"), "approved");
	assert_string_equal(json_str(v, "approved_by"), "rina");
	/* Taken out of use is any. */
	assert_string_equal(json_str(must(CMD_TEMPLATE_APPROVE, "{'name':'salam','retire':true}"), "status"), "retired");
	shop_refuses(&shop, CMD_TEMPLATE_APPROVE, "{'name':'salam'}", ERR_CONFLICT, "template.unread");
	/* What one wrote oneself one has read. */
	must(CMD_TEMPLATE_SET, "{'name':'salam','text':'Halo kak'}");
	assert_string_equal(json_str(must(CMD_TEMPLATE_APPROVE, "{'name':'salam'}"), "status"), "approved");
	shop_refuses(&shop, CMD_TEMPLATE_APPROVE, "{'name':'salam','version':2}", ERR_CONFLICT, "template.unread");
	/* Another's text is not one's own by other values for its places. */
	shop.service.caller = dewi;
	must(CMD_TEMPLATE_SET, "{'name':'promo','text':'Diskon {{berapa}}','var':['berapa=10']}");
	shop.service.caller = rina;
	must(CMD_TEMPLATE_SET, "{'name':'promo','var':['berapa=20']}");
	shop_refuses(&shop, CMD_TEMPLATE_APPROVE, "{'name':'promo'}", ERR_CONFLICT, "template.unread");
	must(CMD_TEMPLATE_APPROVE, "{'name':'promo','version':2}");
}

/* What is declared, and how it can be wrong. */
static void test_variables(void **state)
{
	static const struct {
		const char *text, *var, *key;
	} cases[] = {
		{ "{{a}}", "a:number=x", "field.value" },
		{ "{{a}}", "a:number=12", NULL },
		{ "{{a}}", "a:date=2026-02-30", "field.value" },
		{ "{{a}}", "a:date=+3d", NULL },
		{ "{{a}}", "a:date=+3x", "field.value" },
		{ "{{a}}", "a:choice(S,M)=L", "field.value" },
		{ "{{a}}", "a:choice(S,M)=m", NULL },
		{ "{{a}}", "a:choice", "template.variable" },
		{ "{{a}}", "a:choice(S)", "field.choices" },
		{ "{{a}}", "a:colour", "template.variable" },
		{ "{{a}}", "a b", "template.variable" },
		{ "{{a}}", "b", "template.unused" },
		{ "{{ a }} and {{A}}", "a", NULL },
		{ "{{a}", "a", "template.brace" },
		{ "{{a b}}", "a", "template.brace" },
		{ "{{}}", "a", "template.brace" },
		{ "{a} } {", "a", "template.unused" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char args[200];
		snprintf(args, sizeof args, "{'name':'satu','text':'%s','var':['%s']}", cases[i].text, cases[i].var);
		if (cases[i].key)
			shop_refuses(&shop, CMD_TEMPLATE_SET, args, ERR_USAGE, cases[i].key);
		else
			must(CMD_TEMPLATE_SET, args);
	}
}

static void test_rendered(void **state)
{
	static const struct {
		const char *text, *var, *args, *want; /* want: the text, or !key of the refusal */
	} cases[] = {
		{ "Halo {{name}}", "", "'conversation':'1'", "Halo Budi Santoso" },
		{ "Halo {{first_name}}", "", "'conversation':'1'", "Halo Budi" },
		{ "{{phone}}", "", "'conversation':'1'", "+62 812-3456-7890" },
		{ "{{shop}} / {{agent}}", "", "'conversation':'1'", "Toko Sinar / rina" },
		{ "{{date}}", "", "'conversation':'1'", "22 November 2026" },
		{ "{{kota}}", "", "'conversation':'1'", "Bandung" },
		{ "{{kota}}", "", "'contact':'Budi Santoso'", "Bandung" },
		{ "{{kota}}", "", "'conversation':'2'", "!template.missing" },
		{ "{{kota}}", "kota=sini", "'conversation':'2'", "sini" },
		{ "{{kota}}", "kota=sini", "'conversation':'1'", "Bandung" },
		{ "{{kota}}", "kota=sini", "'conversation':'1','values':'kota=Solo'", "Solo" },
		{ "{{name}}", "", "'values':''", "!template.missing" },
		{ "{{name}}", "name=Kak", "'values':''", "Kak" },
		/* of two, both are named */
		{ "{{resi}} {{kurir}}", "", "'values':''", "!template.missing" },
		{ "{{resi}} {{kurir}}", "", "'values':'resi=JP 12 kurir=JNE Reguler'", "JP 12 JNE Reguler" },
		{ "{{resi}} {{resi}}", "", "'values':'resi=1'", "1 1" },
		{ "{{resi}}", "", "'values':'resi=1 resi=2'", "!field.twice" },
		{ "{{resi}}", "", "'values':'resu=1'", "!template.unknown" },
		{ "{{n}}", "n:number", "'values':'n=banyak'", "!field.value" },
		{ "{{n}}", "n:choice(S,M)", "'values':'n=m'", "M" },
		{ "{{n}}|", "n=", "'values':''", "|" },
		/* dates: as people write them, counted in the number's zone */
		{ "{{d}}", "d:date", "'values':'d=2026-12-24'", "24 Desember 2026" },
		{ "{{d}}", "d:date", "'values':'d=24-12-2026'", "!field.value" },
		{ "{{d}}", "d:date=+1d", "'values':''", "23 November 2026" },
		{ "{{d}}", "d:date=+9d", "'values':''", "1 Desember 2026" },
		{ "{{d}}", "d:date", "'values':'d=+40d'", "1 Januari 2027" },
		/* what a value says is only said */
		{ "{{a}} {{b}}", "", "'values':'a={{b}} b={{a}}'", "{{b}} {{a}}" },
		{ "{{a}}", "", "'values':'a=100% %s {x}'", "100% %s {x}" },
		{ "{{a}}", "", "'values':'a=x\\u202eyz\\u200b'", "xyz" },
		{ "{{a}}", "", "'values':'a=\\u0007'", "!field.long" },
		{ "{{a}}", "", "'values':'a=  spasi   dua  '", "spasi dua" },
		{ "{{a}}", "", "'values':'a=👩‍👧'", "👩‍👧" },
	};
	(void)state;
	must(CMD_FIELD_SET, "{'field':'kota','type':'text'}");
	must(CMD_CONTACT_SET, "{'contact':'Budi Santoso','values':'kota=Bandung'}");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char args[300], var[80] = "";
		if (*cases[i].var)
			snprintf(var, sizeof var, ",'var':['%s']", cases[i].var);
		snprintf(args, sizeof args, "{'name':'kasus-%zu','text':'%s'%s}", i, cases[i].text, var);
		must(CMD_TEMPLATE_SET, args);
		snprintf(args, sizeof args, "{'name':'kasus-%zu',%s}", i, cases[i].args);
		if (cases[i].want[0] == '!') {
			const json_t *v = shop_run(&shop, CMD_TEMPLATE_PREVIEW, args);
			if (v || strcmp(shop.err.say.key, cases[i].want + 1) != 0)
				fail_msg("%s with %s is %s, not refused with %s", cases[i].text, cases[i].args,
					v ? json_str(v, "text") : shop.err.say.key, cases[i].want + 1);
			continue;
		}
		const char *got = json_str(must(CMD_TEMPLATE_PREVIEW, args), "text");
		if (strcmp(got, cases[i].want) != 0)
			fail_msg("%s with %s is “%s”, not “%s”", cases[i].text, cases[i].args, got, cases[i].want);
	}
	/* The error names what is missing; in part it is told instead. */
	must(CMD_TEMPLATE_SET, "{'name':'dua','text':'{{resi}} {{kurir}} {{shop}}'}");
	shop_refuses(&shop, CMD_TEMPLATE_PREVIEW, "{'name':'dua'}", ERR_USAGE, "template.missing");
	assert_non_null(strstr(err_text(&shop.err), "resi, kurir"));
	const json_t *v = must(CMD_TEMPLATE_PREVIEW, "{'name':'dua','partial':true,'values':'kurir=JNE'}");
	assert_string_equal(json_str(v, "text"), "{{resi}} JNE Toko Sinar");
	assert_int_equal(json_array_size(json_at(v, "missing")), 1);
	assert_string_equal(json_str(json_array_get(json_at(v, "values"), 1), "from"), "given");
}

/* A name from outside is one line of visible characters; a title stays with its name. */
static void test_first_name(void **state)
{
	static const char *const cases[][2] = { { "Bu Sri Wahyuni", "Bu Sri" }, { "Budi", "Budi" },
		{ "  Siti\\tAminah", "Siti" }, { "H. Ahmad Dahlan", "H. Ahmad" }, { "Pak", "Pak" },
		{ "Rossi, Mario", "Rossi" } };
	(void)state;
	must(CMD_TEMPLATE_SET, "{'name':'nama','text':'{{first_name}}'}");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char args[200];
		snprintf(args, sizeof args, "62813000000%02zu@c.us", i);
		char *name = xstrdup(cases[i][0]), *tab = strstr(name, "\\t");
		if (tab)
			memmove(tab + 1, tab + 2, strlen(tab + 2) + 1), *tab = '\t';
		shop_hear(&shop, "toko", args, false, name, "halo", SHOP_NOW - 60);
		snprintf(args, sizeof args, "{'name':'nama','contact':'+62813000000%02zu'}", i);
		assert_string_equal(json_str(must(CMD_TEMPLATE_PREVIEW, args), "text"), cases[i][1]);
		free(name);
	}
}

static void test_large(void **state)
{
	struct buf text;
	char *args;
	(void)state;
	buf_init(&text, 1 << 20);
	for (int i = 0; i < 65000; i++)
		buf_addc(&text, 'a');
	args = xasprintf("{'name':'besar','text':'%s{{akhir}}'}", buf_str(&text));
	const json_t *v = must(CMD_TEMPLATE_SET, args);
	assert_int_equal(strlen(json_str(v, "text")), 65009);
	free(args);
	v = must(CMD_TEMPLATE_PREVIEW, "{'name':'besar','values':'akhir=selesai'}");
	assert_int_equal(strlen(json_str(v, "text")), 65007);
	buf_clear(&text);
	for (int i = 0; i < 499; i++)
		buf_addc(&text, 'b');
	args = xasprintf("{'name':'besar','text':'%065000d{{akhir}}{{akhir}}'}", 1);
	must(CMD_TEMPLATE_SET, args);
	free(args);
	args = xasprintf("{'name':'besar','values':'akhir=%s'}", buf_str(&text));
	shop_refuses(&shop, CMD_TEMPLATE_PREVIEW, args, ERR_TOO_LARGE, "args.long");
	free(args);
	buf_fini(&text);
}

static const json_t *why(int64_t id)
{
	char args[60];
	snprintf(args, sizeof args, "{'message':%lld}", (long long)id);
	return must(CMD_WHY, args);
}

static const char *gate(const json_t *verdict, const char *name)
{
	const json_t *g;
	size_t i;
	json_array_foreach((json_t *)(uintptr_t)json_at(verdict, "gates"), i, g)
		if (strcmp(json_str_or(g, "gate", ""), name) == 0)
			return json_str_or(g, "change.key", "");
	return NULL;
}

static void test_sent(void **state)
{
	(void)state;
	must(CMD_TEMPLATE_SET, "{'name':'resi','text':'Halo {{first_name}}, resinya {{resi}}'}");
	shop_refuses(&shop, CMD_SEND, "{'to':'1','template':'resi'}", ERR_USAGE, "template.missing");
	shop_refuses(&shop, CMD_SEND, "{'to':'1','template':'rusak'}", ERR_NOT_FOUND, "template.none");
	shop_refuses(&shop, CMD_SEND, "{'to':'1','template':'resi','poll':'A?','option':['b','c']}", ERR_USAGE, "send.one-thing");
	shop_refuses(&shop, CMD_SEND, "{'to':'1','text':'halo','language':'en'}", ERR_USAGE, "send.language");
	/* A draft may answer who writes; it is frozen as it was. */
	const json_t *v = must(CMD_SEND, "{'to':'1','template':'resi','text':'resi=JP123'}");
	assert_string_equal(json_str(v, "text"), "Halo Budi, resinya JP123");
	assert_string_equal(json_str(v, "state"), "queued");
	int64_t id = json_i64_or(v, "id", 0);
	must(CMD_TEMPLATE_SET, "{'name':'resi','text':'Lain: {{resi}}'}");
	v = why(id);
	assert_string_equal(json_str(v, "message.text"), "Halo Budi, resinya JP123");
	assert_string_equal(json_str(v, "template.name"), "resi");
	assert_int_equal(json_i64_or(v, "template.version", 0), 1);
	assert_string_equal(json_str(v, "template.status"), "changed");
	/* Waiting is no use; leaving is. */
	assert_int_equal(json_i64_or(must(CMD_TEMPLATE_SHOW, "{'name':'resi'}"), "uses", 9), 0);
	struct changes changes = { 0 };
	int attempt;
	shop_write(&shop);
	struct outbox_leave leave = { .message_id = id, .now_ms = (SHOP_NOW + 9) * 1000LL, .deadline_ms = SHOP_NOW * 1000LL,
		.day = 20000, .gap_ms = 5000 };
	assert_true(outbox_begin(shop.keep, &leave, &attempt, &changes, &shop.err));
	struct outbox_result end = { .message_id = id, .attempt = attempt, .outcome = OUTCOME_ACCEPTED,
		.now_ms = (SHOP_NOW + 10) * 1000LL, .wa_id = "3EB0TEMPLATE" };
	assert_true(outbox_end(shop.keep, &end, &changes, &shop.err));
	shop_wrote(&shop);
	changes_fini(&changes);
	v = must(CMD_TEMPLATE_SHOW, "{'name':'resi'}");
	assert_int_equal(json_i64_or(v, "uses", 0), 1);
	assert_string_equal(json_str(v, "used_at"), "2026-11-22T14:31:14+07:00");
	/* The rules of content judge what is sent. */
	must(CMD_TEMPLATE_SET, "{'name':'bebas','text':'{{a}} ya'}");
	v = must(CMD_SEND, "{'to':'1','template':'bebas','text':'a=main slot gacor maxwin hari ini'}");
	assert_string_equal(json_str(v, "state"), "held");
	assert_non_null(gate(json_at(why(json_i64_or(v, "id", 0)), "verdict"), "content"));
	/* What is out of use is not sent. */
	must(CMD_TEMPLATE_APPROVE, "{'name':'bebas','retire':true}");
	shop_refuses(&shop, CMD_SEND, "{'to':'1','template':'bebas','text':'a=x'}", ERR_CONFLICT, "template.retired");
}

/* outside_window = template: conversation 2 has been silent for two days. */
static void test_window(void **state)
{
	(void)state;
	must(CMD_TEMPLATE_SET, "{'name':'kabar','text':'Halo {{first_name}}, ada kabar?'}");
	const json_t *v = must(CMD_SEND, "{'to':'2','text':'halo lagi','confirm':true}");
	assert_string_equal(json_str(v, "state"), "held");
	int64_t own = json_i64_or(v, "id", 0);
	assert_string_equal(gate(json_at(why(own), "verdict"), "window"), "gate.window.template");
	v = must(CMD_SEND, "{'to':'2','template':'kabar'}");
	assert_string_equal(json_str(v, "state"), "held");
	int64_t draft = json_i64_or(v, "id", 0);
	assert_string_equal(gate(json_at(why(draft), "verdict"), "window"), "gate.window.approve");
	v = must(CMD_PREVIEW, "{'conversation':2,'text':'Halo Budi, ada kabar?','template':'kabar'}");
	assert_string_equal(gate(json_at(v, "verdict"), "window"), "gate.window.approve");
	must(CMD_TEMPLATE_APPROVE, "{'name':'kabar'}");
	assert_null(gate(json_at(why(draft), "verdict"), "window"));
	assert_string_equal(json_str(why(draft), "template.status"), "approved");
	v = must(CMD_PREVIEW, "{'conversation':2,'text':'Halo Budi, ada kabar?','template':'kabar'}");
	assert_null(gate(json_at(v, "verdict"), "window"));
	char args[60];
	snprintf(args, sizeof args, "{'message':%lld}", (long long)draft);
	must(CMD_CANCEL, args);
	snprintf(args, sizeof args, "{'message':%lld}", (long long)own);
	shop_refuses(&shop, CMD_CONFIRM, args, ERR_POLICY, "gate.window");
	v = must(CMD_SEND, "{'to':'2','template':'kabar'}");
	assert_string_equal(json_str(v, "state"), "queued");
	int64_t id = json_i64_or(v, "id", 0);
	/* Taken out of use while it waits, it does not leave. */
	must(CMD_TEMPLATE_APPROVE, "{'name':'kabar','retire':true}");
	assert_non_null(gate(json_at(why(id), "verdict"), "window"));
}

/* The examples that come with the program: a dozen in each language, the same names,
 * and nothing in them that the rules would hold. */
static void test_examples(void **state)
{
	const json_t *t, *var;
	size_t i, k;
	(void)state;
	const json_t *v = must(CMD_TEMPLATE_EXAMPLES, "{}");
	assert_int_equal(json_array_size(json_at(v, "added")), 26);
	for (i = 0; i < 13; i++)
		assert_string_equal(json_string_value(json_array_get(json_at(v, "added"), i)),
			json_string_value(json_array_get(json_at(v, "added"), i + 13)));
	v = must(CMD_TEMPLATE_EXAMPLES, "{'language':'en'}");
	assert_int_equal(json_i64_or(v, "there", 0), 13);
	assert_int_equal(json_array_size(json_at(v, "added")), 0);
	json_t *all = json_deep_copy(must(CMD_TEMPLATE_LIST, "{}"));
	assert_int_equal(json_array_size(json_at(all, "items")), 26);
	json_array_foreach((json_t *)(uintptr_t)json_at(all, "items"), i, t) {
		struct buf values = { 0 };
		json_array_foreach((json_t *)(uintptr_t)json_at(t, "variables"), k, var)
			if (json_flag(var, "required"))
				buf_addf(&values, "%s=12 ", json_str(var, "name"));
		char *args = xasprintf("{'to':'1','template':'%s','language':'%s','text':'%s'}", json_str(t, "name"),
			json_str(t, "language"), buf_str(&values));
		assert_string_equal(json_str(t, "status"), "draft");
		const json_t *sent = must(CMD_SEND, args);
		assert_null(strstr(json_str(sent, "text"), "{{"));
		if (strcmp(json_str(sent, "state"), "queued") != 0)
			fail_msg("%s %s is %s: %s", json_str(t, "language"), json_str(t, "name"), json_str(sent, "state"),
				json_str(sent, "text"));
		assert_null(gate(json_at(why(json_i64_or(sent, "id", 0)), "verdict"), "content"));
		free(args);
		buf_fini(&values);
	}
	json_decref(all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_TEMPLATES(test_kept),
		IN_TEMPLATES(test_undo),
		IN_TEMPLATES(test_rights),
		IN_TEMPLATES(test_approve),
		IN_TEMPLATES(test_variables),
		IN_TEMPLATES(test_rendered),
		IN_TEMPLATES(test_first_name),
		IN_TEMPLATES(test_large),
		IN_TEMPLATES(test_sent),
		IN_TEMPLATES(test_window),
		IN_TEMPLATES(test_examples),
	};
	return cmocka_run_group_tests_name("service/templates", tests, NULL, NULL);
}
